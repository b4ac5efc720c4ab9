internal import Timing

extension EventStreamPlan {
    /// A server may ask for any wait. More than a century is no more than that: sums with it stay far from overflow.
    private static let longestWait = Nanoseconds.seconds(100 * 365 * 86_400)

    /// How long a stream waits before it is asked for again (WHATWG HTML §9.2.3); nil when it is not.
    ///
    /// - Parameters:
    ///   - attempt: redials since it was last established, counted from 0.
    ///   - wasAnswered: the service answered the last dial, and with no event stream. That fails a stream for good, as
    ///     only a network error is tried again, unless the user's policy says so.
    ///   - serverWait: as the server set it with `retry:`, nil where it set none; counts more than the policy's.
    ///   - policy: the user's, nil where none was given.
    ///   - random: 0..<1.
    /// - Returns: the wait.
    func resumptionDelay(
        attempt: Int, wasAnswered: Bool, serverWait: Nanoseconds?, policy: BackoffPolicy?, random: Double
    ) -> Nanoseconds? {
        guard resumes, policy != nil || !wasAnswered else { return nil }
        var policy =
            policy
            ?? BackoffPolicy(delay: Self.reconnectionTime, factor: 1, max: Self.reconnectionTime, jitter: .none)
        if let serverWait {
            policy.delay = min(serverWait, Self.longestWait)
            policy.max = max(policy.max, policy.delay)
        }
        return policy.delay(attempt: attempt, random: random)
    }
}
