import LWSTransport
import LoadEngine

/// A text that names the embedded target, with or without a route.
struct EmbeddedRoute {
    /// Path and query; nil when the text names no route.
    let pathAndQuery: String?

    /// The routes that serve event streams, each under its format.
    private static let streams: [(path: String, format: EventStreamPlan.Format)] = [
        ("/v1/chat/completions", .openai), ("/ndjson", .ndjson), ("/events", .sse), ("/sse/stream", .sse),
    ]

    /// Nil for another service.
    init?(_ text: String) {
        if text == "embedded" || text == "embedded/" {
            pathAndQuery = nil
        } else if text.hasPrefix("embedded/") {
            pathAndQuery = String(text.dropFirst("embedded".count))
        } else {
            return nil
        }
    }

    /// What the route serves; nil for a WebSocket service, or when no route is named.
    var format: EventStreamPlan.Format? {
        let path = pathAndQuery?.prefix { $0 != "?" }
        return Self.streams.first { $0.path[...] == path }?.format
    }

    /// Where the target serves this; nil asks for a WebSocket.
    func url(_ format: EventStreamPlan.Format?) -> ServiceURL {
        let standard = Self.streams.first { $0.format == format }?.path ?? "/echo"
        // Where the embedded target listens is known once it runs.
        return ServiceURL(
            scheme: format == nil ? .ws : .http, host: "127.0.0.1", port: 0, pathAndQuery: pathAndQuery ?? standard)
    }
}
