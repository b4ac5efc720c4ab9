internal import HTTP

extension Route {
    /// `/health`: says that the target is up.
    static let health = Route(
        path: "/health", service: .http { _, _ in HTTPAnswer(status: 200, body: Array("{\"status\":\"ok\"}".utf8)) })
}
