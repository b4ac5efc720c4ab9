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
}
