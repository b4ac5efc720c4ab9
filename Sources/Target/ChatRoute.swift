internal import HTTP
internal import Timing

extension Route {
    /// `/v1/chat/completions`: a chat completion of OpenAI's API, as a stream of tokens where the body says
    /// `"stream": true` (`ChatRequest`, `ChatCompletion`).
    static let chatCompletions = Route(
        path: "/v1/chat/completions",
        service: .stream { request, server, instant in
            guard request.method == "POST" else { return .refused(.notAllowed("POST")) }
            do throws(TextError) {
                let chat = try ChatRequest(request, server.plan)
                let source = ChatCompletion(chat, ordinal: server.counts.streams.opened + 1, at: instant)
                guard chat.streams else { return .answered(source.answer) }
                let framing = try BodyFraming(
                    chat.framing, of: source, heartbeat: chat.heartbeat, faults: chat.faults)
                let stream = StreamPlan(framing: framing, heartbeat: chat.heartbeat, faults: chat.faults)
                return .admitted(source, stream)
            } catch {
                return .refused(.failure(400, reason: error.message))
            }
        })
}
