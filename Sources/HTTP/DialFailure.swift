internal import Glibc
package import LWSTransport

/// Why an attempt did not become a session. The cause is one word of the ledger; the detail is for people.
package enum DialFailure: Error, Equatable, Sendable {
    /// The name has no address; which name.
    case dns(String)
    case refused
    case unreachable(String)
    case timeout
    case reset
    /// End of stream before any complete answer.
    case closed
    /// The answer was not HTTP.
    case garbage
    case tls(String)
    /// Any other status than the one that makes a session, redirects that cannot be followed included.
    case http(Int)
    /// 101, but with a wrong or missing accept key, extension or subprotocol.
    case upgrade(String)
    /// 200, but no event stream; what it was.
    case contentType(String)
    case fdExhausted
    case addressExhausted

    /// The word in `lifecycle.connect_failed.causes`.
    package var cause: String {
        switch self {
        case .dns: "dns"
        case .refused: "refused"
        case .unreachable: "unreachable"
        case .timeout: "timeout"
        case .reset: "reset"
        case .closed: "closed"
        case .garbage: "garbage"
        case .tls: "tls"
        case .http(let status): "http_\(status)"
        case .upgrade: "upgrade"
        case .contentType: "content_type"
        case .fdExhausted: "fd_exhausted"
        case .addressExhausted: "address_exhausted"
        }
    }

    /// What more is known, nil when the cause says it all.
    package var detail: String? {
        switch self {
        case .dns(let text), .unreachable(let text), .upgrade(let text), .contentType(let text): text
        case .tls(let text): TLSReason.explained(text)
        default: nil
        }
    }

    /// Whether the service answered, and not with a session: asking again will hardly change its mind.
    package var isAnswer: Bool {
        switch self {
        case .http, .upgrade, .contentType, .garbage: true
        default: false
        }
    }

    /// Whether the answer pointed elsewhere.
    package var isRedirect: Bool {
        if case .http(let status) = self { [301, 302, 303, 307, 308].contains(status) } else { false }
    }

    /// What the errno of a dial means (connect(2), bind(2), socket(2)).
    package init(errno code: Int32) {
        switch code {
        case ECONNREFUSED: self = .refused
        case ETIMEDOUT: self = .timeout
        case ECONNRESET, ECONNABORTED, EPIPE: self = .reset
        case EMFILE, ENFILE: self = .fdExhausted
        case EADDRNOTAVAIL, EADDRINUSE: self = .addressExhausted
        default: self = .unreachable(unsafe String(cString: strerror(code)))
        }
    }

    package init(_ failure: ConnectFailure) {
        switch failure {
        case .system(let code): self.init(errno: code)
        case .tls(let reason): self = .tls(reason)
        case .closedInHandshake: self = .closed
        case .unexplained: self = .unreachable("libwebsockets gave no reason")
        }
    }

    /// A connection that ended before its handshake was answered.
    package init(unanswered ending: ConnectionEnding) {
        switch ending {
        case .failed(let failure): self.init(failure)
        case .finished, .truncated, .closedLocally: self = .closed
        case .broken(let code): self.init(errno: code)
        case .corrupted(let reason): self = .tls(reason)
        }
    }
}
