import JSON
import Testing
import Timing

@Suite("Looking into JSON")
struct JSONScannerTests {
    @Test(
        "the value at a path is found where it lies",
        arguments: [
            (#"{"id":"abc"}"#, "id", "abc"), (#" { "a" : 1 , "id" : 42 } "#, "id", "42"),
            (#"{"a":{"id":1},"id":2}"#, "id", "2"), (#"{"a":{"b":[10,{"c":"x"}]}}"#, "$.a.b[1].c", "x"),
            (#"[1,[2,3],"]",4]"#, "$[3]", "4"), (#"{"a":"}","b":true}"#, "b", "true"),
            (#"{"a":"\"","b":null}"#, "b", "null"), (#"{"a":[],"b":{}}"#, "b", "{}"), ("42", "$", "42"),
            (#"{"i\u0064":7}"#, "id", "7"), (#"{"a":"x","a":"y"}"#, "a", "x"),
            (#"{"n":-1.5e+10,"x":0}"#, "n", "-1.5e+10"),
            (#"{"a":1,"b":2"#, "a", "1"), (#"{"":5}"#, "$['']", "5"), (#"{"seq":1 trailing garbage"#, "seq", "1"),
        ])
    func found(text: String, path: String, expected: String) throws {
        let bytes = Array(text.utf8)
        let value = try #require(JSONScanner.value(at: .parse(path), in: bytes))
        #expect(String(decoding: bytes[value.range], as: UTF8.self) == expected)
    }

    @Test(
        "where there is no such value, or the text breaks before it ends, there is none",
        arguments: [
            ("", "id"), ("hello", "id"), ("{}", "id"), (#"{"id"}"#, "id"), (#"{"id":}"#, "id"), (#"{"id":"abc"#, "id"),
            (#"{"id":tru}"#, "id"), (#"{"id":[1,2}"#, "id.x"), ("[1,2]", "$[2]"), ("[]", "$[0]"), ("{", "id"),
            (#"{"a":1 "id":2}"#, "id"), (#"{"id":01}"#, "x"), (#"{"id":-}"#, "id"), (#"{"id":1.}"#, "id"),
            (#"{"id":1e}"#, "id"), (#"{"id":"\"#, "id"), (#"{"a":{"b":1}}"#, "$.a[0]"), ("[1]", "$.a"), ("{,}", "id"),
        ])
    func absent(text: String, path: String) throws {
        #expect(try JSONScanner.value(at: .parse(path), in: Array(text.utf8)) == nil)
    }

    @Test("nesting beyond the limit is garbage, up to it is not")
    func depth() throws {
        let path = try JSONPath.parse("$")
        let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(JSONScanner.value(at: path, in: Array(deep.utf8))?.range == 0..<1024)
        #expect(JSONScanner.value(at: path, in: Array("[\(deep)]".utf8)) == nil)
        #expect(JSONScanner.value(at: path, in: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) == nil)
    }

    @Test(
        "a whole number is read from a number or a string of one, and never rounded",
        arguments: [
            ("1", 1), ("-7", -7), (#""12""#, 12), ("1e3", 1000), ("12.0", 12), ("12.5", nil), ("true", nil),
            (#""""#, nil),
            (#""1x""#, nil), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil),
            (#""-""#, nil), ("null", nil), (#""0x10""#, nil),
        ] as [(String, Int?)])
    func integers(text: String, expected: Int?) throws {
        let bytes = Array(#"{"v":\#(text)}"#.utf8)
        #expect(try JSONScanner.integer(at: .parse("v"), in: bytes) == expected)
    }

    @Test(
        "a fraction is read to its last digit",
        arguments: [
            ("0.1", 0.1), ("-2.5e-3", -0.0025), (#""3.25""#, 3.25), ("1e400", nil), (#""inf""#, nil), (#""nan""#, nil),
            ("1785499845123.4567", 1_785_499_845_123.4567), ("[]", nil),
        ] as [(String, Double?)])
    func doubles(text: String, expected: Double?) throws {
        let bytes = Array(#"{"v":\#(text)}"#.utf8)
        #expect(try JSONScanner.double(at: .parse("v"), in: bytes) == expected)
    }

    @Test(
        "an instant is a number of milliseconds or an RFC 3339 text",
        arguments: [
            ("1785499845123.5", 1_785_499_845_123.5), (#""1785499845123""#, 1_785_499_845_123),
            (#""1970-01-01T00:00:00Z""#, 0), (#""2026-07-31T12:10:45.250Z""#, 1_785_499_845_250),
            (#""2026-07-31T14:10:45.25+02:00""#, 1_785_499_845_250), (#""2026-07-31t12:10:45z""#, 1_785_499_845_000),
            (#""2000-02-29 23:59:60Z""#, 951_868_800_000), (#""1969-12-31T23:59:59Z""#, -1000),
            (#""2026-07-31T12:10:45.123456789Z""#, 1_785_499_845_123.456789),
            (#""2026-02-29T00:00:00Z""#, nil), (#""2026-07-31T12:10:45""#, nil), (#""2026-07-31""#, nil),
            (#""2026-13-01T00:00:00Z""#, nil), (#""2026-07-31T24:00:00Z""#, nil), (#""2026-07-31T12:10:45.Z""#, nil),
            (#""yesterday""#, nil), ("false", nil),
        ] as [(String, Double?)])
    func instants(text: String, expected: Double?) throws {
        let bytes = Array(#"{"v":\#(text)}"#.utf8)
        #expect(try JSONScanner.unixMilliseconds(at: .parse("v"), in: bytes) == expected)
    }

    @Test(
        "a field matches by what it reads as",
        arguments: [
            (#""subscribed""#, "subscribed", true), (#""subscribe""#, "subscribed", false), ("1", "1", true),
            ("1.0", "1", false), ("true", "true", true), ("null", "null", true),
            (#""a\/b\n\u00e9\ud83d\ude00""#, "a/b\né😀", true),
            (#""\ud83d""#, "x", false), (#""\q""#, "q", false), (#""\u12""#, "x", false), ("{}", "{}", false),
            (#""""#, "", true),
        ])
    func matches(text: String, value: String, expected: Bool) throws {
        let bytes = Array(#"{"v":\#(text)}"#.utf8)
        #expect(try JSONScanner.reads(value, at: .parse("v"), in: bytes) == expected)
    }
}
