internal import CZlib

/// permessage-deflate as negotiated (RFC 7692 §7.1).
package struct DeflateParameters: Equatable, Sendable {
    package var serverNoContextTakeover = false
    package var clientNoContextTakeover = false
    /// Bits of the LZ77 windows, 8 to 15.
    package var serverMaxWindowBits = 15
    package var clientMaxWindowBits = 15

    package init() {}

    /// What we ask for: any window the server likes, context kept on both sides.
    package static let offer = "permessage-deflate; client_max_window_bits"

    /// Reads a server's answer; nil when it is not one that our offer allows (RFC 7692 §5.1: fail the connection).
    package static func read(_ header: String) -> DeflateParameters? {
        let parts = header.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
        guard parts.first?.lowercased() == "permessage-deflate", !header.contains(",") else { return nil }
        var result = DeflateParameters()
        var seen: Set<String> = []
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = pair.first?.lowercased(), seen.insert(name).inserted else { return nil }
            // Written as RFC 7692 §7.1.2 wants it: no sign, no leading zero.
            let bits = pair.count == 2 ? (8...15).first { String($0) == pair[1] } : nil
            switch (name, pair.count) {
            case ("server_no_context_takeover", 1): result.serverNoContextTakeover = true
            case ("client_no_context_takeover", 1): result.clientNoContextTakeover = true
            case ("server_max_window_bits", 2):
                guard let bits else { return nil }
                result.serverMaxWindowBits = bits
            case ("client_max_window_bits", 2):
                guard let bits else { return nil }
                result.clientMaxWindowBits = bits
            default: return nil
            }
        }
        return result
    }
}

/// The four bytes that end every flushed block and are left out on the wire (RFC 7692 §7.2.1).
private let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

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
        var length = produced - tail.count
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
        let ended = unsafe tail.withUnsafeBytes { unsafe run($0, body) }
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
