internal import Timing

extension EventStreamPlan {
    /// Before a stream that brought nothing, or could not be opened, is followed by the next.
    static let pauseAfterNothing = Nanoseconds.seconds(1)
    /// A server may ask for any wait. More than a century is no more than that: sums with it stay far from overflow.
    private static let longestWait = Nanoseconds.seconds(100 * 365 * 86_400)

    /// How long a stream waits before it is asked for again (WHATWG HTML §9.2.3); nil when it is not.
    ///
    /// - Parameters:
    ///   - attempt: redials since it was last established, counted from 0.
    ///   - wasAnswered: the service answered the last dial, and with no event stream. That fails a stream for good, as
    ///     only a network error is tried again, unless the user's policy says so.
    ///   - broughtNothing: the last attempt was established and ended without an event or a comment. A server that ends
    ///     every stream at once and asks for no wait would otherwise be asked thousands of times a second.
    ///   - serverWait: as the server set it with `retry:`, nil where it set none.
    ///   - policy: the user's, nil where none was given; counts more than the server's wait.
    ///   - random: 0..<1.
    /// - Returns: the wait.
    func resumptionDelay(
        attempt: Int, wasAnswered: Bool, broughtNothing: Bool, serverWait: Nanoseconds?, policy: BackoffPolicy?,
        random: Double
    ) -> Nanoseconds? {
        guard resumes else { return nil }
        if let policy { return policy.delay(attempt: attempt, random: random) }
        guard !wasAnswered else { return nil }
        let wait = min(serverWait ?? Self.reconnectionTime, Self.longestWait)
        return broughtNothing ? max(wait, Self.pauseAfterNothing) : wait
    }
}
