package import Metrics

/// Failures as they happen: what the counts of one second have more than those of the second before.
package struct FailureLog: Sendable {
    package struct Entry: Sendable, Equatable {
        /// Seconds since the start of the run.
        package let time: Double
        package let scenario: String
        package let name: String
        package let cause: String
        package let count: Int
    }

    private struct Key: Hashable {
        let scenario: String
        let name: String
        let cause: String
    }

    /// Entries that are kept; a page that is opened late sees so many.
    private static let limit = 100

    private var counts: [Key: Int] = [:]
    /// The latest first.
    package private(set) var entries: [Entry] = []
    /// Those of the last second, the most frequent first.
    package private(set) var newest: [Entry] = []

    package init() {}

    /// - Parameters:
    ///   - total: of the run so far.
    ///   - seconds: since its start.
    package mutating func see(_ total: Interval, at seconds: Double) {
        let now = Self.counts(total)
        newest = now.compactMap { key, count in
            let more = count - counts[key, default: 0]
            guard more > 0 else { return nil }
            return Entry(time: seconds, scenario: key.scenario, name: key.name, cause: key.cause, count: more)
        }
        newest.sort { ($0.count, $1.name, $1.cause) > ($1.count, $0.name, $0.cause) }
        newest = Array(newest.prefix(Self.limit))
        counts = now
        entries = Array((newest + entries).prefix(Self.limit))
    }

    /// What a profile expects is no failure; sessions that end otherwise than by us are, and messages without a reply.
    private static func counts(_ total: Interval) -> [Key: Int] {
        var counts: [Key: Int] = [:]
        for (key, count) in total.errors.counts where !key.isExpected {
            counts[Key(scenario: key.scenario, name: key.name, cause: key.cause), default: 0] += count
        }
        let ledger = total.ledger
        for (code, count) in ledger.closedByPeer { note("session", "closed by the peer with \(code)", count) }
        for entry in [LedgerEntry.lost, .pongTimeout, .stalled, .protocolError] {
            note("session", entry.failureWords, ledger.count(entry))
        }
        note("message", "no reply in time", total[CounterMetric.wsMsgsUnanswered])

        func note(_ name: String, _ cause: String, _ count: Int) {
            if count > 0 { counts[Key(scenario: "", name: name, cause: cause), default: 0] += count }
        }
        return counts
    }
}

extension LedgerEntry {
    fileprivate var failureWords: String {
        switch self {
        case .lost: "lost: gone without a Close"
        case .pongTimeout: "no pong in time"
        case .stalled: "stalled"
        default: "the peer broke the protocol"
        }
    }
}
