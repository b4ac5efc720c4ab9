import Testing
import Timing
import WSClient

@Suite("UTF-8 as it arrives")
struct UTF8ValidatorTests {
    @Test(
        "well-formed text is accepted, at the edges of every form",
        arguments: [
            [], [0x00], [0x7F], [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xEC, 0xBF, 0xBF],
            [0xED, 0x80, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBD], [0xEF, 0xBF, 0xBE],
            [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF3, 0xBF, 0xBF, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF],
            Array("κόσμε, naïve 日本語 🙂 and sixteen ASCII characters".utf8),
        ] as [[UInt8]])
    func wellFormedIsAccepted(bytes: [UInt8]) {
        #expect(Self.verdict(bytes) == .complete)
    }

    @Test(
        "malformed text is refused",
        arguments: [
            // Continuation bytes with nothing to continue.
            [0x80], [0xBF], [0x41, 0x80], [0xC2, 0x80, 0x80],
            // A character that another one cuts short.
            [0xC3, 0x28], [0xE2, 0x28], [0xE2, 0x82, 0x28], [0xF0, 0x9F, 0x98, 0x28], [0xC3, 0xC3],
            // More bytes than the shortest form: slash, NUL, and the highest of each.
            [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF], [0xF8, 0x80, 0x80, 0x80, 0xAF],
            [0xFC, 0x80, 0x80, 0x80, 0x80, 0xAF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF],
            [0xF0, 0x8F, 0xBF, 0xBF],
            // Surrogates, alone and in pairs.
            [0xED, 0xA0, 0x80], [0xED, 0xAF, 0xBF], [0xED, 0xB0, 0x80], [0xED, 0xBF, 0xBF],
            [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
            // Above U+10FFFF, and bytes that never occur.
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF7, 0xBF, 0xBF, 0xBF], [0xFE], [0xFF],
            [0xFE, 0xFE, 0xFF, 0xFF],
            // Behind eight ASCII bytes that are looked at together.
            Array("12345678".utf8) + [0xFF], Array("1234567".utf8) + [0x80, 0x38],
        ] as [[UInt8]])
    func malformedIsRefused(bytes: [UInt8]) {
        #expect(Self.verdict(bytes) == .malformed)
    }

    @Test(
        "text that ends within a character is fine so far, and not complete",
        arguments: [
            [0xC2], [0xE0], [0xE0, 0xA0], [0xED, 0x9F], [0xF0], [0xF0, 0x90], [0xF4, 0x8F, 0xBF], [0x41, 0xE2, 0x82],
        ] as [[UInt8]])
    func cutTextIsIncomplete(bytes: [UInt8]) {
        #expect(Self.verdict(bytes) == .incomplete)
    }

    @Test("random bytes get the verdict of Swift's own decoder, and the same one however they are cut")
    func agreesWithSwiftAndIgnoresCuts() {
        var random = FastRandom(seed: 19)
        for _ in 0..<20_000 {
            let bytes = Self.nearlyText(&random)
            let verdict = Self.verdict(bytes)
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect((verdict == .complete) == isValid, "\(bytes)")
            let cut = Int(random.below(UInt64(bytes.count + 1)))
            #expect(Self.verdict(Array(bytes[..<cut]), Array(bytes[cut...])) == verdict, "\(bytes) cut at \(cut)")
            #expect(Self.verdict(pieces: bytes.map { [$0] }) == verdict, "\(bytes)")
        }
    }

    private enum Verdict {
        case complete
        case incomplete
        case malformed
    }

    private static func verdict(_ pieces: [UInt8]...) -> Verdict { verdict(pieces: pieces) }

    private static func verdict(pieces: [[UInt8]]) -> Verdict {
        var validator = UTF8Validator()
        for piece in pieces {
            // Borrowed for the length of the call.
            guard unsafe piece.withUnsafeBytes({ unsafe validator.accept($0) }) else { return .malformed }
        }
        return validator.isComplete ? .complete : .incomplete
    }

    /// Characters of every width, with now and then a byte that is anything.
    private static func nearlyText(_ random: inout FastRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<random.below(12) {
            let limits: [UInt64] = [0x80, 0x800, 0x1_0000, 0x11_0000]
            let scalar = Unicode.Scalar(UInt32(random.below(limits[Int(random.below(4))])))
            bytes.append(contentsOf: scalar.map { Array(String($0).utf8) } ?? [0xED, 0xA0])
            if random.below(16) == 0 { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
            if random.below(16) == 0 { bytes.removeLast() }
        }
        return bytes
    }
}
