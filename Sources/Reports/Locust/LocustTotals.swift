internal import Foundation
internal import Metrics
internal import Timing

/// A run as Locust's tables have it when it is over.
struct LocustTotals {
    let rows: [LocustRow]
    let failures: LocustFailures
    /// How long the run took, in seconds.
    let seconds: Double

    /// Of a run that was summed up just now. Times since its start are rounded as its JSON has them, so that the tables
    /// are the same when they are made of that.
    init(_ summary: RunSummary) {
        let requests = summary.requestRows
        let labels = RequestLabels(requests)
        let start = (try? Date(summary.run.startedAt, strategy: .iso8601)) ?? Date(timeIntervalSince1970: 0)
        var failures = LocustFailures(start: start.timeIntervalSince1970)
        for (key, count) in summary.errors.counts {
            guard let sighting = summary.sightings[key] else {
                preconditionFailure("a failure that was counted was seen: \(key)")
            }
            let times = [sighting.first, sighting.last].map { JSONTree.rounded($0.seconds) }
            failures.add(key, count, seen: times[0]...times[1], labels)
        }
        self.init(
            rows: LocustRows.all(summary, of: summary.families, requests, summary.errors.sorted), failures: failures,
            seconds: JSONTree.rounded(summary.run.duration.seconds))
    }

    /// Of a result that was read again.
    ///
    /// - Throws: what is wrong in it, by the path of the key.
    init(_ figures: ResultFigures) throws(TextError) {
        let labels = RequestLabels(figures.requestRows)
        let result = ResultNode(path: "", value: figures.document.tree)
        var failures = LocustFailures(start: figures.start.timeIntervalSince1970)
        var counts: [(key: ErrorTable.Key, value: Int)] = []
        for error in try result.member("errors").elements() {
            let first = try error.member("first_s").secondsOfRun()
            let last = try error.member("last_s").secondsOfRun()
            guard first <= last else { throw try error.member("last_s").mistake("after 'first_s'") }
            counts.append((try ErrorTable.Key(error), try error.integer("count")))
            failures.add(counts[counts.count - 1].key, counts[counts.count - 1].value, seen: first...last, labels)
        }
        self.init(
            rows: LocustRows.all(figures, of: figures.families, figures.requestRows, counts), failures: failures,
            seconds: try result.member("run").member("duration_s").secondsOfRun())
    }

    private init(rows: [LocustRow], failures: LocustFailures, seconds: Double) {
        self.rows = rows
        self.failures = failures
        self.seconds = seconds
    }

    /// The rows, and one for all of them.
    var table: [LocustRow] { rows + [LocustRow.aggregate(rows)] }

    func perSecond(_ count: Int) -> Double { seconds > 0 ? Double(count) / seconds : 0 }
}

extension ErrorTable.Key {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        self.init(
            scenario: try node.text("scenario"), step: try node.word("step"), name: try node.text("name"),
            cause: try node.text("cause"), isExpected: try node.boolean("expected"))
    }
}
