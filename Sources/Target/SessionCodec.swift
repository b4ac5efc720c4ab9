internal import Compression
internal import WSClient

/// The two directions of a session's framing, as its handshake agreed on them.
struct SessionCodec {
    /// The longest message that is echoed; a longer one ends the session.
    static let longestMessage = 16_777_216

    var reader: MessageReader
    let deflater: MessageDeflater?

    /// Nil when zlib cannot make the streams.
    init?(_ deflate: DeflateParameters?) {
        reader = MessageReader(role: .server, retained: Self.longestMessage)
        guard let deflate else {
            deflater = nil
            return
        }
        deflater = MessageDeflater(windowBits: deflate.serverMaxWindowBits, resets: deflate.serverNoContextTakeover)
        reader.inflater = MessageInflater(
            windowBits: deflate.clientMaxWindowBits, resets: deflate.clientNoContextTakeover)
        guard deflater != nil, reader.inflater != nil else { return nil }
    }
}
