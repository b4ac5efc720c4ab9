internal import Metrics
internal import Timing

/// Locust's tables as texts of comma-separated values.
enum LocustTables {
    private static let percentileColumns = LocustRow.percentiles.map(\.name)
    private static let statsColumns =
        [
            "Type", "Name", "Request Count", "Failure Count", "Median Response Time", "Average Response Time",
            "Min Response Time", "Max Response Time", "Average Content Size", "Requests/s", "Failures/s",
        ] + percentileColumns
    private static let historyColumns =
        ["Timestamp", "User Count", "Type", "Name", "Requests/s", "Failures/s"] + percentileColumns
        + [
            "Total Request Count", "Total Failure Count", "Total Median Response Time",
            "Total Average Response Time", "Total Min Response Time", "Total Max Response Time",
            "Total Average Content Size",
        ]

    /// What Locust tells of exceptions in its users' code, which a profile has none of.
    static let exceptions = CSVText.line(["Count", "Message", "Traceback", "Nodes"])

    static let historyHead = CSVText.line(historyColumns)

    /// A row for each step, and one for all.
    static func stats(_ totals: LocustTotals) -> String {
        let lines = totals.table.map { row in
            row.label.cells + row.counts + row.timeCells
                + [
                    row.sizeCell, LocustRow.number(totals.perSecond(row.requests)),
                    LocustRow.number(totals.perSecond(row.failures)),
                ] + row.percentileCells
        }
        return ([statsColumns] + lines).map(CSVText.line).joined()
    }

    /// The lines of the interval that was harvested last: a row for each that the stats have so far, and one for all.
    static func history(_ metrics: RunMetrics, at moment: RunMoment, stamped stamp: Int) -> String {
        let seconds = metrics.lastLength.seconds
        func perSecond(_ count: Int) -> String { LocustRow.number(seconds > 0 ? Double(count) / seconds : 0) }
        let last = Dictionary(rows(metrics.last, moment.families).map { ($0.label, $0) }) { first, _ in first }
        let users = max(metrics.total.levels.users.count, metrics.total.open.count)
        let missing = LocustRow.percentiles.map { _ in LocustRow.unknown }
        let lines = rows(metrics.total, moment.families).map { row in
            // A step that was not taken in this second has no row in it.
            let now = last[row.label]
            return ["\(stamp)", "\(users)"] + row.label.cells
                + [perSecond(now?.requests ?? 0), perSecond(now?.failures ?? 0)]
                + (now?.percentileCells ?? missing) + row.counts + row.timeCells + [row.sizeCell]
        }
        return lines.map(CSVText.line).joined()
    }

    /// The rows of an interval.
    static func rows(_ interval: Interval, _ families: Set<MetricFamily>) -> [LocustRow] {
        let rows = LocustRows.all(interval, of: families, interval.requestRows, interval.errors.counts.map { $0 })
        return rows + [LocustRow.aggregate(rows)]
    }
}
