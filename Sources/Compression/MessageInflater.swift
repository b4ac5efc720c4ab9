internal import CZlib

/// Decompresses messages, one zlib stream a session.
@safe
package final class MessageInflater {
    /// Owned: ended and freed in `deinit`.
    private let stream: UnsafeMutablePointer<z_stream>
    private let resets: Bool

    package init?(windowBits: Int, resets: Bool) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        self.resets = resets
        guard unsafe streamload_inflate_init(stream, Int32(-max(windowBits, 9))) == Z_OK else { return nil }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Decompresses a piece of a message, handing out plain bytes a few kilobytes at a time: a small message that
    /// unfolds into gigabytes costs time, not memory.
    ///
    /// - Returns: false when the bytes are not a deflate stream, or `body` said stop.
    package func inflate(
        _ piece: UnsafeRawBufferPointer, isLast: Bool, _ body: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        guard unsafe run(piece, body) else { return false }
        guard isLast else { return true }
        let ended = unsafe flushTail.withUnsafeBytes { unsafe run($0, body) }
        if resets { unsafe inflateReset(stream) }
        return ended
    }

    private func run(_ piece: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        // zlib only reads the input; the output is a stack buffer lent to `body` and no further.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.bindMemory(to: UInt8.self).baseAddress)
        unsafe stream.pointee.avail_in = UInt32(piece.count)
        return unsafe withUnsafeTemporaryAllocation(byteCount: 8_192, alignment: 8) { target in
            while true {
                unsafe stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
                unsafe stream.pointee.avail_out = UInt32(target.count)
                let status = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
                let count = unsafe target.count - Int(stream.pointee.avail_out)
                if count > 0, unsafe !body(UnsafeRawBufferPointer(rebasing: target[..<count])) { return false }
                switch status {
                case Z_OK where unsafe stream.pointee.avail_out == 0: continue
                case Z_OK, Z_BUF_ERROR: return unsafe stream.pointee.avail_in == 0
                case Z_STREAM_END:
                    // RFC 7692 §7.2.3.4: a block with BFINAL ends the stream; what follows starts a new one.
                    unsafe inflateReset(stream)
                    if unsafe stream.pointee.avail_in == 0 { return true }
                default: return false
                }
            }
        }
    }
}
