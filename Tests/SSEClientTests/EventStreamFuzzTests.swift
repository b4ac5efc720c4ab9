import SSEClient
import Testing
import Timing

/// Seeded, and bounded by time as well as by rounds: what breaks once breaks again.
@Suite("Random event streams")
struct EventStreamFuzzTests {
    private static let patience = Nanoseconds.milliseconds(600)

    @Test("known events arrive exactly, whatever their line ends and cuts", arguments: [51, 52] as [UInt64])
    func knownEventsArrive(seed: UInt64) {
        var random = FastRandom(seed: seed)
        Self.repeatedly {
            var generator = EventStreamGenerator(random: random)
            for _ in 0..<random.below(12) { generator.addBlock() }
            random = generator.random
            let outcome = ParsingOutcome.ofEvents(Self.cut(generator.bytes, &random))
            #expect(outcome == ParsingOutcome(told: generator.told, failure: nil), "\(generator.bytes)")
        }
    }

    @Test("any text means what the standard's algorithm makes of it", arguments: [53, 54] as [UInt64])
    func anyTextMeansTheSame(seed: UInt64) {
        var random = FastRandom(seed: seed)
        let words = [
            "data", "id", "event", "retry", ":", ":", " ", "\n", "\n", "\n\n", "\r", "\r\n", "\u{0}", "7", "x", "é",
            "data: a\n", "id: 1\n",
        ].map { Array($0.utf8) }
        Self.repeatedly {
            var stream: [UInt8] = random.below(4) == 0 ? [0xEF, 0xBB, 0xBF] : []
            for _ in 0..<random.below(60) {
                stream += random.below(16) == 0 ? random.bytes(1) : words[Int(random.below(UInt64(words.count)))]
            }
            let outcome = ParsingOutcome.ofEvents(Self.cut(stream, &random))
            #expect(outcome == ParsingOutcome(told: ReferenceParser.parse(stream), failure: nil), "\(stream)")
        }
    }

    @Test("no bytes make a parser trap or tell more than its limit", arguments: [55, 56] as [UInt64])
    func anyBytesAreSurvived(seed: UInt64) {
        var random = FastRandom(seed: seed)
        Self.repeatedly {
            let limit = Int(random.below(200))
            var bytes = random.bytes(Int(random.below(2_000)))
            // Line ends and names are rare among random bytes.
            for _ in 0..<random.below(60) where !bytes.isEmpty {
                let word = Array(["\n", "\r", "\n\n", "\ndata:", "\nid:", "\nevent:"][Int(random.below(6))].utf8)
                bytes.insert(contentsOf: word, at: Int(random.below(UInt64(bytes.count))))
            }
            let pieces = Self.cut(bytes, &random)
            let events = ParsingOutcome.ofEvents(pieces, largestEvent: limit)
            #expect(events == ParsingOutcome.ofEvents([bytes], largestEvent: limit), "\(bytes)")
            let lines = ParsingOutcome.ofLines(pieces, longestLine: limit)
            #expect(lines == ParsingOutcome.ofLines([bytes], longestLine: limit), "\(bytes)")
        }
    }

    @Test("an endless event costs its limit and no more")
    func endlessEventIsBounded() throws {
        var parser = EventStreamParser(largestEvent: 1 << 20)
        let receiver = RecordingReceiver()
        let piece = Array("data: ".utf8) + [UInt8](repeating: 0x78, count: 65_530)
        var taken = 0
        // Lent for the length of each call.
        #expect(throws: OversizedEvent(limit: 1 << 20)) {
            while taken < 1 << 24 {
                try unsafe piece.withUnsafeBytes { try unsafe parser.consume($0, for: receiver) { true } }
                taken += piece.count
            }
        }
        #expect(taken == 1 << 20)
        #expect(receiver.told.isEmpty)
    }

    /// A hundred times at least, however busy the machine.
    private static func repeatedly(_ body: () -> Void) {
        let deadline = Instant.now() + patience
        var rounds = 0
        while rounds < 100 || (rounds < 20_000 && Instant.now() < deadline) {
            body()
            rounds += 1
        }
    }

    /// In pieces of any length, now and then of none.
    private static func cut(_ bytes: [UInt8], _ random: inout FastRandom) -> [[UInt8]] {
        let longest = [1, 3, 20, 500][Int(random.below(4))]
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int(random.below(UInt64(longest) + 1)))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
