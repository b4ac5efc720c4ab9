import Foundation
import Testing
import Timing

@testable import LoadEngine
@testable import Profiles

@Suite("Filled texts")
struct FilledTextTests {
    private func fill(_ text: String, _ values: UserValues) throws -> String {
        var random = FastRandom(seed: 7)
        return try FilledText(.parse(text), values.holes).text(values, random: &random)
    }

    @Test("captures, variables and the user's number stand where their holes were")
    func fills() throws {
        let holes = try UserTexts.holes(captures: ["token", "id2"], variables: ["host": "example.test"])
        let values = UserValues(user: 12, scenario: 0, holes: holes)
        values["token"] = "a\"b"
        #expect(
            try fill("https://{{host}}/{{ user }}?t={{token}}&t={{token}}", values)
                == "https://example.test/12?t=a\"b&t=a\"b")
    }

    @Test(
        "a hole whose capture has not happened is named", arguments: ["{{token}}", "x{{token}}y", "{{user}}{{token}}"])
    func unfilled(text: String) throws {
        let values = UserValues(user: 0, scenario: 0, holes: try UserTexts.holes(captures: ["token"]))
        #expect(throws: UnfilledHole(name: "token")) { try fill(text, values) }
        #expect(UnfilledHole(name: "token").cause == "no value for {{token}}")
    }

    @Test("a text without holes of the user is there at once")
    func literal() throws {
        let holes = try UserTexts.holes(captures: ["token"], variables: ["host": "h"])
        #expect(try FilledText(.parse("http://{{host}}/a"), holes).literal == "http://h/a")
        #expect(try FilledText(.parse(""), holes).literal == "")
        #expect(try FilledText(.parse("{{token}}"), holes).literal == nil)
        #expect(try FilledText(.parse("{{seq}}"), holes).literal == nil)
    }

    @Test("a variable stands for a capture of its name until that has happened")
    func initialValue() throws {
        let holes = try UserTexts.holes(captures: ["token"], variables: ["token": "guest"])
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        #expect(try fill("{{token}}", values) == "guest")
        values["token"] = "real"
        #expect(try fill("{{token}}", values) == "real")
        #expect(try fill("{{token}}", UserValues(user: 1, scenario: 0, holes: holes)) == "guest")
    }

    @Test("seq counts the user's fillings from 0, and an id is no other user's and no session's")
    func counters() throws {
        let holes = try UserTexts.holes()
        let users = (0..<3).map { UserValues(user: $0, scenario: 0, holes: holes) }
        #expect(try (0..<3).map { _ in try fill("{{seq}}-{{seq}}", users[0]) } == ["0-0", "1-1", "2-2"])
        #expect(try fill("{{seq}}", users[1]) == "0")
        let ids = try users.flatMap { user in try (0..<20).map { _ in try fill("{{id}}", user) } }
        #expect(Set(ids).count == 60)
        let doubled = try fill("{{id}} {{id}}", users[0]).split(separator: " ")
        #expect(doubled[0] == doubled[1])
        let sessions = MessageIdentity(seed: 1)
        #expect(ids.allSatisfy { sessions.parse(in: Array($0.utf8), session: 0) == nil })
    }

    @Test("places are what they are in messages")
    func places() throws {
        let values = UserValues(user: 3, scenario: 0, holes: try UserTexts.holes())
        let text = try fill("{{uuid}}|{{random -5 5}}|{{text 100}}|{{timestamp}}", values)
        let parts = text.split(separator: "|").map(String.init)
        #expect(UUID(uuidString: parts[0]) != nil)
        #expect((-5...5).contains(try #require(Int(parts[1]))))
        #expect(parts[2].utf8.count == 100)
        #expect(abs(try #require(Double(parts[3])) / 1000 - Date().timeIntervalSince1970) < 60)
        var random = FastRandom(seed: 7)
        let renderer = MessageRenderer(
            template: try .parse("{{uuid}}|{{random -5 5}}|{{text 100}}"), identity: MessageIdentity(seed: 1))
        var bytes = [UInt8](repeating: 0, count: renderer.maximumLength)
        let length = unsafe bytes.withUnsafeMutableBytes {
            unsafe renderer.render(into: $0, session: 3, index: 0, random: &random)
        }
        #expect(Array(bytes[..<length]) == Array(parts[0...2].joined(separator: "|").utf8))
    }

    @Test("the same seed fills the same texts")
    func deterministic() throws {
        let holes = try UserTexts.holes()
        let texts = try (0..<2).map { _ in
            try fill("{{uuid}} {{random 0 1000000}} {{text 20}} {{id}}", UserValues(user: 1, scenario: 0, holes: holes))
        }
        #expect(texts[0] == texts[1])
    }

    @Test("fields are filled together: an id is the same in all of them")
    func fields() throws {
        let values = UserValues(user: 0, scenario: 0, holes: try UserTexts.holes(captures: ["token"]))
        values["token"] = "t"
        let fields = FilledFields(
            [
                Named("X-Id", try .parse("{{id}}")), Named("Authorization", try .parse("Bearer {{token}}")),
                Named("X-Same", try .parse("{{id}}/{{seq}}")),
            ], values.holes)
        var random = FastRandom(seed: 1)
        let filled = try fields.fields(values, random: &random)
        #expect(filled.map(\.name) == ["X-Id", "Authorization", "X-Same"])
        #expect(filled[1].value == "Bearer t")
        #expect(filled[2].value == filled[0].value + "/0")
        #expect(try fields.fields(values, random: &random)[2].value.hasSuffix("/1"))
    }
}
