import Glibc
import Timing

/// The ids of a run's messages: `<run>-<session>-<k>`, as in `sl7f3a-123-45`, where the run's part comes from its seed.
/// A session finds its own ids in what comes back by text alone, whatever the service wrapped around them.
///
/// Hot path: nothing here allocates.
package struct MessageIdentity: Sendable, Equatable {
    /// The run's part, its dash included: seven ASCII bytes.
    private let run: [UInt8]

    static let runLength = 7
    /// An id's length is at most this, whatever its numbers.
    static let maximumLength = runLength + 2 * DecimalText.maximumLength + 1

    /// Who counts the ids, so that those of one never are those of another.
    package enum Origin: String, Sendable {
        /// The messages of a session.
        case session = "sl"
        /// The steps of a virtual user.
        case steps = "ss"
    }

    package init(seed: UInt64, of origin: Origin = .session) {
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
        var mixer = FastRandom(seed: seed)
        run = Array(origin.rawValue.utf8) + (0..<4).map { _ in digits[Int(mixer.below(36))] } + [UInt8(ascii: "-")]
    }

    /// The length of an id in bytes.
    static func length(session: Int, index: Int) -> Int {
        runLength + DecimalText.length(of: session) + 1 + DecimalText.length(of: index)
    }

    /// Writes the id of a session's message; there must be room for `maximumLength` bytes. Returns its length.
    func write(session: Int, index: Int, to buffer: UnsafeMutableRawBufferPointer) -> Int {
        // Safe: the caller granted room for the whole id.
        var length = unsafe writePrefix(session: session, to: buffer)
        length += unsafe DecimalText.write(index, to: UnsafeMutableRawBufferPointer(rebasing: buffer[length...]))
        return length
    }

    /// The number of the session's message whose id stands anywhere in the bytes; the first, should there be several.
    package func parse(in bytes: Span<UInt8>, session: Int) -> Int? {
        // Safe: the pointers are used within the closures that lend them, at offsets checked against their counts.
        unsafe bytes.withUnsafeBytes { haystack in
            unsafe withUnsafeTemporaryAllocation(byteCount: Self.maximumLength, alignment: 1) { scratch in
                let prefixLength = unsafe writePrefix(session: session, to: scratch)
                let needle = unsafe UnsafeRawBufferPointer(rebasing: scratch[..<prefixLength])
                return unsafe Self.firstNumber(after: needle, in: haystack)
            }
        }
    }

    /// The number of the session's message when the bytes are its id and nothing else.
    package func parse(exactly bytes: Span<UInt8>, session: Int) -> Int? {
        guard bytes.count <= Self.maximumLength, let index = parse(in: bytes, session: session),
            bytes.count == Self.length(session: session, index: index)
        else { return nil }
        return index
    }

    private func writePrefix(session: Int, to buffer: UnsafeMutableRawBufferPointer) -> Int {
        // Safe: both writers stay within the room that the caller granted.
        unsafe buffer.copyBytes(from: run)
        var length = Self.runLength
        length += unsafe DecimalText.write(session, to: UnsafeMutableRawBufferPointer(rebasing: buffer[length...]))
        unsafe buffer[length] = UInt8(ascii: "-")
        return length + 1
    }

    /// The decimal number that follows the first occurrence of `needle` that a number follows.
    private static func firstNumber(after needle: UnsafeRawBufferPointer, in haystack: UnsafeRawBufferPointer) -> Int? {
        // Safe: `start` only moves forward and every access is below `haystack.count`.
        guard let needleBase = needle.baseAddress, let base = haystack.baseAddress else { return nil }
        let first = unsafe Int32(needle[0])
        var start = 0
        while haystack.count - start > needle.count {
            guard let hit = unsafe memchr(base + start, first, haystack.count - needle.count - start) else {
                return nil
            }
            start = unsafe UnsafeRawPointer(hit) - base
            if unsafe memcmp(base + start, needleBase, needle.count) == 0,
                let number = unsafe DecimalText.read(
                    UnsafeRawBufferPointer(rebasing: haystack[(start + needle.count)...]))
            {
                return number
            }
            start += 1
        }
        return nil
    }
}
