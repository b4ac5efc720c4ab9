internal import Glibc

/// Cuts a read into lines that end in CR LF, LF or CR, in any mixture (WHATWG HTML §9.2.5, `end-of-line`).
///
/// Hot path: each byte is looked at by memchr(3), once for a line feed and once for a carriage return. Where the next
/// carriage return lies is remembered, so that a stream without any pays for one look at the whole read.
@unsafe
struct LineSplitter {
    private let bytes: UnsafeRawBufferPointer
    private var start = 0
    /// The first carriage return from `start` on, the count when there is none; behind `start` when it is not known.
    private var nextReturn = -1
    /// Whether the last line ended in a carriage return: a line feed right after it belongs to the same end, even when
    /// it only comes with the next read.
    private(set) var skipsLineFeed: Bool

    init(_ bytes: UnsafeRawBufferPointer, skipsLineFeed: Bool) {
        unsafe self.bytes = bytes
        unsafe self.skipsLineFeed = skipsLineFeed
    }

    /// The next line whose end is there, without it.
    @inline(__always)
    mutating func next() -> UnsafeRawBufferPointer? {
        // Every index and count below stays within the bytes that were lent.
        guard unsafe start < bytes.count else { return nil }
        if unsafe skipsLineFeed {
            unsafe skipsLineFeed = false
            if unsafe bytes[start] == UInt8(ascii: "\n") {
                unsafe start += 1
                guard unsafe start < bytes.count else { return nil }
            }
        }
        if unsafe nextReturn < start { unsafe nextReturn = index(of: "\r", before: bytes.count) }
        let end = unsafe index(of: "\n", before: nextReturn)
        guard unsafe end < bytes.count else { return nil }
        let line = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        unsafe start = end + 1
        unsafe skipsLineFeed = end == nextReturn
        return unsafe line
    }

    /// What follows the last line that ended.
    var rest: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: bytes[start...]) }

    /// The first of these bytes from `start` on; `limit` when there is none before it.
    @inline(__always)
    private func index(of byte: Unicode.Scalar, before limit: Int) -> Int {
        guard unsafe start < limit, let base = unsafe bytes.baseAddress else { return limit }
        let first = unsafe base + start
        guard let found = unsafe memchr(first, Int32(byte.value), limit - start) else { return limit }
        return unsafe start + (UnsafeRawPointer(found) - first)
    }
}
