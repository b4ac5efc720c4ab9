import Metrics
import Reports
import Timing

/// Texts that try to be more than text, as names, causes and a target can be.
enum HostileSample {
    static let texts = [
        "<script>alert(1)</script>", #""quoted", 'twice'"#, "two\nlines\r\nand | a pipe", "@team `code` *bold* #1",
        "=cmd|' /C calc'!A0", "\u{0}\u{1B}[31m\u{7F}\u{FFFE}\u{202E}", "]]> & &amp; <!--",
        String(repeating: "A", count: 1 << 20),
        "",
    ]

    /// What was measured of a run whose names, checks and causes are these.
    static func metrics() -> RunMetrics {
        let plan = MeasurementPlan(
            submetrics: texts.prefix(3).flatMap { RequestRow.selectors(scenario: $0, name: $0) },
            checks: texts.map { CheckName(scenario: "s", name: $0) }, counters: ["<b>"])
        return Samples.metrics(plan) { recorder in
            for (index, text) in texts.enumerated() {
                recorder.addError(.request, name: text, cause: text, isExpected: index.isMultiple(of: 2))
                recorder.check(index, holds: !index.isMultiple(of: 2))
                recorder.ledger.attempt()
                recorder.ledger.end(.connectFailed(ConnectCause(rawValue: text)))
            }
            for text in texts.prefix(3) {
                let tags = [("scenario", text), ("name", text)].map { MetricSelector.Tag(key: $0, value: $1) }
                TaggedRecorder(recorder, tags: tags).record(
                    RequestFacts(status: 200, responseTime: .milliseconds(2), duration: .milliseconds(1)))
            }
        }
    }

    static func summary() throws -> RunSummary {
        let part = MetricSelector(
            TrendMetric.httpReqDuration, tags: [MetricSelector.Tag(key: "name", value: texts[0])])
        let threshold = try Threshold.parse("p(95)<1", of: part, .trend)
        let target = TargetRule(
            selector: part, aggregate: .percentile(95), stat: "p(95)", target: 1, critical: 2)
        let grade = GradeRule(
            service: texts[0], endpoint: texts[3], kind: .responseTime, selectors: [part],
            bounds: GradeRule.Bounds(excellent: 1, good: 2, acceptable: 3))
        return try Samples.summary(
            families: [.requests],
            judgement: Judgement(thresholds: [threshold], targets: [target], grades: [grade]), metrics: metrics(),
            target: texts[0])
    }
}
