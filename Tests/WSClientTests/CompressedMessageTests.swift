import Compression
import Testing
import Timing
import WSClient

@Suite("Compressed messages")
struct CompressedMessageTests {
    @Test("the samples of RFC 7692 §7.2.3 are read as printed there")
    func samplesAreRead() throws {
        let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
        let expected = [RecordingReceiver.Event.message(Array("Hello".utf8), length: 5, isText: true)]
        let samples: [[UInt8]] = [
            [0xC1, 0x07] + hello,
            // In two fragments, without compression inside, and with a block that says it is the last.
            [0x41, 0x03, 0xF2, 0x48, 0xCD, 0x80, 0x04, 0xC9, 0xC9, 0x07, 0x00],
            [0xC1, 0x0B, 0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
            [0xC1, 0x08, 0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
        ]
        for sample in samples {
            #expect(try Self.read([sample]) == ReadingOutcome(events: expected, violation: nil))
            #expect(try Self.read(sample.map { [$0] }) == ReadingOutcome(events: expected, violation: nil))
        }
        let second: [UInt8] = [0xC1, 0x05, 0xF2, 0x00, 0x11, 0x00, 0x00]
        #expect(try Self.read([samples[0] + second]).events == expected + expected)
    }

    @Test(
        "messages of any content come back as sent, for every window, with and without context takeover",
        arguments: Array(8...15), [true, false])
    func messagesComeBack(windowBits: Int, resets: Bool) throws {
        let deflater = try #require(MessageDeflater(windowBits: windowBits, resets: resets))
        let inflater = try #require(MessageInflater(windowBits: windowBits, resets: resets))
        let messages = Self.messages()
        let wire = messages.map { WireBytes.frame(0xC2, Self.deflate($0, deflater)) }
        let expected = messages.map { RecordingReceiver.Event.message($0, length: $0.count, isText: false) }
        #expect(
            ReadingOutcome.of(wire, inflater: inflater) == ReadingOutcome(events: expected, violation: nil))
    }

    @Test("an empty message is one zero byte, wherever it stands (RFC 7692 §7.2.3.6)", arguments: [true, false])
    func emptyMessageIsOneByte(resets: Bool) throws {
        let deflater = try #require(MessageDeflater(windowBits: 15, resets: resets))
        let packed = [[], [], [1, 2, 3], []].map { Self.deflate($0, deflater) }
        #expect(packed[0] == [0] && packed[1] == [0] && packed[3] == [0])
    }

    @Test("compressed fragments say the same however they are cut, with control frames between them")
    func fragmentsAreRead() throws {
        let deflater = try #require(MessageDeflater(windowBits: 15, resets: false))
        let text = Array(String(repeating: "naïve 日本語 ", count: 30).utf8)
        let packed = Self.deflate(text, deflater)
        let expected: [RecordingReceiver.Event] = [.ping([9]), .message(text, length: text.count, isText: true)]
        for cut in 0...packed.count {
            let wire =
                WireBytes.frame(0x41, Array(packed[..<cut])) + WireBytes.frame(0x89, [9])
                + WireBytes.frame(0x80, Array(packed[cut...]))
            #expect(try Self.read([wire]) == ReadingOutcome(events: expected, violation: nil), "cut at \(cut)")
            #expect(try Self.read(wire.map { [$0] }) == ReadingOutcome(events: expected, violation: nil))
        }
    }

    @Test("plain and compressed messages may take turns")
    func plainMessagesAreReadToo() throws {
        let deflater = try #require(MessageDeflater(windowBits: 15, resets: false))
        let wire =
            WireBytes.frame(0x81, [0x61]) + WireBytes.frame(0xC1, Self.deflate([0x62], deflater))
            + WireBytes.frame(0x81, [0x63])
        let contents: [UInt8] = [0x61, 0x62, 0x63]
        #expect(try Self.read([wire]).events == contents.map { .message([$0], length: 1, isText: true) })
    }

    @Test(
        "RSV1 on a continuation or a control frame is a violation, and so is any other reserved bit",
        arguments: [[0x42, 0x00, 0xC0, 0x00], [0xC9, 0x00], [0xE2, 0x00], [0xD2, 0x00], [0xA2, 0x00]] as [[UInt8]])
    func misplacedBitIsFound(wire: [UInt8]) throws {
        #expect(try Self.read([wire]) == ReadingOutcome(events: [], violation: .reservedBits))
    }

    @Test(
        "what is no deflate stream is a violation",
        arguments: [
            // A block type that does not exist, a stored block whose lengths disagree, a distance beyond the start.
            [0x07], [0x00, 0x05, 0x00, 0x00, 0x00, 0x41], [0x02, 0x7F, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]])
    func garbageIsFound(payload: [UInt8]) throws {
        #expect(try Self.read([WireBytes.frame(0xC2, payload)]).violation == .badCompression)
    }

    @Test("text is checked after it is unpacked")
    func unpackedTextIsChecked() throws {
        let deflater = try #require(MessageDeflater(windowBits: 15, resets: true))
        for text in [[0x61, 0xFF], [0xE2, 0x82]] as [[UInt8]] {
            let wire = WireBytes.frame(0xC1, Self.deflate(text, deflater))
            #expect(try Self.read([wire]).violation == .invalidUTF8)
        }
    }

    @Test("64 MB in 64 KB cost no more memory than what is retained")
    func bombIsHarmless() throws {
        let deflater = try #require(MessageDeflater(windowBits: 15, resets: true))
        let size = 64 << 20
        let packed = Self.deflate([UInt8](repeating: 0, count: size), deflater)
        #expect(packed.count < 80_000)
        let outcome = try Self.read([WireBytes.frame(0xC2, packed)], retained: 1_000)
        #expect(
            outcome.events == [.message([UInt8](repeating: 0, count: 1_000), length: size, isText: false)])
    }

    /// Empty, tiny, repetitive, random, long, and again what was before: context takeover has something to refer to.
    private static func messages() -> [[UInt8]] {
        var random = FastRandom(seed: 23)
        let text = Array(String(repeating: "the quick brown fox ", count: 50).utf8)
        var messages: [[UInt8]] = [[], [0], text, text, [], [], random.bytes(1), random.bytes(5_000)]
        messages += (0..<20).map { _ in random.bytes(Int(random.below(300))) }
        messages += [text, [UInt8](repeating: 7, count: 200_000), random.bytes(100_000), text, []]
        return messages
    }

    private static func deflate(_ message: [UInt8], _ deflater: MessageDeflater) -> [UInt8] {
        var packed: [UInt8] = []
        // Borrowed for the length of the call, both ways.
        unsafe message.withUnsafeBytes { bytes in
            unsafe deflater.deflate(bytes) { packed = unsafe Array($0) }
        }
        return packed
    }

    private static func read(_ pieces: [[UInt8]], retained: Int = 1 << 20) throws -> ReadingOutcome {
        let inflater = try #require(MessageInflater(windowBits: 15, resets: false))
        return ReadingOutcome.of(pieces, retained: retained, inflater: inflater)
    }
}
