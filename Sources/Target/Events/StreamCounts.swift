extension TargetCounts {
    /// Streamed answers and their events. Every stream that was opened is at the end in exactly one of `endedInOrder`,
    /// `cut`, `overflowed` and `leftByPeer`.
    package struct Streams: Codable, Equatable, Sendable {
        /// Answered with a stream.
        package var opened = 0
        /// The most that were open at the same time.
        package var peak = 0
        /// Of those opened, the ones whose request had a `Last-Event-ID`.
        package var resumed = 0
        /// Answered with a status instead.
        package var refused = 0
        /// Never answered.
        package var hung = 0

        /// Events handed to the socket, both copies of a duplicated one and repeated ones included; without those that
        /// had no final line end, which are `unfinished`.
        package var events = 0
        package var unfinished = 0
        package var comments = 0
        /// Events that were due while their client was away and were left out.
        package var skipped = 0
        /// Those that a resume made good.
        package var replayed = 0
        /// Events that a resume sent although its client had them.
        package var repeated = 0

        /// Their body was complete.
        package var endedInOrder = 0
        /// Reset, or ended inside their body, as the fault plan wanted.
        package var cut = 0
        /// Reset because their peer left too many events waiting.
        package var overflowed = 0
        /// Their peer closed the connection first, or it broke.
        package var leftByPeer = 0

        package init() {}
    }
}
