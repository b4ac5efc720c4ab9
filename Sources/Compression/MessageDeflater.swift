internal import CZlib

/// The four bytes that end every flushed block and are left out on the wire (RFC 7692 §7.2.1).
let flushTail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

/// Compresses messages, one zlib stream a session.
@safe
package final class MessageDeflater {
    /// Owned: ended and freed in `deinit`.
    private let stream: UnsafeMutablePointer<z_stream>
    private let resets: Bool
    private var output: [UInt8] = []

    /// - Parameters:
    ///   - windowBits: 8 to 15; zlib makes raw streams of at least 9, which an 8-bit receiver reads as long as the
    ///     message is no longer than its window, so 8 is served with per-message resets.
    ///   - resets: whether each message starts from an empty window (no context takeover).
    package init?(windowBits: Int, resets: Bool) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        self.resets = resets || windowBits == 8
        // Negative bits ask for a raw stream without zlib's header (zlib.h, deflateInit2).
        guard unsafe streamload_deflate_init(stream, Int32(-max(windowBits, 9))) == Z_OK else { return nil }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Compresses one message and lends the result to `body`.
    package func deflate(_ message: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        let bound = unsafe Int(deflateBound(stream, UInt(message.count))) + 16
        if output.count < bound { output = [UInt8](repeating: 0, count: bound) }
        // zlib reads the message and never writes to it; both buffers outlive the call.
        let produced = unsafe output.withUnsafeMutableBytes { target -> Int in
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: message.bindMemory(to: UInt8.self).baseAddress)
            unsafe stream.pointee.avail_in = UInt32(message.count)
            unsafe stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
            unsafe stream.pointee.avail_out = UInt32(target.count)
            unsafe CZlib.deflate(stream, Z_SYNC_FLUSH)
            return unsafe target.count - Int(stream.pointee.avail_out)
        }
        if resets { unsafe deflateReset(stream) }
        var length = produced - flushTail.count
        if length < 0 {
            // zlib does not flush twice with nothing in between: an empty message is the first byte of an empty stored
            // block (RFC 7692 §7.2.3.6), whose rest is the tail.
            output[0] = 0
            length = 1
        }
        unsafe output.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[..<length])) }
        if output.count > 65_536 { output = [] }
    }
}
