import LWSTransport
import LoadEngine
import Metrics
import Timing

extension TargetOptions {
    /// Where the embedded target listens is known once it runs.
    private static let portToCome = 0

    func resolve(urls: [String], _ reader: inout OptionReader) -> (url: ServiceURL, service: ResolvedRun.Service) {
        let protocolName = reader.value(serviceProtocol, "protocol") { text throws(TextError) in
            switch text.lowercased() {
            case "ws": return "ws"
            case "sse": throw TextError("'sse' is \(LaterFlags.refusal)")
            default: throw TextError("'\(text)' is no protocol: expected ws or sse")
            }
        }
        if let protocolName { reader.report("protocol", .text(protocolName)) }
        if let second = urls.dropFirst(streamingURL == nil ? 1 : 0).first {
            reader.refuse(SecretText.redacted(url: second), "a second URL: expected one service to test")
        }
        let given = reader.given(streamingURL ?? urls.first, "streaming-url")
        let text = given?.text ?? "embedded"
        reader.report("streaming-url", .text(SecretText.redacted(url: text)))
        if let path = Self.embeddedPath(text) {
            let url = ServiceURL(scheme: .ws, host: "127.0.0.1", port: Self.portToCome, pathAndQuery: path)
            return (url, .embedded)
        }
        let url = given.flatMap { given in
            reader.value(given) { text throws(TextError) in
                let url = try ServiceURL.parse(text)
                guard url.scheme.isWebSocket else {
                    throw TextError(
                        "'\(url.display)' is an SSE service, \(LaterFlags.refusal): expected ws:// or wss://")
                }
                return url
            }
        }
        return (url ?? ServiceURL(scheme: .ws, host: "127.0.0.1"), .external)
    }

    /// The route of the embedded target that a text names; nil for another service.
    private static func embeddedPath(_ text: String) -> String? {
        guard text != "embedded", text != "embedded/" else { return "/echo" }
        return text.hasPrefix("embedded/") ? String(text.dropFirst("embedded".count)) : nil
    }
}
