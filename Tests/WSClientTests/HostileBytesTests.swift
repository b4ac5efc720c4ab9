import Compression
import HTTP
import Testing
import Timing
import WSClient

/// Seeded, and bounded by time as well as by rounds: what breaks once breaks again.
@Suite("Hostile bytes")
struct HostileBytesTests {
    private static let patience = Nanoseconds.milliseconds(700)

    @Test("no bytes make a reader trap or keep more than its limit", arguments: [Role.client, .server])
    func anyFramesAreSurvived(role: Role) {
        var random = FastRandom(seed: role == .client ? 41 : 42)
        let deadline = Instant.now() + Self.patience
        var rounds = 0
        while rounds < 200_000, Instant.now() < deadline {
            rounds += 1
            var reader = MessageReader(role: role, retained: 64)
            if random.below(2) == 0 { reader.inflater = MessageInflater(windowBits: 9, resets: false) }
            let receiver = RecordingReceiver()
            do {
                for _ in 0..<8 { try reader.read(Self.nearlyFrames(&random, for: role), for: receiver) }
            } catch {
                #expect(ProtocolViolation.allCases.contains(error))
            }
            #expect(receiver.longestKept <= 64)
        }
        #expect(rounds > 100)
    }

    @Test("any bytes are a head, malformed, or not yet enough")
    func anyHeadIsSurvived() {
        var random = FastRandom(seed: 43)
        let deadline = Instant.now() + Self.patience
        let words = ["\r\n", "\n", ":", "HTTP/1.", "1 101 X", "\r", " ", "name", "\u{0}", "\n\r\n", "é"].map {
            Array($0.utf8)
        }
        var rounds = 0
        while rounds < 50_000, Instant.now() < deadline {
            rounds += 1
            var reader = HTTPHeadReader()
            var piece = Array("HTTP/1.1 101 X\r\n".utf8)
            for _ in 0..<random.below(40) {
                // Borrowed for the length of the call.
                let reading = unsafe piece.withUnsafeBytes { unsafe reader.read($0, start: "HTTP/1.") }
                if case .head(_, let used) = reading { #expect((1...piece.count).contains(used)) }
                guard reading == .needsMore else { break }
                piece = random.below(8) == 0 ? random.bytes(3) : words[Int(random.below(UInt64(words.count)))]
            }
        }
        #expect(rounds > 100)
    }

    /// Frames with anything in them, more often valid than not, and now and then cut short.
    private static func nearlyFrames(_ random: inout FastRandom, for role: Role) -> [UInt8] {
        let firsts: [UInt8] = [0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x88, 0x89, 0x8A, 0xC1, 0xC2, 0x41, 0x42]
        var bytes: [UInt8] = []
        for _ in 0..<random.below(5) {
            let first =
                random.below(20) == 0
                ? UInt8(truncatingIfNeeded: random.next()) : firsts[Int(random.below(UInt64(firsts.count)))]
            let lengths: [UInt64] = [8, 126, 400]
            let payload = random.bytes(Int(random.below(lengths[Int(random.below(3))])))
            bytes +=
                random.below(30) == 0
                ? WireBytes.head(first, length: Int(random.next() >> 1), for: role)
                : WireBytes.frame(first, random.below(2) == 0 ? payload.map { $0 & 0x7F } : payload, for: role)
        }
        return random.below(10) == 0 ? Array(bytes.dropLast(Int(random.below(9)))) : bytes
    }
}
