import Foundation
import JSON
import Testing
import Timing

@Suite("Texts in JSON")
struct JSONTextTests {
    @Test(
        "quotes, backslashes and control characters are escaped, and nothing else",
        arguments: [
            ("plain", #""plain""#), (#"a"b\c"#, #""a\"b\\c""#), ("\n\r\t\u{0}\u{1F}", #""\n\r\t\u0000\u001f""#),
            ("é😀/\u{7F}", "\"é😀/\u{7F}\""), ("", #""""#),
        ])
    func quoted(text: String, expected: String) {
        #expect(JSONText.quoted(text) == expected)
    }

    @Test("what is quoted reads as it was", arguments: 0..<20)
    func roundTrip(seed: UInt64) throws {
        var random = FastRandom(seed: seed)
        for _ in 0..<50 {
            let scalars = (0..<Int(random.below(20))).compactMap { _ in
                Unicode.Scalar(UInt32(random.below(random.below(2) == 0 ? 0x80 : 0x11_0000)))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let bytes = Array(JSONText.quoted(text).utf8)
            let root = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            #expect(root as? String == text, "seed \(seed)")
            #expect(JSONScanner.text(at: JSONPath(steps: []), in: bytes.span) == text, "seed \(seed)")
        }
    }

    @Test(
        "a value is read as text",
        arguments: [
            (#""a\/b\n\u00e9\ud83d\ude00""#, "a/b\né😀"), ("1.50", "1.50"), ("-0", "-0"), ("true", "true"),
            ("null", "null"), (#"{"a": [1, "x"]}"#, #"{"a": [1, "x"]}"#), ("[ ]", "[ ]"), (#""""#, ""),
            (#""\ud83d!""#, "\u{FFFD}!"), (#""\q""#, "\u{FFFD}"), (#""\u12""#, "\u{FFFD}12"),
        ])
    func text(json: String, expected: String) throws {
        let bytes = Array(#"{"v": \#(json)}"#.utf8)
        #expect(try JSONScanner.text(at: .parse("v"), in: bytes.span) == expected)
    }

    @Test("bytes that are not UTF-8 are replaced", arguments: [[0xFF], [0x5C, 0x6E, 0xC3]])
    func invalidUTF8(content: [UInt8]) throws {
        let bytes = Array(#"{"v":""#.utf8) + content + Array(#""}"#.utf8)
        let text = try #require(try JSONScanner.text(at: .parse("v"), in: bytes.span))
        #expect(text.unicodeScalars.last == "\u{FFFD}")
    }

    @Test("members of an object are told in their order")
    func members() {
        let bytes = Array(#" {"a": 1, "b" : {"c": 2}, "\u0063": "x"} "#.utf8)
        var found: [String] = []
        let isObject = JSONScanner.forEachMember(of: bytes.span) { key, value in
            found.append(
                JSONScanner.text(of: key, in: bytes.span) + "=" + JSONScanner.text(of: value, in: bytes.span))
        }
        #expect(isObject)
        #expect(found == ["a=1", #"b={"c": 2}"#, "c=x"])
        let array = Array("[1]".utf8)
        #expect(!JSONScanner.forEachMember(of: array.span) { _, _ in })
    }

    @Test("elements of an array are told in their order")
    func elements() {
        let bytes = Array(#" [1, "b" , {"c": [2]},[]] "#.utf8)
        var found: [String] = []
        let isArray = JSONScanner.forEachElement(of: bytes.span) {
            found.append(JSONScanner.text(of: $0, in: bytes.span))
        }
        #expect(isArray)
        #expect(found == ["1", "b", #"{"c": [2]}"#, "[]"])
        let object = Array("{}".utf8)
        #expect(!JSONScanner.forEachElement(of: object.span) { _ in })
    }
}
