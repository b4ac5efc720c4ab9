import Compression
import Testing
import Timing
import WSClient

@Suite("Frames as they leave")
struct FrameWriterTests {
    @Test(
        "a peer reads back what was written, at every length form",
        arguments: [0, 1, 125, 126, 4_081, 4_082, 65_535, 65_536, 1_000_000], [Role.client, .server])
    func frameIsReadBack(count: Int, role: Role) {
        var random = FastRandom(seed: 31)
        let payload = random.bytes(count)
        let wire = Self.frame(payload, by: FrameWriter(role: role, seed: 1))
        let outcome = ReadingOutcome.of([wire], role: role == .client ? .server : .client)
        #expect(
            outcome
                == ReadingOutcome(events: [.message(payload, length: count, isText: false)], violation: nil))
    }

    @Test("a smaller message after a larger one is not mixed with it")
    func bufferIsReused() {
        let writer = FrameWriter(role: .client, seed: 2)
        for count in [100_000, 3, 70_000, 0, 5] {
            let payload = [UInt8](repeating: UInt8(count % 251), count: count)
            let outcome = ReadingOutcome.of([Self.frame(payload, by: writer)], role: .server)
            #expect(outcome.events == [.message(payload, length: count, isText: false)])
        }
    }

    @Test("every frame of a client's has a mask of its own, and a server's has none")
    func masksDiffer() {
        let client = FrameWriter(role: .client, seed: 3)
        let masks = (0..<1_000).map { _ in Array(Self.frame([0], by: client)[2..<6]) }
        #expect(Set(masks).count == 1_000)
        #expect(Self.frame([5], by: FrameWriter(role: .server, seed: 3)) == [0x82, 0x01, 0x05])
    }

    @Test("a compressed message is read back, though it grew by compression")
    func compressedFrameIsReadBack() throws {
        var random = FastRandom(seed: 32)
        let writer = FrameWriter(role: .client, seed: 4)
        let deflater = try #require(MessageDeflater(windowBits: 15, resets: false))
        let inflater = try #require(MessageInflater(windowBits: 15, resets: false))
        let payloads = [4_082, 4_082, 100_000, 10].map { random.bytes($0) }
        let wire = payloads.map { Self.frame($0, by: writer, deflater: deflater) }
        let expected = payloads.map { RecordingReceiver.Event.message($0, length: $0.count, isText: false) }
        #expect(ReadingOutcome.of(wire, role: .server, inflater: inflater).events == expected)
    }

    private static func frame(
        _ payload: [UInt8], by writer: FrameWriter, deflater: MessageDeflater? = nil
    ) -> [UInt8] {
        // The area has room for `capacity` bytes, and the frame is copied within the call that lends it.
        unsafe writer.frame(
            .binary, capacity: payload.count, deflater: deflater,
            render: { area in
                unsafe area.copyBytes(from: payload)
                return payload.count
            }, send: { unsafe Array($0) })
    }
}
