import Glibc
import Timing

/// Writes what stands in the places of a template: the one meaning of `{{id}}`, `{{text 64}}` and their like, whoever
/// sends them.
///
/// Hot path: nothing here allocates.
struct PlaceWriter {
    let identity: MessageIdentity
    /// What `{{user}}` is, and the middle part of an id.
    let user: Int
    /// The last part of an id.
    let id: Int
    let sequence: Int

    /// Writes one piece and returns its length in bytes; there must be room for its longest form. Padding, which depends
    /// on what stands before it, is its renderer's.
    func write(
        _ piece: MessageTemplate.Piece, to buffer: UnsafeMutableRawBufferPointer, random: inout FastRandom
    ) -> Int {
        // Safe: the caller granted `maximumLength` of the piece, and no form is longer.
        switch piece {
        case .literal(let bytes):
            unsafe buffer.copyBytes(from: bytes)
            return bytes.count
        case .id: return unsafe identity.write(session: user, index: id, to: buffer)
        case .sequence: return unsafe DecimalText.write(sequence, to: buffer)
        case .user: return unsafe DecimalText.write(user, to: buffer)
        case .timestamp: return unsafe DecimalText.write(Self.unixMilliseconds(), to: buffer)
        case .uuid: return unsafe Self.writeUUID(to: buffer, random: &random)
        case .text(let count): return unsafe Self.writeText(count, to: buffer, random: &random)
        case .random(let range): return unsafe Self.writeNumber(of: range, to: buffer, random: &random)
        case .padding: return 0
        }
    }

    private static func unixMilliseconds() -> Int {
        var time = timespec()
        // Safe: `time` outlives the call.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    /// Sixty-four characters, so that six random bits pick one.
    private static let textAlphabet: StaticString =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ."

    private static func writeText(
        _ count: Int, to buffer: UnsafeMutableRawBufferPointer, random: inout FastRandom
    ) -> Int {
        // Safe: the alphabet is static text of 64 bytes, the index has six bits, and the caller granted `count` bytes.
        let alphabet = unsafe textAlphabet.utf8Start
        var bits: UInt64 = 0
        for place in 0..<count {
            if place % 10 == 0 { bits = random.next() }
            unsafe buffer[place] = alphabet[Int(bits & 0x3F)]
            bits >>= 6
        }
        return count
    }

    /// Version 4, variant 10: RFC 9562 §5.4, in lower case.
    private static func writeUUID(to buffer: UnsafeMutableRawBufferPointer, random: inout FastRandom) -> Int {
        let high = random.next() & ~0xF000 | 0x4000
        let low = random.next() & ~(0b11 << 62) | 0b10 << 62
        var place = 0
        // Safe: thirty-two digits and four dashes make 36 bytes, which the caller granted.
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                unsafe buffer[place] = UInt8(ascii: "-")
                place += 1
            }
            let half = digit < 16 ? high : low
            let value = UInt8(truncatingIfNeeded: half >> UInt64(60 - digit % 16 * 4)) & 0xF
            unsafe buffer[place] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
            place += 1
        }
        return place
    }

    private static func writeNumber(
        of range: ClosedRange<Int64>, to buffer: UnsafeMutableRawBufferPointer, random: inout FastRandom
    ) -> Int {
        // The width of the range less one; the full range of Int64 takes any 64 bits.
        let span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        let step = span == .max ? random.next() : random.below(span + 1)
        let number = range.lowerBound &+ Int64(bitPattern: step)
        // Safe: a sign and nineteen digits fit the twenty bytes that the caller granted.
        guard number < 0 else { return unsafe DecimalText.write(Int(number), to: buffer) }
        guard number != .min else {
            unsafe buffer.copyBytes(from: "-9223372036854775808".utf8)
            return DecimalText.maximumLength
        }
        unsafe buffer[0] = UInt8(ascii: "-")
        return 1 + (unsafe DecimalText.write(Int(-number), to: UnsafeMutableRawBufferPointer(rebasing: buffer[1...])))
    }
}

extension MessageTemplate.Piece {
    /// No form of it is longer, in bytes; what padding adds depends on what stands before it.
    var maximumLength: Int {
        switch self {
        case .literal(let bytes): bytes.count
        case .id: MessageIdentity.maximumLength
        case .sequence, .timestamp, .random, .user: DecimalText.maximumLength
        case .uuid: 36
        case .text(let count): count
        case .padding: 0
        }
    }
}
