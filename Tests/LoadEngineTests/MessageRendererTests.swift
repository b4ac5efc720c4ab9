import Foundation
import LoadEngine
import Testing
import Timing

@Suite("Rendering messages")
struct MessageRendererTests {
    private static let seed: UInt64 = 42

    private func render(
        _ template: MessageTemplate, session: Int = 0, index: Int = 0, random: inout FastRandom
    ) -> String {
        let renderer = MessageRenderer(template: template, identity: MessageIdentity(seed: Self.seed))
        var bytes = [UInt8](repeating: 0, count: renderer.maximumLength)
        // Safe: the array outlives the call and has the room that rendering asks for.
        let length = unsafe bytes.withUnsafeMutableBytes {
            unsafe renderer.render(into: $0, session: session, index: index, random: &random)
        }
        return String(decoding: bytes[..<length], as: UTF8.self)
    }

    private func render(_ text: String, session: Int = 0, index: Int = 0, seed: UInt64 = 1) throws -> String {
        var random = FastRandom(seed: seed)
        return render(try MessageTemplate.parse(text), session: session, index: index, random: &random)
    }

    @Test("numbers and texts stand where their places are")
    func places() throws {
        #expect(try render("a{{user}}b{{seq}}c", session: 17, index: 1_234_567_890) == "a17b1234567890c")
        #expect(try render("{{seq}}", index: 0) == "0")
        #expect(try render("{{seq}}", index: .max) == "9223372036854775807")
    }

    @Test("an id carries the run, the session and the message")
    func id() throws {
        let id = try render("{{id}}", session: 123, index: 45)
        #expect(id.wholeMatch(of: /sl[0-9a-z]{4}-123-45/) != nil)
        #expect(try render("{{id}}{{id}}", session: 123, index: 45) == id + id)
    }

    @Test("a timestamp is Unix time in milliseconds")
    func timestamp() throws {
        let before = Date().timeIntervalSince1970 * 1000
        let text = try render("{{timestamp}}")
        let after = Date().timeIntervalSince1970 * 1000
        let milliseconds = try #require(Double(text))
        #expect(milliseconds >= before.rounded(.down) && milliseconds <= after)
    }

    @Test("a UUID is of version 4 and the variant of RFC 9562, and no two are alike")
    func uuid() throws {
        var random = FastRandom(seed: 9)
        let template = try MessageTemplate.parse("{{uuid}}")
        let uuids = (0..<1000).map { _ in render(template, random: &random) }
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(uuids.allSatisfy { $0.wholeMatch(of: form) != nil })
        #expect(Set(uuids).count == 1000)
    }

    @Test("random text has its length and needs no escape in JSON")
    func text() throws {
        let text = try render("{{text 5000}}")
        #expect(text.utf8.count == 5000)
        #expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C })
        #expect(Set(text).count == 64)
    }

    @Test(
        "a random number stays within its bounds and reaches both",
        arguments: [1...3 as ClosedRange<Int64>, -2...1, 7...7])
    func randomNumber(range: ClosedRange<Int64>) throws {
        var random = FastRandom(seed: 3)
        let template = MessageTemplate(pieces: [.random(range)])
        let numbers = Set((0..<500).map { _ in render(template, random: &random) })
        #expect(numbers == Set(range.map(String.init)))
    }

    @Test("the widest random range renders without overflow")
    func widestRange() {
        var random = FastRandom(seed: 3)
        let template = MessageTemplate(pieces: [.random(.min ... .max)])
        for _ in 0..<1000 { #expect(Int64(render(template, random: &random)) != nil) }
        let least = MessageTemplate(pieces: [.random(.min ... .min)])
        #expect(render(least, random: &random) == "-9223372036854775808")
    }

    @Test("the same seed renders the same messages")
    func reproducible() throws {
        let text = "{{uuid}} {{text 20}} {{random 1 1000000}}"
        #expect(try render(text, seed: 5) == render(text, seed: 5))
        #expect(try render(text, seed: 5) != render(text, seed: 6))
    }

    @Test(
        "the message sent when none is given has its size exactly, however long the id",
        arguments: [(64, 0, 0), (64, 999_999, 99_999_999), (31, 99, 299), (5000, 7, 7)])
    func standardSize(size: Int, session: Int, index: Int) throws {
        var random = FastRandom(seed: 1)
        let text = render(.standard(size: size), session: session, index: index, random: &random)
        #expect(text.utf8.count == size)
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
        #expect(Set(object.keys) == ["id", "pad"])
    }

    @Test("a size too small for the id gives the smallest message, and the least size says where that begins")
    func leastSize() {
        var random = FastRandom(seed: 1)
        #expect(render(.standard(size: 1), session: 99, index: 299, random: &random).utf8.count == 31)
        #expect(MessageTemplate.leastSize(sessions: 100, messagesPerSession: 300) == 31)
        #expect(MessageTemplate.leastSize(sessions: 0, messagesPerSession: 0) == 28)
    }
}

@Suite("Finding a session's ids")
struct MessageIdentityTests {
    private let identity = MessageIdentity(seed: 42)

    private func id(_ session: Int, _ index: Int) -> String {
        let renderer = MessageRenderer(template: MessageTemplate(pieces: [.id]), identity: identity)
        var bytes = [UInt8](repeating: 0, count: renderer.maximumLength)
        var random = FastRandom(seed: 0)
        // Safe: the array outlives the call and has the room that rendering asks for.
        let length = unsafe bytes.withUnsafeMutableBytes {
            unsafe renderer.render(into: $0, session: session, index: index, random: &random)
        }
        return String(decoding: bytes[..<length], as: UTF8.self)
    }

    private func parse(_ text: String, session: Int) -> Int? {
        identity.parse(in: Array(text.utf8), session: session)
    }

    private func parse(exactly text: String, session: Int) -> Int? {
        identity.parse(exactly: Array(text.utf8).span, session: session)
    }

    @Test("an id is found wherever it stands", arguments: ["", "{\"id\":\"", "sl", "slslsl", "echo: "])
    func anywhere(before: String) {
        #expect(parse(before + id(12, 345), session: 12) == 345)
        #expect(parse(before + id(12, 345) + "\"}", session: 12) == 345)
    }

    @Test("another session's id is not ours, even when one number begins the other")
    func others() {
        #expect(parse(id(12, 345), session: 1) == nil)
        #expect(parse(id(1, 345), session: 12) == nil)
        #expect(parse(id(2, 1) + " " + id(1, 7), session: 1) == 7)
    }

    @Test("another run's id is not ours")
    func otherRun() {
        let other = MessageIdentity(seed: 43)
        #expect(other.parse(in: Array(id(1, 2).utf8), session: 1) == nil)
    }

    @Test("a text without an id, or with a cut one, has none")
    func absent() {
        let prefix = String(id(1, 2).dropLast())
        for text in ["", "s", "hello", prefix, prefix + "x", prefix + String(repeating: "9", count: 40)] {
            #expect(parse(text, session: 1) == nil)
        }
        #expect(parse(prefix + "x " + id(1, 9), session: 1) == 9)
    }

    @Test("the exact form accepts the id and nothing around it")
    func exact() {
        #expect(parse(exactly: id(1, 20), session: 1) == 20)
        #expect(parse(exactly: id(1, 20) + " ", session: 1) == nil)
        #expect(parse(exactly: " " + id(1, 20), session: 1) == nil)
        #expect(parse(exactly: id(1, 0) + "0", session: 1) == nil)
    }

    @Test("random bytes never trap, and hold no id")
    func garbage() {
        var random = FastRandom(seed: 11)
        for _ in 0..<10_000 {
            let bytes = (0..<Int(random.below(80))).map { _ in UInt8(ascii: "l") &+ UInt8(random.below(9)) }
            #expect(identity.parse(in: bytes, session: 1) == nil)
        }
    }
}
