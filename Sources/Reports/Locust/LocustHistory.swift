internal import Foundation
internal import Metrics
internal import Timing

/// The history of a run as its result tells it, which keeps less than Locust's table asks for. What it does not keep is
/// N/A: percentiles but three, those of all rows together, how often steps were taken that are timed alone, and the
/// times of the run so far.
struct LocustHistory {
    /// A row, by the series that it is made of.
    private struct Step {
        let label: LocustLabel
        /// Nil where the result has only the times.
        let requests: [String]?
        let failures: [String]
        /// Nil where none are measured.
        let times: TrendMetric?

        init(_ label: LocustLabel, _ requests: [String]?, _ failures: [String], _ times: TrendMetric?) {
            self.label = label
            self.requests = requests
            self.failures = failures
            self.times = times
        }
    }

    private static let steps = [
        Step(LocustLabel("WS", "connect"), ["ws_sessions", "ws_connect_failed"], ["ws_connect_failed"], .wsConnecting),
        Step(LocustLabel("WS", "subscribe"), nil, ["ws_subscribe_failed"], .wsSubscribeAck),
        Step(LocustLabel("WS", "message"), ["ws_response_time_count"], ["ws_msgs_unanswered"], .wsResponseTime),
        Step(LocustLabel("WS", "send"), nil, [], nil),
        Step(LocustLabel("WS", "push"), nil, [], .wsDeliveryDelay),
        Step(LocustLabel("WS", "ping"), nil, [], .wsPing),
        Step(
            LocustLabel("SSE", "connect"), ["sse_streams", "sse_connect_failed"], ["sse_connect_failed"],
            .sseConnecting),
        Step(LocustLabel("SSE", "first event"), nil, [], .sseFirstEvent),
        Step(LocustLabel("SSE", "event"), ["sse_events"], [], .sseDeliveryDelay),
        Step(LocustLabel("SSE", "first token"), nil, [], .llmTTFT),
        Step(LocustLabel("HTTP", "requests"), ["http_reqs"], ["http_req_failed"], .httpReqDuration),
    ]

    private let timeline: ResultTimeline
    private let start: Double
    private let steps: [Step]

    init(_ figures: ResultFigures, _ timeline: ResultTimeline) {
        self.timeline = timeline
        start = figures.start.timeIntervalSince1970
        var labels = LocustRows.all(figures, of: figures.families, [], []).map(\.label)
        if figures.families.contains(.requests) { labels.append(LocustLabel("HTTP", "requests")) }
        steps = labels.compactMap { label in Self.steps.first { $0.label == label } }
    }

    var text: String {
        var totals: [(requests: Double, failures: Double)] = steps.map { _ in (0, 0) }
        var lines = [LocustTables.historyHead]
        var stamps = LocustStamps()
        for row in timeline.times.indices {
            let stamp = stamps.next(start + timeline.times[row])
            let counts = steps.map { step in
                (requests: step.requests.map { sum($0, row) }, failures: sum(step.failures, row))
            }
            for index in steps.indices {
                totals[index].requests += counts[index].requests ?? 0
                totals[index].failures += counts[index].failures
                let step = steps[index]
                lines.append(
                    line(
                        step.label, (row, stamp), counts[index], step.times,
                        (counts[index].requests == nil ? nil : totals[index].requests, totals[index].failures)))
            }
            let isKnown = !steps.contains { $0.requests == nil }
            func all(_ counts: [(requests: Double, failures: Double)]) -> (requests: Double?, failures: Double) {
                (isKnown ? counts.reduce(0) { $0 + $1.requests } : nil, counts.reduce(0) { $0 + $1.failures })
            }
            lines.append(
                line(
                    LocustRow.aggregate([]).label, (row, stamp), all(counts.map { ($0.requests ?? 0, $0.failures) }),
                    nil,
                    all(totals)))
        }
        return lines.joined()
    }

    private func line(
        _ label: LocustLabel, _ place: (row: Int, stamp: Int), _ now: (requests: Double?, failures: Double),
        _ times: TrendMetric?,
        _ total: (requests: Double?, failures: Double)
    ) -> String {
        let row = place.row
        let seconds = timeline.length(of: row)
        func perSecond(_ count: Double) -> Double { seconds > 0 ? count / seconds : 0 }
        let percentiles = LocustRow.percentiles.map { _, percent in
            let isKept = Timeline.percents.contains(percent)
            return LocustRow.cell(
                times.flatMap { isKept ? timeline["\($0.name)_p\(Int(percent))", row] : nil })
        }
        let users = max(timeline.count("vus", row), timeline.count("ws_open", row) + timeline.count("sse_open", row))
        let unknown = [String](repeating: LocustRow.unknown, count: 5)
        return CSVText.line(
            ["\(place.stamp)", LocustRow.number(users)] + label.cells
                + [LocustRow.cell(now.requests.map(perSecond)), LocustRow.number(perSecond(now.failures))]
                + percentiles + [LocustRow.cell(total.requests), LocustRow.number(total.failures)] + unknown)
    }

    private func sum(_ names: [String], _ row: Int) -> Double {
        names.reduce(0) { $0 + timeline.count($1, row) }
    }
}
