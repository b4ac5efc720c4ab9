import Glibc
package import Timing

/// Turns a template into the bytes of one message, straight into the buffer that is sent.
///
/// Hot path: nothing here allocates; a message costs a copy of its text and the digits of its numbers.
package struct MessageRenderer: Sendable {
    private let pieces: [MessageTemplate.Piece]
    private let identity: MessageIdentity
    /// No message is longer, in bytes.
    package let maximumLength: Int

    package init(template: MessageTemplate, identity: MessageIdentity) {
        pieces = template.pieces
        self.identity = identity
        maximumLength = template.maximumLength
    }

    /// Writes the `index`-th message (from 0) of a session and returns its length in bytes. The buffer must have room
    /// for `maximumLength` bytes.
    package func render(
        into buffer: UnsafeMutableRawBufferPointer, session: Int, index: Int, random: inout FastRandom
    ) -> Int {
        precondition(buffer.count >= maximumLength, "a message is rendered into room for the longest one")
        var length = 0
        // Safe: the lengths of all pieces add up to no more than `maximumLength`, which the buffer has room for.
        for piece in pieces {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[length...])
            switch piece {
            case .literal(let bytes):
                unsafe rest.copyBytes(from: bytes)
                length += bytes.count
            case .id: length += unsafe identity.write(session: session, index: index, to: rest)
            case .sequence: length += unsafe DecimalText.write(index, to: rest)
            case .user: length += unsafe DecimalText.write(session, to: rest)
            case .timestamp: length += unsafe DecimalText.write(Self.unixMilliseconds(), to: rest)
            case .uuid: length += unsafe Self.writeUUID(to: rest, random: &random)
            case .text(let count): length += unsafe Self.writeText(count, to: rest, random: &random)
            case .random(let range): length += unsafe Self.writeNumber(of: range, to: rest, random: &random)
            case .padding(let size, let following):
                let count = max(0, size - following - length)
                unsafe UnsafeMutableRawBufferPointer(rebasing: rest[..<count])
                    .initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "x"))
                length += count
            }
        }
        return length
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

extension MessageTemplate {
    /// No message is longer, in bytes.
    package var maximumLength: Int {
        var length = 0
        var paddedSize = 0
        for piece in pieces {
            switch piece {
            case .literal(let bytes): length += bytes.count
            case .id: length += MessageIdentity.maximumLength
            case .sequence, .timestamp, .random, .user: length += DecimalText.maximumLength
            case .uuid: length += 36
            case .text(let count): length += count
            case .padding(let size, _): paddedSize = max(paddedSize, size)
            }
        }
        return max(length, paddedSize)
    }
}
