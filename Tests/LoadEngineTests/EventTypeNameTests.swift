import Testing

@testable import LoadEngine

@Suite("Names of event types")
struct EventTypeNameTests {
    @Test(
        "a type is called what it says, up to a length",
        arguments: [
            ("", "message"), ("price", "price"), ("é", "é"),
            (String(repeating: "x", count: 64), String(repeating: "x", count: 64)),
            (String(repeating: "x", count: 1_000), String(repeating: "x", count: 64)),
            (String(repeating: "x", count: 63) + "é", String(repeating: "x", count: 63) + "\u{FFFD}"),
        ])
    func typesAreNamed(type: String, name: String) {
        let bytes = Array(type.utf8)
        #expect(StreamSource.name(of: bytes.span) == name)
    }
}
