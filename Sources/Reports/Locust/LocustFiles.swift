package import Metrics
internal import Timing

/// Locust's four CSV files with Locust's columns, for the scripts and dashboards that people have for them. The history
/// grows by the second; the others are written when the run is over.
package final class LocustFiles: RunJournal {
    /// What is put behind the prefix.
    private enum Suffix: String, CaseIterable {
        case stats = "_stats.csv"
        case history = "_stats_history.csv"
        case failures = "_failures.csv"
        case exceptions = "_exceptions.csv"
    }

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
    private static let exceptionColumns = ["Count", "Message", "Traceback", "Nodes"]

    private let prefix: String
    private let history: GrowingFile
    private var failures = LocustFailures()

    package init(prefix: String) {
        self.prefix = prefix
        history = GrowingFile(prefix + Suffix.history.rawValue)
        history.append(CSVText.line(Self.historyColumns))
    }

    /// The files of a prefix.
    package static func paths(prefix: String) -> [String] { Suffix.allCases.map { prefix + $0.rawValue } }

    package func note(_ metrics: RunMetrics, at moment: RunMoment) {
        failures.see(metrics.total, at: moment.unixSeconds)
        let seconds = metrics.lastLength.seconds
        func perSecond(_ count: Int) -> String { LocustRow.number(seconds > 0 ? Double(count) / seconds : 0) }
        let last = rows(metrics.last, moment.families)
        let total = rows(metrics.total, moment.families)
        let users = max(metrics.total.levels.users.count, metrics.total.open.count)
        let lines = total.map { row in
            // A step that was not taken in this second has no row in it.
            let now = last.first { $0.type == row.type && $0.name == row.name }
            let missing = LocustRow.percentiles.map { _ in "N/A" }
            return ["\(Int(moment.unixSeconds))", "\(users)"] + row.label
                + [perSecond(now?.requests ?? 0), perSecond(now?.failures ?? 0)]
                + (now?.percentileCells ?? missing) + row.counts + row.timeCells + [row.sizeCell]
        }
        history.append(lines.map(CSVText.line).joined())
    }

    /// Rows by protocol, in which requests are one: a row a second for every name would be more than the disk is for.
    private func rows(_ interval: Interval, _ families: Set<MetricFamily>) -> [LocustRow] {
        var rows = LocustRows.sessions(interval, of: families)
        if families.contains(.requests) { rows.append(LocustRows.requests(interval)) }
        return rows + [LocustRow.aggregate(rows)]
    }

    package func finish(_ summary: RunSummary) -> [WriteError] {
        let rows = LocustRows.sessions(summary, of: summary.families) + LocustRows.requests(summary.requestRows)
        let stats = (rows + [LocustRow.aggregate(rows)]).map { row in
            row.label + row.counts + row.timeCells
                + [
                    row.sizeCell, LocustRow.number(summary.perSecond(row.requests)),
                    LocustRow.number(summary.perSecond(row.failures)),
                ] + row.percentileCells
        }
        let texts: [(Suffix, String)] = [
            (.stats, ([Self.statsColumns] + stats).map(CSVText.line).joined()), (.failures, failures.text),
            (.exceptions, CSVText.line(Self.exceptionColumns)),
        ]
        return [history.close()].compactMap(\.self)
            + texts.compactMap { suffix, text in
                do throws(WriteError) {
                    try FileWriter.write(Array(text.utf8), to: prefix + suffix.rawValue)
                    return nil
                } catch {
                    return error
                }
            }
    }
}
