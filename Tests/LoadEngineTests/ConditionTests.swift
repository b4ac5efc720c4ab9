import HTTP
import Testing
import Timing

@testable import LoadEngine
@testable import Profiles

@Suite("Conditions on replies")
struct ConditionTests {
    private static let body = """
        {"n": 10, "f": 9.5, "s": "10", "id": 9007199254740993, "word": "beta", "none": null, "list": [1], "on": true}
        """

    @Test(
        "a condition holds as it reads",
        arguments: [
            ("status == 200", true), ("status != 200", false), ("status < 300", true), ("status >= 201", false),
            ("time < 500ms", true), ("time < 120ms", false), ("time <= 120ms", true), ("time > 0.1s", true),
            ("header X-Left exists", true), ("header x-left == 9", true), ("header X-Left < 10", true),
            ("header X-Left == 9.0", true), ("header X-None exists", false), ("header X-None missing", true),
            ("header X-None == 1", false), ("header X-None != 1", false), ("header X-Word contains et", true),
            ("header X-Word matches ^b.*a$", true), ("header X-Word matches ^a", false), ("header X-Word < c", true),
            ("json $.n exists", true), ("json $.none exists", false), ("json $.none missing", true),
            ("json $.none == null", true), ("json $.none == x", false), ("json $.x missing", true),
            ("json $.n == 10", true), ("json $.n == 10.0", true), ("json $.n > 9.5", true), ("json $.f < 10", true),
            ("json $.s == 10", true), ("json $.s > 9", true), ("json $.id == 9007199254740992", false),
            ("json $.id == 9007199254740993", true), ("json $.word == beta", true), ("json $.word > alpha", true),
            ("json $.word != gamma", true), ("json $.on == true", true), ("json $.list == [1]", true),
            ("json $.list[0] == 1", true), ("json $.word contains et", true), ("json $.word matches ^be", true),
            ("body exists", true), ("body missing", false), ("body contains \"beta\"", true),
            ("body contains gamma", false), ("body matches \"f\":\\s9\\.5", true), ("body == x", false),
            ("body != x", true),
        ])
    func holds(text: String, expected: Bool) throws {
        let reply = Reply(
            status: 200,
            fields: [.init(name: "x-left", value: "9"), .init(name: "x-word", value: "beta")],
            body: Array(Self.body.utf8), time: .milliseconds(120))
        #expect(CompiledCondition(try Condition.parse(text)).holds(reply) == expected)
    }

    @Test(
        "a body that is empty, or no JSON, has nothing",
        arguments: [
            ("body missing", "", true), ("body exists", "", false), ("body == x", "x", true), ("body < 11", "9", true),
            ("json $.a missing", "<html>", true), ("json $.a != 1", "", false), ("body contains x", "", false),
        ])
    func empty(text: String, body: String, expected: Bool) throws {
        let reply = Reply(status: 204, fields: [], body: Array(body.utf8), time: .zero)
        #expect(CompiledCondition(try Condition.parse(text)).holds(reply) == expected)
    }

    @Test("bytes are found where they are", arguments: 0..<20)
    func search(seed: UInt64) {
        var random = FastRandom(seed: seed)
        for _ in 0..<200 {
            let haystack = (0..<Int(random.below(12))).map { _ in UInt8(random.below(2)) }
            let needle = (0..<Int(random.below(4))).map { _ in UInt8(random.below(2)) }
            let isThere =
                needle.isEmpty
                || haystack.indices.contains { haystack[$0...].starts(with: needle) }
            #expect(ByteSearch.contains(needle, in: haystack) == isThere, "seed \(seed)")
        }
    }
}
