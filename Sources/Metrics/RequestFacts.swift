package import Timing

/// What is known of a request once it has ended, in k6's terms.
package struct RequestFacts: Sendable {
    /// nil when there was no reply.
    package var status: Int?
    /// As in the reply's status line: `HTTP/1.1`, `HTTP/2`; empty when there was no reply.
    package var proto: String
    /// From the intended start to the end of the reply; nil for a redirect that was followed, and without a request.
    package var responseTime: Nanoseconds?
    /// Sending, waiting and receiving; what came before has times of its own. Nil for a request that never left: a
    /// refused dial is no fast answer.
    package var duration: Nanoseconds?
    package var blocked: Nanoseconds
    package var connecting: Nanoseconds
    package var tlsHandshaking: Nanoseconds
    package var sending: Nanoseconds
    package var waiting: Nanoseconds
    package var receiving: Nanoseconds
    /// Whether it is a failure. A status that the profile expects is none.
    package var isFailed: Bool
    /// Whether it is an error that the profile expects: counted apart, and no failure.
    package var isExpectedError: Bool
    /// What failures are grouped by, in one word: `timeout`, `refused`, `401`; nil when there was no error.
    package var cause: String?
    /// What more is known of it, for people; the same for all errors of a kind.
    package var detail: String?
    /// Counted for the parts of `data_sent` and `data_received` alone: whoever owns the sockets counts the whole.
    package var bytesSent: Int
    package var bytesReceived: Int

    package init(
        status: Int?, proto: String = "", responseTime: Nanoseconds?, duration: Nanoseconds?,
        blocked: Nanoseconds = .zero, connecting: Nanoseconds = .zero, tlsHandshaking: Nanoseconds = .zero,
        sending: Nanoseconds = .zero, waiting: Nanoseconds = .zero, receiving: Nanoseconds = .zero,
        isFailed: Bool = false, isExpectedError: Bool = false, cause: String? = nil, bytesSent: Int = 0,
        bytesReceived: Int = 0
    ) {
        self.status = status
        self.proto = proto
        self.responseTime = responseTime
        self.duration = duration
        self.blocked = blocked
        self.connecting = connecting
        self.tlsHandshaking = tlsHandshaking
        self.sending = sending
        self.waiting = waiting
        self.receiving = receiving
        self.isFailed = isFailed
        self.isExpectedError = isExpectedError
        self.cause = cause
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
    }

    /// The cause with what more is known; nil where the cause is all there is.
    package var words: String? {
        guard let cause, let detail else { return nil }
        return "\(cause): \(detail)"
    }

    /// k6's number for an error, 0 without one: 1400 to 1599 are statuses, 1101 a name that does not resolve, 1212 a
    /// refused connection (k6 documentation, "Error codes").
    package var errorCode: Int {
        if let status, status >= 400 { return 1_000 + status }
        switch cause {
        case nil: return 0
        case "timeout": return 1_050
        case "dns": return 1_101
        case "refused": return 1_212
        case "reset": return 1_220
        case "tls": return 1_300
        default: return 1_000
        }
    }
}
