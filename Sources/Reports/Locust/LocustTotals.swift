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
        let times = summary.timeline.rows.filter { $0.counts[CounterMetric.wsMsgsUnanswered.rawValue] > 0 }.map(\.time)
        failures.addUnanswered(
            summary.count(.wsMsgsUnanswered), at: times.map(JSONTree.rounded),
            until: JSONTree.rounded(summary.run.duration.seconds))
        self.init(
            summary, families: summary.families, requests, failures: failures,
            seconds: JSONTree.rounded(summary.run.duration.seconds))
    }

    /// Of a result that was read again.
    ///
    /// - Throws: what is wrong in it, by the path of the key.
    init(_ figures: ResultFigures, _ timeline: ResultTimeline) throws(TextError) {
        let labels = RequestLabels(figures.requestRows)
        let result = ResultNode(path: "", value: figures.document.tree)
        var failures = LocustFailures(start: figures.start.timeIntervalSince1970)
        for error in try result.member("errors").elements() {
            let first = try error.member("first_s").secondsOfRun()
            let last = try error.member("last_s").secondsOfRun()
            guard first <= last else { throw try error.member("last_s").mistake("after 'first_s'") }
            failures.add(try ErrorTable.Key(error), try error.integer("count"), seen: first...last, labels)
        }
        let seconds = try result.member("run").member("duration_s").secondsOfRun()
        let times = timeline.times.indices.filter { timeline.count(CounterMetric.wsMsgsUnanswered.name, $0) > 0 }
        failures.addUnanswered(figures[.wsMsgsUnanswered], at: times.map { timeline.times[$0] }, until: seconds)
        self.init(
            figures, families: figures.families, figures.requestRows, failures: failures, seconds: seconds)
    }

    private init(
        _ figures: some MeasuredFigures, families: Set<MetricFamily>, _ requests: [RequestRow],
        failures: LocustFailures, seconds: Double
    ) {
        let measured = LocustRows.sessions(figures, of: families) + LocustRows.requests(requests)
        rows = measured + LocustRows.unmeasured(figures, failures.counts, beside: measured)
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

extension LocustFailures {
    /// Messages without a reply have no words of their own.
    ///
    /// - Parameters:
    ///   - count: how many there are.
    ///   - times: of the seconds in which there were some; the last ones may be no row of the timeline yet.
    ///   - end: of the run so far. All are seconds since its start.
    fileprivate mutating func addUnanswered(_ count: Int, at times: [Double], until end: Double) {
        guard count > 0 else { return }
        let first = times.first ?? end
        add(LocustLabel("WS", "message"), FailureCounts.unanswered, count, seen: first...max(first, times.last ?? end))
    }
}
