/// How long a lost session waits before it is dialled again, and how often.
///
///     policy = "none" | duration | pair { "," pair }
///     pair   = "delay=" duration | "factor=" number | "max=" duration | "jitter=" ("none" | "full") | "attempts=" count
package struct BackoffPolicy: Sendable, Equatable {
    /// How the wait is spread so that sessions lost together do not come back together.
    package enum Jitter: String, Sendable {
        /// The wait itself.
        case none
        /// Anywhere between zero and the wait.
        case full
    }

    /// The wait before the first redial.
    package var delay: Nanoseconds
    /// What each further redial multiplies the wait by, 1 or more.
    package var factor: Double
    /// The wait never grows past this.
    package var max: Nanoseconds
    package var jitter: Jitter
    /// Redials in a row before giving up; nil for no limit.
    package var attempts: Int?

    package init(
        delay: Nanoseconds, factor: Double = 2, max: Nanoseconds = .seconds(30), jitter: Jitter = .full,
        attempts: Int? = nil
    ) {
        self.delay = delay
        self.factor = factor
        self.max = max
        self.jitter = jitter
        self.attempts = attempts
    }

    /// The wait before redial `attempt`, counted from 0; nil when the policy gives up. `random` is 0..<1, drawn by the
    /// caller so that a seed repeats a run.
    package func delay(attempt: Int, random: Double) -> Nanoseconds? {
        if let attempts, attempt >= attempts { return nil }
        var wait = Double(delay.count)
        let ceiling = Double(max.count)
        // Multiplying until the ceiling needs no pow() and cannot overflow; a factor of 1 never gets there.
        if factor > 1, wait > 0 {
            for _ in 0..<attempt where wait < ceiling { wait *= factor }
        }
        wait = Swift.min(wait, ceiling)
        return Nanoseconds(Int64(jitter == .full ? wait * random : wait))
    }
}

extension BackoffPolicy {
    /// The policy that `text` names; nil for `none`. A bare duration is a fixed wait without jitter or limit.
    package static func parse(_ text: String) throws(TextError) -> BackoffPolicy? {
        if text == "none" { return nil }
        if !text.contains("=") {
            guard let delay = try? DurationText.parse(text) else { throw refusal(of: text) }
            return BackoffPolicy(delay: delay, factor: 1, max: delay, jitter: .none)
        }
        var policy = BackoffPolicy(delay: Nanoseconds(-1))
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw refusal(of: text) }
            try policy.set(parts[0], to: String(parts[1]))
        }
        guard policy.delay.count >= 0 else {
            throw TextError("'\(text)' has no delay: expected delay=500ms or the like")
        }
        policy.max = Swift.max(policy.max, policy.delay)
        return policy
    }

    private mutating func set(_ key: Substring, to value: String) throws(TextError) {
        switch key {
        case "delay": delay = try DurationText.parse(value)
        case "max": max = try DurationText.parse(value)
        case "attempts": attempts = try CountText.parse(value)
        case "factor":
            guard let number = Double(value), number >= 1, number.isFinite else {
                throw TextError("factor '\(value)' cannot grow a wait: expected a number of 1 or more")
            }
            factor = number
        case "jitter":
            guard let named = Jitter(rawValue: value) else {
                throw TextError("jitter '\(value)' is unknown: expected none or full")
            }
            jitter = named
        default:
            throw TextError(
                "'\(key)' is no part of a reconnect policy: expected delay, factor, max, jitter or attempts")
        }
    }

    private static func refusal(of text: String) -> TextError {
        TextError(
            "'\(text)' is not a reconnect policy: expected none, a delay such as 500ms, "
                + "or delay=500ms,factor=2,max=30s,jitter=full,attempts=5")
    }
}
