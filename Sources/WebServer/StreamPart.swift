/// Part of an event stream, framed once for all who receive it: a chunk (RFC 9112 §7.1), in which the content lies for
/// peers that know no chunks.
struct StreamPart: Sendable {
    let chunk: [UInt8]
    private let contentRange: Range<Int>

    /// A chunk of no bytes would be the last one: without content it is nothing at all.
    init(_ content: [UInt8]) {
        guard !content.isEmpty else {
            chunk = []
            contentRange = 0..<0
            return
        }
        let size = Array("\(String(content.count, radix: 16))\r\n".utf8)
        chunk = size + content + [0x0D, 0x0A]
        contentRange = size.count..<size.count + content.count
    }

    var content: ArraySlice<UInt8> { chunk[contentRange] }

    /// What ends a chunked body.
    static let last = Array("0\r\n\r\n".utf8)
    /// For a peer that missed events: it had better ask for the whole state.
    static let behind = StreamPart(ServerSentEvent.bytes("behind", data: []))
    /// A comment, which browsers pass over (WHATWG HTML §9.2.6): whether it arrives tells whether they are there.
    static let comment = StreamPart(Array(":\n\n".utf8))
}
