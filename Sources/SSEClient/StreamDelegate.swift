package import HTTP
package import Timing

/// How an established stream ended.
package enum StreamEnding: Equatable, Sendable {
    /// The body ended in order: its last chunk, its length, or the end of the connection where that delimits it.
    case endOfStream
    /// 204: there is nothing to stream, and the client must not ask again (WHATWG HTML §9.2.3).
    case noContent
    /// Reset, or cut inside a chunk or a length; what the socket said.
    case lost(String)
    /// The body broke its own framing, or an event was longer than the limit; why.
    case protocolError(String)
    /// We ended it.
    case closedByClient
}

/// One dispatched event (WHATWG HTML §9.2.6), or one line of an NDJSON stream. The bytes are borrowed for the call and
/// are valid UTF-8 only where the server sent it so.
@unsafe
package struct StreamEvent {
    /// The event type; empty stands for `message`.
    package let type: UnsafeRawBufferPointer
    /// The data, its lines joined by line feeds.
    package let data: UnsafeRawBufferPointer
    /// The last event ID as of this event; empty when none was ever set.
    package let lastEventID: UnsafeRawBufferPointer
    /// Whether the stream set that ID after the event before; else it is one that an earlier event had as well.
    package let hasNewID: Bool

    package init(
        type: UnsafeRawBufferPointer, data: UnsafeRawBufferPointer, lastEventID: UnsafeRawBufferPointer, hasNewID: Bool
    ) {
        unsafe self.type = type
        unsafe self.data = data
        unsafe self.lastEventID = lastEventID
        unsafe self.hasNewID = hasNewID
    }
}

/// What a stream's connection tells the session it belongs to; on the loop's thread. `failed`, `redirected` or `ended`
/// comes once, and `gone` after it when the socket is closed.
package protocol StreamDelegate: AnyObject {
    /// TCP is up.
    func streamReachedPeer(at instant: Instant)
    /// The request has left: TLS, if any, is up.
    func streamRequested(at instant: Instant)
    /// The answer is an event stream; or a 204, which has no content and whose end follows at once.
    func streamEstablished(hasContent: Bool, at instant: Instant)
    func streamFailed(_ failure: DialFailure, at instant: Instant)
    /// The server points elsewhere; `location` is what its header says, a URL reference (RFC 3986 §4.1).
    func streamRedirected(status: Int, to location: String, at instant: Instant)
    /// The first byte of the body.
    func streamReceivedFirstByte(at instant: Instant)
    func streamReceived(_ event: borrowing StreamEvent, at instant: Instant)
    /// A comment line, which servers send as a heartbeat.
    func streamReceivedComment(at instant: Instant)
    /// The server set its reconnection time.
    func streamReceivedReconnectionTime(_ time: Nanoseconds, at instant: Instant)
    func streamEnded(_ ending: StreamEnding, at instant: Instant)
    func streamGone(at instant: Instant)
}
