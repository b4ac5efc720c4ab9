/// Why a connection is over, as far as the socket can tell; what that means to a protocol is the protocol's affair.
package enum ConnectionEnding: Sendable, Equatable {
    /// It never carried a byte of the protocol: the dial or the TLS handshake failed.
    case failed(ConnectFailure)
    /// The peer ended its side in order: FIN, or over TLS a close_notify.
    case finished
    /// Over TLS, the peer's FIN came without a close_notify: whoever cut it, more may have been meant to come
    /// (RFC 8446 §6.1, RFC 9112 §9.8).
    case truncated
    /// The connection broke; the errno of it (`ECONNRESET` for a reset).
    case broken(errno: Int32)
    /// TLS records that made no sense, in OpenSSL's words.
    case corrupted(String)
    /// We closed it.
    case closedLocally
}

/// Why a dial did not become a connection.
package enum ConnectFailure: Error, Sendable, Equatable {
    /// The system's errno, of the `connect`, the `bind` before it, or the `socket` before that.
    case system(errno: Int32)
    /// The TLS handshake failed, in OpenSSL's words.
    case tls(String)
    /// The peer ended the connection within the TLS handshake.
    case closedInHandshake
    /// libwebsockets refused without an errno.
    case unexplained
}
