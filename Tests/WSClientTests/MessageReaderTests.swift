import Testing
import Timing
import WSClient

@Suite("Messages out of bytes")
struct MessageReaderTests {
    /// A sequence of frames and what it says.
    struct Conversation: Sendable, CustomTestStringConvertible {
        let name: String
        /// First bytes and payloads.
        let frames: [(UInt8, [UInt8])]
        let outcome: ReadingOutcome

        var testDescription: String { name }

        func wire(for role: Role) -> [UInt8] { frames.flatMap { WireBytes.frame($0, $1, for: role) } }
    }

    private static let euro: [UInt8] = [0xE2, 0x82, 0xAC]
    private static let long = [UInt8](repeating: 0x61, count: 300)

    private static func conversation(
        _ name: String, _ frames: [(UInt8, [UInt8])], _ events: [RecordingReceiver.Event],
        _ violation: ProtocolViolation? = nil
    ) -> Conversation {
        Conversation(name: name, frames: frames, outcome: ReadingOutcome(events: events, violation: violation))
    }

    static let conversations: [Conversation] = [
        conversation("an empty text", [(0x81, [])], [.message([], length: 0, isText: true)]),
        conversation("an empty binary", [(0x82, [])], [.message([], length: 0, isText: false)]),
        conversation("a text", [(0x81, euro)], [.message(euro, length: 3, isText: true)]),
        conversation("a binary that is no text", [(0x82, [0xFF])], [.message([0xFF], length: 1, isText: false)]),
        conversation("a 16-bit length", [(0x81, long)], [.message(long, length: 300, isText: true)]),
        conversation(
            "two messages", [(0x82, [1]), (0x81, [0x32])],
            [.message([1], length: 1, isText: false), .message([0x32], length: 1, isText: true)]),
        conversation(
            "three fragments", [(0x02, [1, 2]), (0x00, [3]), (0x80, [4, 5])],
            [.message([1, 2, 3, 4, 5], length: 5, isText: false)]),
        conversation(
            "empty fragments", [(0x01, []), (0x00, []), (0x00, [0x61]), (0x80, [])],
            [.message([0x61], length: 1, isText: true)]),
        conversation("nothing but empty fragments", [(0x01, []), (0x80, [])], [.message([], length: 0, isText: true)]),
        conversation(
            "a character over two fragments", [(0x01, [0xE2, 0x82]), (0x80, [0xAC])],
            [.message(euro, length: 3, isText: true)]),
        conversation(
            "control frames between fragments", [(0x01, [0x61]), (0x89, [7]), (0x8A, []), (0x80, [0x62])],
            [.ping([7]), .pong([]), .message([0x61, 0x62], length: 2, isText: true)]),
        conversation(
            "a Close between fragments", [(0x01, [0x61]), (0x88, [0x03, 0xE9])], [.close(1001, [])]),
        conversation("a Close without payload", [(0x88, [])], [.close(nil, [])]),
        conversation(
            "a Close with a reason", [(0x88, [0x0F, 0xA0] + euro)], [.close(4000, euro)]),
        conversation("a Close with a code of nobody's", [(0x88, [0, 5])], [.close(5, [])]),
        conversation(
            "the longest control frames", [(0x89, Array(long.prefix(125))), (0x8A, Array(long.prefix(125)))],
            [.ping(Array(long.prefix(125))), .pong(Array(long.prefix(125)))]),
        conversation(
            "a message, then a violation", [(0x81, [0x61]), (0x83, [])], [.message([0x61], length: 1, isText: true)],
            .badOpcode),
        conversation(
            "a continuation of what has ended", [(0x02, [1]), (0x80, []), (0x80, [])],
            [.message([1], length: 1, isText: false)], .unexpectedContinuation),
        conversation(
            "bad text in a second fragment", [(0x01, [0x61]), (0x89, []), (0x80, [0xFF])], [.ping([])], .invalidUTF8),
    ]

    @Test(
        "the same bytes say the same however they are cut", arguments: conversations, [Role.client, .server])
    func cutsDoNotMatter(conversation: Conversation, role: Role) {
        let wire = conversation.wire(for: role)
        let expected = conversation.outcome
        #expect(ReadingOutcome.of([wire], role: role) == expected)
        #expect(ReadingOutcome.of(wire.map { [$0] }, role: role) == expected)
        for cut in 0...wire.count {
            let pieces = [Array(wire[..<cut]), Array(wire[cut...])]
            #expect(ReadingOutcome.of(pieces, role: role) == expected, "cut at \(cut)")
        }
    }

    @Test("the whole corpus in one stream says the same by pieces of any size", arguments: [Role.client, .server])
    func pieceSizesDoNotMatter(role: Role) {
        let valid = Self.conversations.filter { $0.outcome.violation == nil && !$0.name.hasPrefix("a Close between") }
        let wire = valid.flatMap { $0.wire(for: role) }
        let events = valid.flatMap { $0.outcome.events }
        for size in Array(1...40) + [wire.count] {
            let pieces = stride(from: 0, to: wire.count, by: size)
                .map { Array(wire[$0..<min($0 + size, wire.count)]) }
            #expect(ReadingOutcome.of(pieces, role: role) == ReadingOutcome(events: events, violation: nil))
        }
    }

    @Test(
        "of a message longer than what is retained, the start is kept and the length is true",
        arguments: [[1_000], [400, 600], [1, 998, 1], [99, 1, 900], [0, 1_000, 0]])
    func longMessageKeepsItsStart(fragments: [Int]) {
        let content = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var wire: [UInt8] = []
        var start = 0
        for (index, size) in fragments.enumerated() {
            let isLast: UInt8 = index == fragments.count - 1 ? 0x80 : 0
            wire += WireBytes.frame(isLast | (index == 0 ? 2 : 0), Array(content[start..<start + size]))
            start += size
        }
        let expected = ReadingOutcome(
            events: [.message(Array(content.prefix(100)), length: 1_000, isText: false)], violation: nil)
        #expect(ReadingOutcome.of([wire], retained: 100) == expected)
        #expect(ReadingOutcome.of(wire.map { [$0] }, retained: 100) == expected)
    }

    @Test("the text beyond what is retained is still checked")
    func unretainedTextIsChecked() {
        let wire = WireBytes.frame(0x81, [UInt8](repeating: 0x61, count: 200) + [0xFF])
        #expect(ReadingOutcome.of([wire], retained: 10).violation == .invalidUTF8)
        #expect(ReadingOutcome.of(wire.map { [$0] }, retained: 10).violation == .invalidUTF8)
    }

    @Test("a declared length of exabytes costs no memory before its bytes come")
    func declaredLengthCostsNothing() throws {
        var readers: [MessageReader] = []
        let receiver = RecordingReceiver()
        for _ in 0..<1_000 {
            var reader = MessageReader(role: .client, retained: 65_536)
            try reader.read(WireBytes.head(0x82, length: .max) + [1, 2, 3], for: receiver)
            readers.append(reader)
        }
        #expect(receiver.events == [])
        #expect(readers.count == 1_000)
    }

    @Test("reading stops after the delivery that made its reader stop")
    func readingStops() throws {
        var reader = MessageReader(role: .client, retained: 100)
        let receiver = RecordingReceiver()
        let wire = WireBytes.frame(0x82, [1]) + WireBytes.frame(0x88, [3, 0xE8]) + WireBytes.frame(0x83, [])
        try reader.read(wire, for: receiver) { receiver.events.count < 2 }
        #expect(receiver.events == [.message([1], length: 1, isText: false), .close(1000, [])])
    }
}
