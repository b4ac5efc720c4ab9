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

    /// The lines of the interval that was harvested last.
    static func history(_ metrics: RunMetrics, at moment: RunMoment) -> String {
        let seconds = metrics.lastLength.seconds
        func perSecond(_ count: Int) -> String { LocustRow.number(seconds > 0 ? Double(count) / seconds : 0) }
        let last = rows(metrics.last, moment.families)
        let total = rows(metrics.total, moment.families)
        let users = max(metrics.total.levels.users.count, metrics.total.open.count)
        let lines = total.map { row in
            // A step that was not taken in this second has no row in it.
            let now = last.first { $0.label == row.label }
            let missing = LocustRow.percentiles.map { _ in LocustRow.unknown }
            return ["\(Int(moment.unixSeconds))", "\(users)"] + row.label.cells
                + [perSecond(now?.requests ?? 0), perSecond(now?.failures ?? 0)]
                + (now?.percentileCells ?? missing) + row.counts + row.timeCells + [row.sizeCell]
        }
        return lines.map(CSVText.line).joined()
    }

    /// Rows by protocol, in which requests are one: a row a second for every name would be more than the disk is for.
    private static func rows(_ interval: Interval, _ families: Set<MetricFamily>) -> [LocustRow] {
        var rows = LocustRows.sessions(interval, of: families)
        if families.contains(.requests) { rows.append(LocustRows.requests(interval)) }
        return rows + [LocustRow.aggregate(rows)]
    }
}
