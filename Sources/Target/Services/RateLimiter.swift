internal import HTTP
internal import Timing

/// Counts what clients do in windows of time. A window begins with the first request in it and ends after its length;
/// the next request begins another.
struct RateLimiter {
    /// How a client stands, as the `X-RateLimit` fields tell it.
    struct Standing: Equatable {
        let limit: Int
        /// 0 when nothing is left of the window's count.
        let remaining: Int
        /// Until the window is over.
        let reset: Nanoseconds
        /// Whether the request that was counted is one too many.
        var isExceeded = false
    }

    private struct Window {
        var start: Instant
        var length: Nanoseconds
        var count: Int

        func isOver(at instant: Instant) -> Bool { instant - start >= length }
    }

    /// With more clients than this the one that came first is forgotten.
    private var windows = BoundedTable<String, Window>(capacity: 100_000)

    /// Counts one of `client`, if there is any left.
    mutating func take(_ client: String, _ limit: RateLimit, at instant: Instant) -> Standing {
        windows.update(client, default: Window(start: instant, length: limit.window, count: 0)) { window in
            if window.isOver(at: instant) { window = Window(start: instant, length: limit.window, count: 0) }
            let isExceeded = window.count >= limit.count
            if !isExceeded { window.count += 1 }
            return Self.standing(window, limit, isExceeded: isExceeded, at: instant)
        }
    }

    /// How `client` stands, without counting anything.
    func standing(of client: String, _ limit: RateLimit, at instant: Instant) -> Standing {
        guard let window = windows[client], !window.isOver(at: instant) else {
            return Standing(limit: limit.count, remaining: limit.count, reset: limit.window)
        }
        return Self.standing(window, limit, isExceeded: window.count >= limit.count, at: instant)
    }

    private static func standing(
        _ window: Window, _ limit: RateLimit, isExceeded: Bool, at instant: Instant
    ) -> Standing {
        Standing(
            limit: limit.count, remaining: max(0, limit.count - window.count),
            reset: window.start + window.length - instant, isExceeded: isExceeded)
    }
}

extension HTTPAnswer {
    /// The answer with how its client stands; 429 says also when to come back (RFC 6585 §4, RFC 9110 §10.2.3).
    func telling(_ standing: RateLimiter.Standing) -> HTTPAnswer {
        var answer = self
        answer.fields += [
            Field(name: "X-RateLimit-Limit", value: "\(standing.limit)"),
            Field(name: "X-RateLimit-Remaining", value: "\(standing.remaining)"),
            Field(name: "X-RateLimit-Reset", value: "\(standing.reset.wholeSeconds)"),
        ]
        if status == 429 { answer.fields.append(Field(name: "Retry-After", value: "\(standing.reset.wholeSeconds)")) }
        return answer
    }
}

extension Nanoseconds {
    /// Rounded up: who waits so long does not come too early.
    var wholeSeconds: Int { Int(seconds.rounded(.up)) }
}
