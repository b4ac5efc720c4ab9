import Metrics
import Timing

@testable import Reports

/// A run in which there is something of everything that monitoring systems are told.
enum TelemetrySamples {
    static let families = Set(MetricFamily.allCases)
    static let run = RunLabels(target: "ws://service.example:8001/ws", profile: "profiles/chat.yaml", version: "1.0.0")

    /// Milliseconds that every trend has once: within bounds, on them, and beyond.
    static let times: [Double] = [0.05, 0.1, 0.25, 1, 4, 15, 15, 150, 1_500, 45_000, 70_000]

    static func everything() -> RunMetrics {
        let plan = MeasurementPlan(
            submetrics: RequestRow.selectors(scenario: "shop", name: "log in"),
            checks: [CheckName(scenario: "shop", name: "has token"), CheckName(scenario: "shop", name: "is quick")],
            counters: ["rate_limit_blocks"], rates: ["login_success"])
        return Samples.metrics(plan) { recorder in
            for trend in TrendMetric.allCases { for time in times { recorder.record(trend, .milliseconds(time)) } }
            for counter in CounterMetric.allCases { recorder.add(counter, 100 + counter.rawValue) }
            for rate in RateMetric.allCases where rate != .checks {
                for index in 0..<10 { recorder.record(rate, happened: index < 3) }
            }
            for index in 0..<8 { recorder.check(index % 2, holds: index != 1) }
            recorder.count(0, 12)
            for index in 0..<4 { recorder.rate(0, happened: index > 0) }
            recorder.markLowerBound()
            recorder.openChanged(by: 7, of: .webSocket)
            recorder.openChanged(by: 5, of: .eventStream)
            recorder.usersChanged(by: 9)
            end(recorder)
            recorder.addError(.request, name: "log in", cause: "timeout")
            recorder.addError(.request, name: "log in", cause: "http_429", isExpected: true)
        }
    }

    /// Every kind of end once, and two of some.
    static let ends: [LedgerEntry] = [
        .connectFailed(.refused), .connectFailed(.refused), .connectFailed(.http(503)), .closedByClient(code: 1000),
        .closedByClient(code: 1000), .closedByClient(code: nil), .closedByPeer(.code(1012)),
        .closedByPeer(.endOfStream), .completed, .lost, .pongTimeout, .stalled, .protocolError, .cancelled,
    ]

    private static func end(_ recorder: Recorder) {
        for (index, entry) in ends.enumerated() {
            recorder.ledger.attempt()
            recorder.ledger.end(entry, unclean: index == 3)
        }
    }
}
