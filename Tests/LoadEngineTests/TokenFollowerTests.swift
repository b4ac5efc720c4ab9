import Testing
import Timing

@testable import LoadEngine

@Suite("Token streams")
struct TokenFollowerTests {
    private static func read(_ text: String, with follower: inout TokenFollower) -> TokenFollower.Chunk {
        let bytes = Array(text.utf8)
        return follower.read(bytes.span)
    }

    @Test(
        "a chunk is a token only with content",
        arguments: [
            (#"{"choices":[{"delta":{"content":"a"}}]}"#, .token),
            (#"{"choices":[{"delta":{"reasoning_content":"hm"}}]}"#, .token),
            (#"{"choices":[{"delta":{"reasoning":"hm"}}]}"#, .token),
            (#"{"choices":[{"text":"a"}]}"#, .token),
            (#"{"choices":[{"delta":{"role":"assistant"}}]}"#, .other),
            (#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#, .other),
            (#"{"choices":[{"delta":{"content":null}}]}"#, .other),
            (#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#, .other),
            (#"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}"#, .other),
            (#"{"error":null,"choices":[{"delta":{"content":"a"}}]}"#, .token),
            (#"{"error":{"message":"out of memory","code":500}}"#, .error("out of memory")),
            (#"{"error":"busy"}"#, .error("busy")), ("not JSON", .other), ("", .other),
        ] as [(String, TokenFollower.Chunk)])
    func chunksAreTold(text: String, chunk: TokenFollower.Chunk) {
        var follower = TokenFollower()
        #expect(Self.read(text, with: &follower) == chunk)
    }

    @Test("deltas are counted, and the service's own count wins")
    func serviceCountWins() {
        var follower = TokenFollower()
        for second in 0..<4 { follower.count(at: Instant(nanoseconds: Int64(second) * 1_000_000_000)) }
        #expect(follower.tokens == 4)
        #expect(follower.timePerToken == .seconds(1))
        _ = Self.read(#"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":7}}"#, with: &follower)
        #expect(follower.tokens == 7)
        #expect(follower.promptTokens == 3)
        #expect(follower.timePerToken == .milliseconds(500))
    }

    @Test("a count that no answer can have is not believed", arguments: ["-1", "1000000001", "9223372036854775807"])
    func impossibleCountsAreIgnored(count: String) {
        var follower = TokenFollower()
        follower.count(at: Instant(nanoseconds: 5))
        let text = "{\"usage\":{\"prompt_tokens\":\(count),\"completion_tokens\":\(count)}}"
        #expect(Self.read(text, with: &follower) == .other)
        #expect(follower.tokens == 1)
        #expect(follower.promptTokens == nil)
    }

    @Test("one token has no time per token")
    func oneTokenHasNoGap() {
        var follower = TokenFollower()
        follower.count(at: Instant(nanoseconds: 5))
        #expect(follower.timePerToken == nil)
        #expect(follower.firstAt == Instant(nanoseconds: 5))
    }
}
