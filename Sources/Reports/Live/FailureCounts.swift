internal import Metrics

/// What counts as a failure, in words: the errors that no profile expects, and messages without a reply, which have no
/// words of their own. How a session ends otherwise than by us is among the errors.
enum FailureCounts {
    struct Key: Hashable {
        let scenario: String
        let name: String
        let cause: String
    }

    /// What is said of messages without a reply.
    static let unanswered = "no reply in time"

    static func of(_ total: Interval) -> [Key: Int] {
        var counts: [Key: Int] = [:]
        for (key, count) in total.errors.counts where !key.isExpected {
            counts[Key(scenario: key.scenario, name: key.name, cause: key.cause), default: 0] += count
        }
        let unanswered = total[CounterMetric.wsMsgsUnanswered]
        if unanswered > 0 { counts[Key(scenario: "", name: "ws message", cause: Self.unanswered)] = unanswered }
        return counts
    }
}
