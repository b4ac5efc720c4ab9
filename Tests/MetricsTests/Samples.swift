import Metrics
import Timing

/// Summaries for tests: a run whose loops recorded what `record` says.
enum Samples {
    static func summary(
        _ plan: MeasurementPlan = MeasurementPlan(), judgement: Judgement = Judgement(),
        outcome: ExitStatus = .passed, reason: EndReason? = nil,
        validity: ValidityReport = ValidityReport.judge(planned: 0, takenUp: 0, latenessP99: nil),
        record: (Recorder) -> Void = { _ in }
    ) -> RunSummary {
        let metrics = metrics(plan, record: record)
        metrics.close()
        return RunSummary(
            toolVersion: "1.0.0", families: [.webSocket],
            run: RunSummary.Run(
                startedAt: "2026-01-01T00:00:00Z", ramp: .zero, hold: .seconds(10), drain: .zero, target: "embedded",
                profile: nil, seed: 1, options: [], reason: reason),
            generator: RunSummary.Generator(threads: 1, cpuSeconds: 0, maxRSSBytes: 0, validity: validity),
            metrics: metrics, judgement: judgement, outcome: outcome)
    }

    /// What one loop measured in its first second.
    static func metrics(
        _ plan: MeasurementPlan = MeasurementPlan(), record: (Recorder) -> Void = { _ in }
    ) -> RunMetrics {
        let recorder = Recorder(plan)
        record(recorder)
        let metrics = RunMetrics(plan)
        metrics.absorb(recorder.harvest(sparing: Interval(plan)), at: .seconds(1))
        return metrics
    }

    static func plan(
        _ submetrics: [String], checks: [CheckName] = [], counters: [String] = [], rates: [String] = []
    ) throws -> MeasurementPlan {
        MeasurementPlan(
            submetrics: try submetrics.map { try MetricSelector.parse($0) }, checks: checks, counters: counters,
            rates: rates)
    }

    /// The tags of a step of one scenario.
    static func tags(scenario: String = "shop", name: String, service: String = "gateway") -> [MetricSelector.Tag] {
        [("scenario", scenario), ("service", service), ("name", name), ("method", "GET")]
            .map { MetricSelector.Tag(key: $0, value: $1) }
    }

    /// A request that took some milliseconds and moved 100 bytes out and 1,000 in.
    static func request(
        _ status: Int?, after milliseconds: Double = 10, cause: String? = nil, isFailed: Bool = false,
        isExpectedError: Bool = false, proto: String = "HTTP/1.1"
    ) -> RequestFacts {
        RequestFacts(
            status: status, proto: proto, responseTime: .milliseconds(milliseconds * 2),
            duration: .milliseconds(milliseconds), isFailed: isFailed, isExpectedError: isExpectedError, cause: cause,
            bytesSent: 100, bytesReceived: 1_000)
    }
}
