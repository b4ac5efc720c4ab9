import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Prometheus' text format")
struct PrometheusTextTests {
    /// Values by series, as they stand in the lines.
    private func series(_ text: String) -> [String: String] {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            lines.map { line in
                let space = line.lastIndex(of: " ") ?? line.endIndex
                return (String(line[..<space]), String(line[space...].dropFirst()))
            },
            uniquingKeysWith: { first, second in
                Issue.record("two series are one: \(first), \(second)")
                return first
            })
    }

    private static func text(
        _ metrics: RunMetrics, _ families: Set<MetricFamily>, _ state: RunState = .underWay(phase: "hold")
    ) -> String {
        String(
            decoding: PrometheusText.render(metrics, families: families, run: TelemetrySamples.run, state: state),
            as: UTF8.self)
    }

    private static let ended = RunState.ended(verdict: "threshold_failed", .thresholdFailed, .suspect)

    /// Rendered once: every histogram is full.
    private static let everything = text(TelemetrySamples.everything(), TelemetrySamples.families)

    @Test("everything that a run can tell")
    func everythingReads() throws {
        try Golden.expect(Self.everything, matches: "everything.prom")
    }

    @Test("hostile texts stay within their labels")
    func hostileTextsStayInLabels() throws {
        let text = Self.text(HostileSample.metrics(), [.eventStream], Self.ended)
        try Golden.expect(text, matches: "hostile.prom")
        let line = /(# (HELP|TYPE) streamload_[a-z0-9_]+ .+|streamload_[a-z0-9_]+({[^\n]*})? [^ ]+)/
        for candidate in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            #expect(candidate.wholeMatch(of: line) != nil, "\(candidate)")
        }
        #expect(text.utf8.count < 200_000)
        #expect(text.hasSuffix("\n"))
    }

    @Test(
        "the state is one of three, and its phase one of four while it lasts",
        arguments: [
            ("ramp", "running"), ("hold", "running"), ("drain", "stopping"), ("close", "stopping"), (nil, "ended"),
        ] as [(String?, String)])
    func states(phase: String?, state: String) {
        let told = series(Self.text(RunMetrics(), [], phase.map(RunState.underWay) ?? Self.ended))
        for word in ["running", "stopping", "ended"] {
            #expect(told["streamload_run_state{state=\"\(word)\"}"] == (word == state ? "1" : "0"))
        }
        for word in ["ramp", "hold", "drain", "close"] {
            #expect(told["streamload_phase{phase=\"\(word)\"}"] == (word == phase ? "1" : "0"))
        }
        // Before the end there is no verdict: 0 would be one.
        let verdict = told.filter { $0.key.hasPrefix("streamload_run_exit_status") }
        #expect(verdict == (phase == nil ? [#"streamload_run_exit_status{verdict="threshold_failed"}"#: "99"] : [:]))
        let validity = told.filter { $0.key.hasPrefix("streamload_run_validity") && $0.value == "1" }
        #expect(validity.keys.sorted() == (phase == nil ? [#"streamload_run_validity{validity="SUSPECT"}"#] : []))
    }

    @Test("every histogram never falls, ends at its count, and has the sum of its times")
    func histogramsAreTrue() {
        let series = series(Self.everything)
        let shown = TimeBuckets.bounds.map { "\($0.seconds)" }.map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 }
        let times = TelemetrySamples.times
        let expected = TimeBuckets.bounds.map { bound in times.count { Nanoseconds.milliseconds($0) <= bound } }
        #expect(shown.first == "0.0001" && shown.last == "60" && shown.count <= 24)
        for metric in TrendMetric.allCases {
            let name = "streamload_\(metric.name)_seconds"
            let counts = (shown + ["+Inf"]).map { Int(series["\(name)_bucket{le=\"\($0)\"}"] ?? "") }
            #expect(counts == expected + [times.count], "\(name)")
            #expect(series["\(name)_count"] == "\(times.count)", "\(name)")
            let sum = Double(series["\(name)_sum"] ?? "") ?? -1
            #expect(abs(sum - times.reduce(0, +) / 1e3) < 1e-9, "\(name)")
        }
    }

    @Test("attempts are failures and ends together")
    func attemptsAddUp() {
        let series = series(Self.everything)
        func sum(_ name: String) -> Int {
            series.filter { $0.key.hasPrefix("\(name){") }.compactMap { Int($0.value) }.reduce(0, +)
        }
        let attempts = TelemetrySamples.ends.count
        #expect(series["streamload_attempts_total"] == "\(attempts)")
        #expect(sum("streamload_connect_failures_total") + sum("streamload_sessions_ended_total") == attempts)
        #expect(series[#"streamload_sessions_ended_total{reason="closed_by_client",code="1000"}"#] == "2")
        #expect(series[#"streamload_connect_failures_total{cause="refused"}"#] == "2")
        #expect(series["streamload_sessions_unclean_total"] == "1")
    }

    @Test("what a run does not use is not told, and its parts are not told twice")
    func onlyWhatIsUsed() {
        let names = Set(
            series(Self.text(TelemetrySamples.everything(), [.requests])).keys.map { $0.prefix { $0 != "{" } })
        #expect(names.contains("streamload_http_reqs_total") && names.contains("streamload_send_lateness_seconds_sum"))
        #expect(!names.contains { $0.hasPrefix("streamload_ws_") || $0.hasPrefix("streamload_attempts") })
        #expect(!Self.everything.contains("streamload_http_reqs_total{"))
    }

    @Test("series without end share one, whose count never falls")
    func seriesAreBounded() {
        var before = 0
        for last in stride(from: 1_050, to: 2_000, by: 50) {
            let codes = [4_999, 3_000] + Array(1_000..<last)
            let rows = codes.map { (texts: ["closed_by_peer", "\($0)"], count: 2) }
            let points = LabelledCounts.points(["reason", "code"], rows)
            #expect(points.count == min(rows.count, LabelledCounts.mostSeries))
            let others = points.filter { $0.labels.map(\.value) == ["other", "other"] }.map(\.value)
            guard rows.count > LabelledCounts.mostSeries, case .integer(let count)? = others.first else { continue }
            #expect(count >= before)
            #expect(count == 2 * (rows.count - LabelledCounts.mostSeries + 1))
            before = count
        }
        #expect(before > 0)
    }

    @Test("texts that differ only where they are cut are one series")
    func cutTextsAreOne() {
        let long = String(repeating: "x", count: 200)
        let points = LabelledCounts.points(
            ["cause"], [(texts: [long + "a"], count: 1), (texts: [long + "b"], count: 2)])
        #expect(points.map(\.value) == [.integer(3)])
    }
}
