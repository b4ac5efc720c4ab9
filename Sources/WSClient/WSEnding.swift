/// How a session ended, as its WebSocket saw it.
package enum WSEnding: Equatable, Sendable {
    /// We sent the Close. Unclean: no answer came before the deadline or the end of the stream.
    case closedByClient(code: Int, unclean: Bool)
    /// The peer sent the Close; the code as on the wire, nil when it had none.
    case closedByPeer(code: Int?, reason: String)
    /// Gone with no Close frame (RFC 6455 §7.1.5, code 1006); what the socket said.
    case lost(String)
    case protocolError(ProtocolViolation)
}
