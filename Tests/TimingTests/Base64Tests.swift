import Testing
import Timing

@Suite("Base64")
struct Base64Tests {
    @Test(
        "the vectors of RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(text: String, expected: String) {
        #expect(Base64.encode(Array(text.utf8)) == expected)
    }

    @Test("the last two letters of the alphabet")
    func lastLetters() {
        #expect(Base64.encode([0xFB, 0xEF, 0xFF]) == "++//")
    }

    @Test("what was written is read", arguments: 0...64 as ClosedRange<Int>)
    func writtenIsRead(count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(
        "what would not have been written is not read",
        arguments: [
            "Zg", "Zg=", "Z===", "====", "Zh==", "Zm9=", "Zm9v\n", "Zm 9", "=Zm9", "Zg==Zg==", "Zm-_", "Zm9\u{E9}",
        ])
    func otherTextIsNot(text: String) { #expect(Base64.decode(text) == nil) }
}
