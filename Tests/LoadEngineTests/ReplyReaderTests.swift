import Foundation
import HTTP
import Testing
import Timing

@testable import LoadEngine
@testable import Profiles

@Suite("What is captured of replies")
struct ReplyReaderTests {
    static let fields = [
        HTTPHead.Field(name: "x-token", value: "t1"), HTTPHead.Field(name: "vary", value: "a"),
        HTTPHead.Field(name: "vary", value: "b"), HTTPHead.Field(name: "set-cookie", value: "sid=1; Path=/"),
        HTTPHead.Field(name: "set-cookie", value: "other=x=y; HttpOnly"),
        HTTPHead.Field(name: "set-cookie", value: "sid=\"2\" ; Secure"),
    ]

    private func capture(
        _ text: String, _ body: [UInt8], fields: [HTTPHead.Field] = fields
    ) throws -> (value: String?, missing: [String]) {
        let holes = try UserTexts.holes(captures: ["v"])
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        let reader = ReplyReader([Named("v", try Capture.parse(text))], holes)
        let reply = Reply(status: 200, fields: fields, body: body, time: .zero)
        let missing = reader.capture(from: reply, into: values)
        return (values["v"], missing.map(\.description))
    }

    @Test(
        "each source gives its text",
        arguments: [
            ("$.access_token", "abc"), ("$.n", "1.50"), ("$.on", "true"), ("$.list[1]", "two"),
            ("$.list", #"["one", "two"]"#),
            ("$.object", #"{"a": 1}"#), ("$.text", "a\"b\né😀"), ("header X-Token", "t1"), ("header Vary", "a, b"),
            ("cookie sid", "\"2\""), ("cookie other", "x=y"), (#"regex "n": ([0-9.]+)"#, "1.50"), ("regex tw.", "two"),
        ])
    func captured(text: String, expected: String) throws {
        let body = """
            {"access_token": "abc", "n": 1.50, "on": true, "none": null, "list": ["one", "two"], "object": {"a": 1},
             "text": "a\\"b\\n\\u00e9\\ud83d\\ude00"}
            """
        let (value, missing) = try capture(text, Array(body.utf8))
        #expect(value == expected)
        #expect(missing == [])
    }

    @Test(
        "what is missing is named with its cause",
        arguments: [
            ("$.token", #"{"a": 1}"#, "capture v: no $.token"), ("$.token", "<html>", "capture v: body is not JSON"),
            ("$.token", "", "capture v: body is not JSON"), ("$.a", #"{"a": null}"#, "capture v: $.a is null"),
            ("$.a", #"{"b": 1,}"#, "capture v: body is not JSON"), ("$.a[2]", #"{"a": [1]}"#, "capture v: no $.a[2]"),
            ("header X-None", "", "capture v: no header X-None"), ("cookie none", "", "capture v: no cookie none"),
            ("regex a+b", "aac", "capture v: no match of a+b"), ("regex (x)?a", "a", "capture v: no match of (x)?a"),
        ])
    func missing(text: String, body: String, expected: String) throws {
        let (value, missing) = try capture(text, Array(body.utf8))
        #expect(value == nil)
        #expect(missing == [expected])
    }

    @Test("what is missing leaves the value that the user had")
    func keeps() throws {
        let holes = try UserTexts.holes(captures: ["v", "w"])
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        let reader = ReplyReader(
            [Named("v", try Capture.parse("$.v")), Named("w", try Capture.parse("$.w"))], holes)
        #expect(reader.capture(from: Reply(message: Array(#"{"v":1,"w":2}"#.utf8)), into: values) == [])
        let missing = reader.capture(from: Reply(message: Array(#"{"w":3}"#.utf8)), into: values)
        #expect(missing == [MissingCapture(name: "v", cause: "no $.v")])
        #expect(values["v"] == "1")
        #expect(values["w"] == "3")
    }

    @Test("what Foundation reads of any JSON is what is captured", arguments: 0..<30)
    func agreesWithFoundation(seed: UInt64) throws {
        var random = FastRandom(seed: seed)
        let root = object(&random, depth: 4)
        let bytes = Array(try JSONSerialization.data(withJSONObject: root))
        try compare(root, at: "$", bytes, seed)
    }

    private func compare(_ value: Any, at path: String, _ bytes: [UInt8], _ seed: UInt64) throws {
        let captured = path == "$" ? nil : try capture(path, bytes, fields: []).value
        switch value {
        case let object as [String: Any]:
            for (key, inner) in object { try compare(inner, at: "\(path)['\(key)']", bytes, seed) }
        case let array as [Any]:
            for (index, inner) in array.enumerated() { try compare(inner, at: "\(path)[\(index)]", bytes, seed) }
        case let text as String: #expect(captured == text, "seed \(seed): \(path)")
        case let number as Int: #expect(captured == "\(number)", "seed \(seed): \(path)")
        default: #expect(captured == nil, "seed \(seed): \(path)")
        }
    }

    private func object(_ random: inout FastRandom, depth: Int) -> [String: Any] {
        var object: [String: Any] = [:]
        for index in 0..<Int(1 + random.below(4)) {
            object["k\(index)\(letters(&random))"] = value(&random, depth: depth)
        }
        return object
    }

    private func value(_ random: inout FastRandom, depth: Int) -> Any {
        switch random.below(depth == 0 ? 3 : 5) {
        case 0: return letters(&random)
        case 1: return Int(Int32(truncatingIfNeeded: random.next()))
        case 2: return NSNull()
        case 3: return object(&random, depth: depth - 1)
        default: return (0..<Int(random.below(4))).map { _ in value(&random, depth: depth - 1) }
        }
    }

    private func letters(_ random: inout FastRandom) -> String {
        let all = Array("ab\"\\/{}[],:é😀\n\u{1} ")
        return String((0..<Int(random.below(8))).map { _ in all[Int(random.below(UInt64(all.count)))] })
    }
}

@Suite("What hostile replies do to captures")
struct HostileReplyTests {
    private func look(_ body: [UInt8]) throws -> [MissingCapture] {
        let names = ["a", "b", "c", "d"]
        let holes = try UserTexts.holes(captures: names)
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        let captures = try zip(names, ["$.a", "$.z[3].x", "regex (q+)$", "cookie x"]).map { name, text in
            Named(name, try Capture.parse(text))
        }
        let reply = Reply(status: 200, fields: [], body: body, time: .zero)
        let conditions = ["json $.a exists", "body contains zzz", "body matches y+z", "body == x", "json $.z < 5"]
        for condition in conditions { _ = CompiledCondition(try Condition.parse(condition)).holds(reply) }
        return ReplyReader(captures, holes).capture(from: reply, into: values)
    }

    @Test(
        "deep nesting is not JSON, and costs no stack", .timeLimit(.minutes(1)),
        arguments: ["[", "{\"a\":", "[[{\"a\":"])
    func deep(opening: String) throws {
        let missing = try look(Array(String(repeating: opening, count: 200_000).utf8))
        #expect(missing.first?.cause == "body is not JSON")
    }

    @Test("a string of a megabyte is captured whole", .timeLimit(.minutes(1)))
    func long() throws {
        let text = String(repeating: "q\\n", count: 400_000)
        let missing = try look(Array(#"{"a":"\#(text)"}"#.utf8))
        #expect(!missing.contains { $0.name == "a" })
    }

    @Test("bytes that are not UTF-8 are data", arguments: 0..<20)
    func garbage(seed: UInt64) throws {
        var random = FastRandom(seed: seed)
        let bytes = (0..<5000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        #expect(try look(bytes).first?.cause == "body is not JSON")
        _ = try look(Array(#"{"a":""#.utf8) + bytes)
        _ = try look(Array(#"{"a":"\u"#.utf8) + bytes)
    }
}
