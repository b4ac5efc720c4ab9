internal import JSON
internal import Timing

/// A stream of chat completion chunks followed as tokens: which chunk carries a token, which an error, and what the
/// service counted itself.
struct TokenFollower {
    enum Chunk: Equatable {
        /// Something of the answer: a content delta that is not empty.
        case token
        /// A role, a finish reason, usage figures, or nothing that is known.
        case other
        /// The service failed; its own words, shortened.
        case error(String)
    }

    /// When the first and the latest token came.
    private(set) var firstAt: Instant?
    private(set) var lastAt: Instant?
    private var deltas = 0
    private var countedByService: Int?
    /// Input tokens, where the service said how many.
    private(set) var promptTokens: Int?

    /// Output tokens: a delta may hold several, so the service's own count wins.
    var tokens: Int { countedByService ?? deltas }

    /// The mean time of a token after the first; nil with fewer than two.
    var timePerToken: Nanoseconds? {
        guard let firstAt, let lastAt, tokens > 1 else { return nil }
        return Nanoseconds((lastAt - firstAt).count / Int64(tokens - 1))
    }

    /// - Returns: what the chunk is. For a token, `lastAt` is still the one before it until `count` is called.
    mutating func read(_ data: Span<UInt8>) -> Chunk {
        if let value = JSONScanner.value(at: Self.errorPath, in: data), value.kind != .null {
            return .error(Self.words(of: value, in: data))
        }
        if let count = Self.tokenCount(at: Self.completionTokensPath, in: data) { countedByService = count }
        if let count = Self.tokenCount(at: Self.promptTokensPath, in: data) { promptTokens = count }
        for path in Self.deltaPaths {
            if let value = JSONScanner.value(at: path, in: data), case .string = value.kind, !value.range.isEmpty {
                return .token
            }
        }
        return .other
    }

    mutating func count(at instant: Instant) {
        deltas += 1
        if firstAt == nil { firstAt = instant }
        lastAt = instant
    }

    /// A service may say any number; what no answer can have is not believed, and would not fit the sum of a run.
    private static func tokenCount(at path: JSONPath, in data: Span<UInt8>) -> Int? {
        guard let count = JSONScanner.integer(at: path, in: data), (0...mostTokens).contains(count) else { return nil }
        return count
    }

    private static func words(of error: JSONScanner.Value, in data: Span<UInt8>) -> String {
        var range = error.range
        if let message = JSONScanner.value(at: errorMessagePath, in: data), case .string = message.kind {
            range = message.range
        }
        let shown = range.prefix(120)
        return String(decoding: shown.map { data[$0] }, as: UTF8.self)
    }

    private static let mostTokens = 1_000_000_000

    // Chat completion chunks, with the fields in which services put reasoning, and the older text completions.
    private static let deltaPaths = [
        path("choices", 0, "delta", "content"), path("choices", 0, "delta", "reasoning_content"),
        path("choices", 0, "delta", "reasoning"), path("choices", 0, "text"),
    ]
    private static let errorPath = path("error")
    private static let errorMessagePath = path("error", "message")
    private static let completionTokensPath = path("usage", "completion_tokens")
    private static let promptTokensPath = path("usage", "prompt_tokens")

    private static func path(_ steps: any StepLiteral...) -> JSONPath { JSONPath(steps: steps.map(\.step)) }
}

/// What a path is spelled with here: keys and indexes.
private protocol StepLiteral {
    var step: JSONPath.Step { get }
}

extension String: StepLiteral {
    fileprivate var step: JSONPath.Step { .key(Array(utf8)) }
}

extension Int: StepLiteral {
    fileprivate var step: JSONPath.Step { .index(self) }
}
