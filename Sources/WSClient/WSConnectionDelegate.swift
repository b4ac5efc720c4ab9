package import HTTP
package import Timing

/// What a WebSocket tells the session it belongs to; on the loop's thread. `failed` or `ended` comes once, and `gone`
/// after it when the socket is closed.
package protocol WSConnectionDelegate: AnyObject {
    /// TCP is up.
    func webSocketReachedPeer(at instant: Instant)
    /// The upgrade request has left: TLS, if any, is up.
    func webSocketRequested(at instant: Instant)
    /// The handshake is validated.
    func webSocketEstablished(subprotocol: String?, at instant: Instant)
    func webSocketFailed(_ failure: DialFailure, at instant: Instant)
    /// A complete message; `bytes` holds at most the first 64 KB of it.
    func webSocketReceived(_ bytes: UnsafeRawBufferPointer, length: Int, isText: Bool, at instant: Instant)
    func webSocketReceivedPong(_ payload: UnsafeRawBufferPointer, at instant: Instant)
    /// A full socket has room again.
    func webSocketDrained(at instant: Instant)
    func webSocketEnded(_ ending: WSEnding, at instant: Instant)
    /// The peer went on after its Close (RFC 6455 §5.5.1 forbids it); told once, and the bytes are ignored.
    func webSocketReceivedAfterClose(at instant: Instant)
    func webSocketGone(at instant: Instant)
}
