import Testing
import Timing
import WSClient

@Suite("Masking")
struct MaskingTests {
    @Test("the sample of RFC 6455 §5.7 is masked as printed there")
    func sampleIsMasked() {
        let key = UInt32(littleEndian: 0x3D21_FA37)
        #expect(Self.masked(Array("Hello".utf8), key: key) == [0x7F, 0x9F, 0x4D, 0x51, 0x58])
    }

    @Test("any length and phase gives what byte-by-byte masking gives, and masking twice gives the original")
    func agreesWithTheNaiveLoop() {
        var random = FastRandom(seed: 17)
        for count in 0...67 {
            let plain = random.bytes(count)
            for phase in [0, 1, 2, 3, 4, 5, 65_537, Int.max] {
                let key = UInt32(truncatingIfNeeded: random.next())
                let masked = Self.masked(plain, key: key, phase: phase)
                #expect(masked == Self.naive(plain, key: key, phase: phase))
                #expect(Self.masked(masked, key: key, phase: phase) == plain)
            }
        }
    }

    @Test("a payload masked in pieces equals one masked whole, however it is cut")
    func piecesEqualTheWhole() {
        var random = FastRandom(seed: 18)
        let plain = random.bytes(41)
        let whole = Self.masked(plain, key: 0xA1B2_C3D4)
        for cut in 0...plain.count {
            let head = Self.masked(Array(plain[..<cut]), key: 0xA1B2_C3D4)
            let rest = Self.masked(Array(plain[cut...]), key: 0xA1B2_C3D4, phase: cut)
            #expect(head + rest == whole)
        }
    }

    @Test("a zero key changes nothing")
    func zeroKeyChangesNothing() {
        #expect(Self.masked([1, 2, 3, 4, 5, 6, 7, 8, 9], key: 0, phase: 3) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    }

    private static func masked(_ bytes: [UInt8], key: UInt32, phase: Int = 0) -> [UInt8] {
        var result = bytes
        // Borrowed for the length of the call.
        unsafe result.withUnsafeMutableBytes { unsafe Masking.apply(key, phase: phase, to: $0) }
        return result
    }

    private static func naive(_ bytes: [UInt8], key: UInt32, phase: Int) -> [UInt8] {
        let keyBytes = (0..<4).map { UInt8(truncatingIfNeeded: UInt32(littleEndian: key) >> ($0 * 8)) }
        return bytes.enumerated().map { $1 ^ keyBytes[($0 + phase % 4) % 4] }
    }
}
