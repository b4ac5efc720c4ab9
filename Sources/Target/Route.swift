internal import HTTP
internal import Timing

/// A path of the target and what serves it. A new service is a file of its own with its `static let`, and a line in
/// `all`. A path may end in `{id}`, which stands for anything that is not empty and has no slash.
struct Route: Sendable {
    let path: String
    let service: Service

    enum Service: Sendable {
        /// Answers a request at once, whatever its method.
        case http(@Sendable (HTTPRequest, TargetServices) -> HTTPAnswer)
        /// Answers with what was counted so far.
        case counts
        /// Judges an upgrade request before its handshake is.
        case webSocket(@Sendable (HTTPRequest, TargetServer) -> Admission)
        /// Judges a request whose answer is a stream; it begins at the instant.
        case stream(@Sendable (HTTPRequest, TargetServer, Instant) -> StreamAdmission)
    }

    enum Admission {
        /// The service of this one session.
        case admitted(any SessionService)
        case refused(HTTPAnswer)
    }

    static let all: [Route] =
        [.health, .stats, .echo, .stream, .events, .eventsOfUser, .ndjson, .chatCompletions]
        + authentication + gateway + marketData + entitlements + metrics + registry
}
