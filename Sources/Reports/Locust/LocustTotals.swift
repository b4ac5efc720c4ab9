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
