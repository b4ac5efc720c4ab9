/// Why an attempt did not become a session: one word, open because HTTP has as many as it has statuses.
package struct ConnectCause: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// The name did not resolve.
    package static let dns = ConnectCause(rawValue: "dns")
    package static let refused = ConnectCause(rawValue: "refused")
    package static let unreachable = ConnectCause(rawValue: "unreachable")
    package static let timeout = ConnectCause(rawValue: "timeout")
    package static let reset = ConnectCause(rawValue: "reset")
    /// End of stream before any answer.
    package static let closed = ConnectCause(rawValue: "closed")
    /// The answer was not HTTP.
    package static let garbage = ConnectCause(rawValue: "garbage")
    package static let tls = ConnectCause(rawValue: "tls")
    /// 101 with a wrong or missing accept key, extension or subprotocol (RFC 6455 §4.1).
    package static let upgrade = ConnectCause(rawValue: "upgrade")
    /// A stream's answer was no event stream.
    package static let contentType = ConnectCause(rawValue: "content_type")
    package static let fdExhausted = ConnectCause(rawValue: "fd_exhausted")
    package static let addressExhausted = ConnectCause(rawValue: "address_exhausted")

    /// Any other HTTP status, redirects included.
    package static func http(_ status: Int) -> ConnectCause { ConnectCause(rawValue: "http_\(status)") }

    /// Whether the target said something, and be it nonsense.
    package var isAnswer: Bool {
        [.upgrade, .contentType, .garbage].contains(self) || rawValue.hasPrefix("http_")
    }
}

/// How a peer ended a session in order.
package enum PeerClose: Hashable, Sendable {
    /// A Close code as on the wire; 1005 when the Close had none (RFC 6455 §7.1.5).
    case code(Int)
    /// An event stream's body ended.
    case endOfStream
    /// The service said within the stream that it failed.
    case error
    /// HTTP 204: an event stream that is not to be asked for again.
    case noContent

    package var word: String {
        switch self {
        case .code(let code): "\(code)"
        case .endOfStream: "eof"
        case .error: "error"
        case .noContent: "no_content"
        }
    }
}

/// The one entry in which an attempt ends.
package enum LedgerEntry: Hashable, Sendable {
    case connectFailed(ConnectCause)
    /// The Close code that we sent; nil for an event stream, which knows none.
    case closedByClient(code: Int?)
    case closedByPeer(PeerClose)
    /// A cap or an end marker was reached: success.
    case completed
    /// Gone with no Close frame.
    case lost
    case pongTimeout
    case stalled
    case protocolError
    /// Not yet established when the run ended.
    case cancelled

    /// How a session ended, without a code; nil for what was never one.
    var ending: String? {
        switch self {
        case .connectFailed, .cancelled: nil
        case .closedByClient: "closed by us"
        case .closedByPeer: "closed by the peer"
        case .completed: "completed"
        case .lost: "lost"
        case .pongTimeout: "without a pong"
        case .stalled: "stalled"
        case .protocolError: "protocol error"
        }
    }

    /// Whether the end was ours to decide.
    var isByUs: Bool {
        switch self {
        case .closedByClient, .completed, .cancelled: true
        default: false
        }
    }
}
