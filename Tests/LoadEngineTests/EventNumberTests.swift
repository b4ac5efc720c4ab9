import Testing

@testable import LoadEngine

@Suite("Numbers in event IDs")
struct EventNumberTests {
    @Test(
        "digits are a number, anything else is none",
        arguments: [
            ("0", 0), ("42", 42), ("-7", -7), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
            ("99999999999999999999", nil), ("", nil), ("-", nil), ("4a", nil), (" 4", nil), ("1753:0", nil), ("٤", nil),
        ] as [(String, Int?)])
    func digitsAreRead(id: String, number: Int?) {
        let bytes = Array(id.utf8)
        #expect(EventNumber.read(bytes.span) == number)
    }
}
