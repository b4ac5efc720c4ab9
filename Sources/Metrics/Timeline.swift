package import Timing

/// The run second by second. When it reaches `limit` rows, two neighbours become one and the interval doubles: a day
/// takes no more room than an hour.
package struct Timeline: Sendable, Equatable {
    /// One row, for `interval` seconds before its time.
    package struct Row: Sendable, Equatable {
        /// Seconds since the first dial was due.
        package var time: Double
        /// How often each counter counted.
        package var counts: [Int]
        /// Messages that were answered or given up.
        package var responses: Int
        package var attempts: Int
        /// Failed dials, by family.
        package var webSocketsFailed: Int
        package var streamsFailed: Int
        package var requestsFailed: Int
        /// Sessions that ended because we ended them, and those that ended otherwise.
        package var endedByUs: Int
        package var endedOtherwise: Int
        package var openWebSockets: Int
        package var openStreams: Int
        package var users: Int
        /// p50, p95 and p99 in milliseconds of the trends that are drawn over time; nil without samples.
        package var percentiles: [[Double?]]
    }

    private static let limit = 3_600
    /// Trends whose percentiles are kept for each row.
    package static let trends: [TrendMetric] = [
        .wsResponseTime, .wsServiceTime, .wsConnecting, .wsPing, .sseConnecting, .sseFirstEvent, .sseEventGap,
        .sseDeliveryDelay, .llmTTFT, .llmITL, .httpReqDuration, .httpResponseTime, .sendLateness, .loopLag,
    ]
    package static let percents: [Double] = [50, 95, 99]

    package private(set) var interval = 1
    package private(set) var rows: [Row] = []
    /// Intervals that are not a whole row yet, when the interval is longer than a second.
    private var pending: [Row] = []

    package init() {}

    package mutating func append(_ measured: Interval, at elapsed: Nanoseconds) {
        let row = Row(
            time: elapsed.seconds, counts: measured.counters.values,
            responses: measured[.wsResponseTime].count, attempts: measured.ledger.attempts,
            webSocketsFailed: measured[.wsConnectFailed].passes, streamsFailed: measured[.sseConnectFailed].passes,
            requestsFailed: measured[.httpReqFailed].passes, endedByUs: measured.ledger.endedByUs,
            endedOtherwise: measured.ledger.endedOtherwise, openWebSockets: measured.levels.webSockets.count,
            openStreams: measured.levels.streams.count, users: measured.levels.users.count,
            percentiles: Self.trends.map { measured[$0].percentiles(Self.percents) })
        pending.append(row)
        if pending.count >= interval { close() }
        // The limit is even, so that every new row covers two whole ones.
        if rows.count >= Self.limit { halve() }
    }

    /// Makes a row of what is left, at the end of the run.
    package mutating func close() {
        guard let first = pending.first else { return }
        rows.append(pending.dropFirst().reduce(first, Self.merge))
        pending = []
    }

    private mutating func halve() {
        interval *= 2
        rows = stride(from: 0, to: rows.count, by: 2).map { Self.merge(rows[$0], rows[$0 + 1]) }
    }

    /// Counts add up, levels are the later one's, and of two percentiles the worse one stays: percentiles have no average.
    private static func merge(_ left: Row, _ right: Row) -> Row {
        var row = right
        row.counts = zip(left.counts, right.counts).map { $0.addingSaturated($1) }
        row.responses += left.responses
        row.attempts += left.attempts
        row.webSocketsFailed += left.webSocketsFailed
        row.streamsFailed += left.streamsFailed
        row.requestsFailed += left.requestsFailed
        row.endedByUs += left.endedByUs
        row.endedOtherwise += left.endedOtherwise
        row.percentiles = zip(left.percentiles, right.percentiles).map { first, second in
            zip(first, second).map { a, b in
                guard let a, let b else { return a ?? b }
                return max(a, b)
            }
        }
        return row
    }
}
