import Testing
import WSClient

@Suite("Frame headers")
struct FrameHeaderTests {
    @Test(
        "every length has one form on the wire",
        arguments: [
            (0, [0x82, 0x00]), (1, [0x82, 0x01]), (125, [0x82, 0x7D]), (126, [0x82, 0x7E, 0x00, 0x7E]),
            (255, [0x82, 0x7E, 0x00, 0xFF]), (65_535, [0x82, 0x7E, 0xFF, 0xFF]),
            (65_536, [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0]),
            (0x0102_0304_0506_0708, [0x82, 0x7F, 1, 2, 3, 4, 5, 6, 7, 8]),
            (.max, [0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        ] as [(Int, [UInt8])])
    func lengthHasOneForm(length: Int, wire: [UInt8]) {
        let header = FrameHeader(isFinal: true, opcode: .binary, mask: nil, length: length)
        #expect(header.size == wire.count)
        #expect(Self.written(header) == wire)
        #expect(Self.read(wire) == .header(header, size: wire.count))
    }

    @Test("every combination of flag, opcode, mask and length form reads back as written")
    func everyHeaderRoundTrips() {
        for first in UInt8.min...UInt8.max {
            for length in [0, 1, 125, 126, 65_535, 65_536, Int.max] {
                for mask in [nil, 0, 0x1234_5678, UInt32.max] as [UInt32?] {
                    let header = FrameHeader(
                        isFinal: first & 0x80 != 0, reserved: first & 0x70, opcode: Opcode(rawValue: first & 0x0F),
                        mask: mask, length: length)
                    let wire = Self.written(header)
                    #expect(Self.read(wire) == .header(header, size: wire.count))
                }
            }
        }
    }

    @Test("the mask lies in memory as on the wire")
    func maskKeepsItsByteOrder() {
        let wire: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D]
        let header = FrameHeader(
            isFinal: true, opcode: .text, mask: UInt32(littleEndian: 0x3D21_FA37), length: 5)
        #expect(Self.read(wire) == .header(header, size: 6))
        #expect(Self.written(header) == wire)
    }

    @Test(
        "a longer form than the length needs is refused",
        arguments: [
            [0x82, 0x7E, 0x00, 0x00], [0x82, 0x7E, 0x00, 0x7D], [0x82, 0xFE, 0x00, 0x7D, 1, 2, 3, 4],
            [0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0, 1], [0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF],
        ] as [[UInt8]])
    func longFormIsRefused(wire: [UInt8]) {
        #expect(Self.read(wire) == .violation(.nonMinimalLength))
    }

    @Test("a length with its top bit set is refused", arguments: [UInt8(0x80), 0xFF])
    func topBitIsRefused(top: UInt8) {
        #expect(Self.read([0x82, 0x7F, top, 0, 0, 0, 0, 0, 0, 0]) == .violation(.oversizedLength))
    }

    @Test(
        "a header cut anywhere says how many bytes it needs",
        arguments: [
            ([0x82, 0x00], [2, 2]), ([0x82, 0x85, 1, 2, 3, 4], [2, 2, 6, 6, 6, 6]),
            ([0x82, 0x7E, 1, 0], [2, 2, 4, 4]), ([0x82, 0xFE, 1, 0, 1, 2, 3, 4], [2, 2, 8, 8, 8, 8, 8, 8]),
            ([0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0], [2, 2, 10, 10, 10, 10, 10, 10, 10, 10]),
        ] as [([UInt8], [Int])])
    func cutHeaderSaysWhatItNeeds(wire: [UInt8], needs: [Int]) {
        for count in wire.indices {
            #expect(Self.read(Array(wire.prefix(count))) == .needs(needs[count]))
        }
    }

    private static func read(_ bytes: [UInt8]) -> FrameHeader.Reading {
        // Borrowed for the length of the call.
        unsafe bytes.withUnsafeBytes { unsafe FrameHeader.read($0) }
    }

    private static func written(_ header: FrameHeader) -> [UInt8] {
        var wire = [UInt8](repeating: 0, count: header.size)
        // Exactly the room that the header says it needs.
        unsafe wire.withUnsafeMutableBytes { unsafe header.write(to: $0) }
        return wire
    }
}
