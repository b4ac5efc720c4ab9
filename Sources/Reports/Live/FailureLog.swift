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

    /// Entries that are kept; a page that is opened late sees so many.
    private static let limit = 100

    private var counts: [ErrorTable.Key: Int] = [:]
    /// The latest first.
    package private(set) var entries: [Entry] = []
    /// Those of the last second, the most frequent first.
    package private(set) var newest: [Entry] = []

    package init() {}

    /// - Parameters:
    ///   - total: of the run so far.
    ///   - seconds: since its start.
    package mutating func see(_ total: Interval, at seconds: Double) {
        let now = total.errors.counts.filter { !$0.key.isExpected }
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
}
