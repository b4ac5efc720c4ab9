internal import HTTP
internal import Timing

/// A chat completion in OpenAI's streaming format: a chunk with the role at once, the tokens at known times, a chunk with
/// the reason of the end, one with the usage if it was asked for, and `[DONE]`.
///
///     token n is due      first: ttft after the request, next: gap after the one before it has left
///
/// So no gap is ever shorter than was asked for; what follows the last token, or an error, comes at once.
struct ChatCompletion: EventSource {
    private enum Step: Equatable {
        case role
        case token(Int)
        case error
        case finish
        case usage
        case done
        case over
    }

    /// What is said, again and again; characters of several bytes are in it.
    private static let words = [
        "Streams", " flow", " past", " the", " café", ",", " and", " every", " token", " —", " naïve", " or", " not",
        " —", " arrives", " 🙂",
    ]

    private let request: ChatRequest
    private let ordinal: Int
    private let created: Int
    private let start: Instant
    private var step = Step.role
    private var due: Instant

    /// The ordinal makes the id of the completion; the instant is the request's.
    init(_ request: ChatRequest, ordinal: Int, at instant: Instant) {
        self.request = request
        self.ordinal = ordinal
        created = UnixTime.microseconds() / 1_000_000
        start = instant
        due = instant
    }

    let contentType = "text/event-stream"

    var nextDue: Instant? { step == .over ? nil : due }

    /// Each token waits for the one before it, so one at most waits for the socket.
    func waiting(at instant: Instant) -> Int { 0 }

    var remaining: Int? {
        let tail = request.includesUsage ? 3 : 2
        return switch step {
        case .role: 1 + remaining(from: 1) + (failsWithin ? 0 : tail)
        case .token(let number): remaining(from: number) + (failsWithin ? 0 : tail)
        case .finish: tail
        case .usage: 2
        case .error, .done: 1
        case .over: 0
        }
    }

    /// Tokens from `number` on, the error included.
    private func remaining(from number: Int) -> Int { min(request.tokens, request.errorAt ?? .max) - number + 1 }

    private var failsWithin: Bool { request.errorAt.map { $0 <= request.tokens } ?? false }

    // MARK: - Composing

    func composePreamble(into text: inout MessageText) {}

    mutating func compose(into text: inout MessageText, at instant: Instant) {
        text.append("data: ")
        switch step {
        case .role: appendChunk(delta: #"{"role":"assistant","content":""}"#, to: &text)
        case .token(let number): appendChunk(delta: "{\"content\":\"\(Self.word(number))\"}", to: &text)
        case .error:
            text.append(#"{"error":{"message":"the target was asked to fail","type":"server_error","code":500}}"#)
        case .finish: appendChunk(delta: "{}", reason: "\"length\"", to: &text)
        case .usage: appendUsageChunk(to: &text)
        case .done: text.append("[DONE]")
        case .over: break
        }
        text.append("\n\n")
        proceed(at: instant)
    }

    private mutating func proceed(at instant: Instant) {
        switch step {
        case .role:
            step = token(1)
            due = start + request.timeToFirstToken
        case .token(let number):
            step = number < request.tokens ? token(number + 1) : .finish
            due = number < request.tokens ? instant + request.gap : instant
        case .finish: step = request.includesUsage ? .usage : .done
        case .usage: step = .done
        case .error, .done, .over: step = .over
        }
    }

    private func token(_ number: Int) -> Step { number == request.errorAt ? .error : .token(number) }

    private static func word(_ number: Int) -> String { words[(number - 1) % words.count] }

    private func appendStart(object: String, to text: inout MessageText) {
        text.append("{\"id\":\"chatcmpl-\(ordinal)\",\"object\":\"\(object)\",\"created\":\(created),\"model\":")
        text.append(request.model)
    }

    private func appendChunk(delta: String, reason: String = "null", to text: inout MessageText) {
        appendStart(object: "chat.completion.chunk", to: &text)
        text.append(",\"choices\":[{\"index\":0,\"delta\":\(delta),\"finish_reason\":\(reason)}]")
        // As OpenAI has it: null in every chunk but the last.
        if request.includesUsage { text.append(",\"usage\":null") }
        text.append("}")
    }

    private func appendUsageChunk(to text: inout MessageText) {
        appendStart(object: "chat.completion.chunk", to: &text)
        text.append(",\"choices\":[],\"usage\":\(usage)}")
    }

    private var usage: String {
        let prompt = request.promptTokens
        let total = prompt + request.tokens
        return "{\"prompt_tokens\":\(prompt),\"completion_tokens\":\(request.tokens),\"total_tokens\":\(total)}"
    }

    /// The completion as a whole, for a request that wants no stream.
    var answer: HTTPAnswer {
        var text = MessageText()
        appendStart(object: "chat.completion", to: &text)
        text.append(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"")
        for number in 1...request.tokens { text.append(Self.word(number)) }
        text.append("\"},\"finish_reason\":\"length\"}],\"usage\":\(usage)}")
        return HTTPAnswer(status: 200, body: text.bytes)
    }
}
