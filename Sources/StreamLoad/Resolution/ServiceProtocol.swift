/// What is spoken with a service; it decides which options mean anything.
enum ServiceProtocol: String {
    /// WebSocket.
    case ws
    /// An event stream: Server-Sent Events, or another body that is read as it comes.
    case sse

    /// Why an option of this protocol cannot be given for a service of the other, and what to give in its place.
    func alone(_ advice: String? = nil) -> String {
        switch self {
        case .ws: "is for WebSocket services alone" + (advice.map { "; \($0)" } ?? "")
        case .sse: "is for event streams alone; \(advice ?? "an http:// URL or --protocol sse asks for one")"
        }
    }
}
