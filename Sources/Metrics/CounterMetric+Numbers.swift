extension CounterMetric {
    /// Of what counts losses by the numbers that pushes and events carry: the sessions that were to bring them. nil for all
    /// other counters.
    package var bringers: CounterMetric? {
        switch self {
        case .wsMsgsLost, .wsMsgsDuplicated, .wsMsgsReordered: .wsSessions
        case .sseEventsLost, .sseEventsDuplicated, .sseEventsReordered: .sseStreams
        default: nil
        }
    }

    /// Whether it counts what becomes of messages that expect a reply.
    package var isOfReplies: Bool { [.wsMsgsUnanswered, .wsMsgsLate, .wsMsgsUnmatched].contains(self) }
}
