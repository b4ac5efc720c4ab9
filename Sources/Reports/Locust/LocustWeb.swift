package import Metrics
internal import Timing

/// What Locust's web server answers, for the scripts and dashboards that ask it: kept from second to second while a run
/// goes on.
package struct LocustWeb: Sendable {
    private struct Counts {
        var requests: Int
        var failures: Int
    }

    /// Seconds of history that are kept.
    private let historyLimit: Int
    private var history: [String] = []
    /// Of all of them, in bytes, and how many are kept: runs of many steps have a shorter past.
    private var historyLength = 0
    private static let historyRoom = 16 << 20
    private var stamps = LocustStamps()
    private var before: [LocustLabel: Counts] = [:]
    private var rates: [LocustLabel: (requests: Double, failures: Double)] = [:]
    /// Of everything that has a response time, in the last second.
    private var lastTimes = Distribution()
    private var users = 0

    package init(historyLimit: Int = 3_600) { self.historyLimit = historyLimit }

    /// Takes note of the interval that was harvested last, and of the run as it is summed up after it.
    package mutating func note(_ metrics: RunMetrics, _ summary: RunSummary, at moment: RunMoment) {
        history.append(LocustTables.history(metrics, at: moment, stamped: stamps.next(moment.unixSeconds)))
        historyLength += history[history.count - 1].utf8.count
        while history.count > historyLimit || (historyLength > Self.historyRoom && history.count > 1) {
            historyLength -= history.removeFirst().utf8.count
        }
        users = max(metrics.total.levels.users.count, metrics.total.open.count)
        lastTimes = LocustTables.rows(metrics.last, moment.families).last?.times ?? Distribution()
        let seconds = max(metrics.lastLength.seconds, 1e-3)
        for row in LocustTotals(summary).table {
            let last = before[row.label] ?? Counts(requests: 0, failures: 0)
            rates[row.label] = (
                Double(row.requests - last.requests) / seconds, Double(row.failures - last.failures) / seconds
            )
            before[row.label] = Counts(requests: row.requests, failures: row.failures)
        }
    }

    /// `/stats/requests`.
    package func stats(_ state: LiveState) -> [UInt8] {
        let totals = state.summary.map { LocustTotals($0) }
        let rows = totals?.rows ?? []
        let total = LocustRow.aggregate(rows)
        let seconds = totals?.seconds ?? 0
        let now = rates[total.label] ?? (0, 0)
        return JSONTree.object([
            ("stats", .list((rows + [total]).map { tree($0, over: seconds) })),
            ("errors", totals?.failures.tree ?? .list([])),
            ("current_rps", .number(now.requests)), ("current_fail_per_sec", .number(now.failures)),
            ("total_rps", .number(Self.rate(total.requests, seconds))),
            ("total_fail_per_sec", .number(Self.rate(total.failures, seconds))),
            ("fail_ratio", .number(Double(total.failures) / Double(max(total.requests, 1)))),
            (
                "current_response_time_percentiles",
                .object([
                    ("response_time_percentile_0.5", .optional(lastTimes.percentile(50))),
                    ("response_time_percentile_0.95", .optional(lastTimes.percentile(95))),
                ])
            ),
            ("state", .text(Self.word(for: state.phase))), ("user_count", .integer(users)),
        ]).bytes
    }

    /// `/stats/requests/csv`.
    package static func statsTable(_ summary: RunSummary) -> [UInt8] {
        Array(LocustTables.stats(LocustTotals(summary)).utf8)
    }

    /// `/stats/failures/csv`.
    package static func failureTable(_ summary: RunSummary) -> [UInt8] {
        Array(LocustTotals(summary).failures.text.utf8)
    }

    /// `/stats/requests_full_history/csv`: of the last hour, or as much of it as there is room for.
    package var historyTable: [UInt8] { Array((LocustTables.historyHead + history.joined()).utf8) }

    /// `/exceptions`: a profile has no code of its users' that could throw any.
    package static let exceptions = JSONTree.object([("exceptions", .list([]))]).bytes

    /// `/exceptions/csv`.
    package static let exceptionTable = Array(LocustTables.exceptions.utf8)

    /// What Locust calls it.
    private static func word(for phase: LiveState.Phase) -> String {
        switch phase {
        case .waiting: "ready"
        case .ramp: "spawning"
        case .hold: "running"
        case .drain, .close: "cleanup"
        case .finished: "stopped"
        }
    }

    private static func rate(_ count: Int, _ seconds: Double) -> Double { seconds > 0 ? Double(count) / seconds : 0 }

    /// Times in milliseconds; 0 without samples, as Locust has it.
    private func tree(_ row: LocustRow, over seconds: Double) -> JSONTree {
        let now = rates[row.label] ?? (0, 0)
        func time(_ value: Double?) -> JSONTree { .number(value ?? 0) }
        let size = row.bytes.map { row.requests > 0 ? Double($0) / Double(row.requests) : 0 }
        return .object([
            ("method", .text(row.label.type)), ("name", .text(row.label.name)),
            ("num_requests", .integer(row.requests)),
            ("num_failures", .integer(row.failures)), ("min_response_time", time(row.times.minimum)),
            ("max_response_time", time(row.times.maximum)), ("current_rps", .number(now.requests)),
            ("current_fail_per_sec", .number(now.failures)), ("avg_response_time", time(row.times.average)),
            ("median_response_time", time(row.times.percentile(50))),
            ("total_rps", .number(Self.rate(row.requests, seconds))),
            ("total_fail_per_sec", .number(Self.rate(row.failures, seconds))),
            ("response_time_percentile_0.95", time(row.times.percentile(95))),
            ("response_time_percentile_0.99", time(row.times.percentile(99))),
            ("avg_content_length", .number(size ?? 0)),
        ])
    }
}
