internal import Foundation
internal import HTTP
internal import Timing

/// What one request asks of `/v1/chat/completions`: its body, as far as it matters here, and in the query when the tokens
/// come.
///
///     ttft=50        ms before the first token
///     gap=10         ms between two tokens
///     error_after=n  an error instead of the n-th token, and the end
///     heartbeat=…    ms between comment lines
///     framing=…      chunked, length or close
///
/// and the faults of `StreamQuery+Faults`.
struct ChatRequest {
    /// The members of the body that are looked at; the rest of OpenAI's API is passed over.
    private struct Body: Decodable {
        struct Message: Decodable {
            /// Nil for content in parts.
            let content: String?

            private enum Key: CodingKey {
                case content
            }

            init(from decoder: any Decoder) throws {
                content = try? decoder.container(keyedBy: Key.self).decode(String.self, forKey: .content)
            }
        }

        struct StreamOptions: Decodable {
            let include_usage: Bool?
        }

        let stream: Bool?
        let model: String?
        let messages: [Message]?
        let max_tokens: Int?
        let max_completion_tokens: Int?
        let stream_options: StreamOptions?
    }

    private static let mostTokens = 1_000_000

    let streams: Bool
    let includesUsage: Bool
    /// As a JSON string.
    let model: String
    /// Words of the messages.
    let promptTokens: Int
    let tokens: Int
    let timeToFirstToken: Nanoseconds
    let gap: Nanoseconds
    /// The number of the token in whose place the error comes.
    let errorAt: Int?
    let heartbeat: Nanoseconds?
    let framing: BodyFraming.Choice
    let faults: FaultPlan

    init(_ request: HTTPRequest, _ plan: TargetPlan) throws(TextError) {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)) else {
            throw TextError("the body is not the JSON of a chat completion request")
        }
        var query = StreamQuery(request.query)
        timeToFirstToken = try query.time("ttft") ?? .milliseconds(50)
        gap = try query.time("gap") ?? .milliseconds(10)
        errorAt = try query.count("error_after", in: 1...Self.mostTokens)
        heartbeat = try query.heartbeat()
        framing = try query.framing(of: request)
        faults = try query.faults(of: plan)
        try query.refuseUnknown()
        streams = body.stream ?? false
        includesUsage = body.stream_options?.include_usage ?? false
        model = try Self.quoted(body.model ?? "embedded")
        promptTokens = (body.messages ?? []).compactMap(\.content).reduce(0) { $0 + $1.split(separator: " ").count }
        tokens = body.max_completion_tokens ?? body.max_tokens ?? 16
        guard (1...Self.mostTokens).contains(tokens) else {
            throw TextError("max_tokens: expected 1 to \(Self.mostTokens)")
        }
    }

    private static func quoted(_ text: String) throws(TextError) -> String {
        guard let bytes = try? JSONEncoder().encode(text) else { throw TextError("model: not a text") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
