internal import Timing

/// A path of the target and what serves it. A new service is a file of its own with its `static let`, and a line in
/// `all`.
struct Route: Sendable {
    let path: String
    let service: Service

    enum Service: Sendable {
        /// Answers a request at once, whatever its method.
        case http(@Sendable (HTTPRequest) -> HTTPAnswer)
        /// Judges an upgrade request before its handshake is.
        case webSocket(@Sendable (HTTPRequest, TargetPlan) -> Admission)
        /// Judges a request whose answer is a stream; it begins at the instant.
        case stream(@Sendable (HTTPRequest, TargetServer, Instant) -> StreamAdmission)
    }

    enum Admission {
        /// The service of this one session.
        case admitted(any SessionService)
        case refused(HTTPAnswer)
    }

    static let all: [Route] = [.health, .echo, .stream, .events, .ndjson, .chatCompletions]

    /// The route of a path, nil for one that nothing serves.
    static func find(_ path: String) -> Route? { all.first { $0.path == path } }
}
