import Metrics
import Timing

/// Summaries for tests: a run whose loops recorded what `record` says.
enum Samples {
    static func summary(
        thresholds: [Threshold] = [], outcome: ExitStatus = .passed,
        validity: ValidityReport = ValidityReport.judge(planned: 0, takenUp: 0, latenessP99: nil),
        record: (Recorder) -> Void = { _ in }
    ) -> RunSummary {
        let recorder = Recorder()
        record(recorder)
        let metrics = RunMetrics()
        metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(1))
        metrics.close()
        return RunSummary(
            toolVersion: "1.0.0", families: [.webSocket],
            run: RunSummary.Run(
                startedAt: "2026-01-01T00:00:00Z", ramp: .zero, hold: .seconds(10), drain: .zero, target: "embedded",
                profile: nil, seed: 1, options: []),
            generator: RunSummary.Generator(threads: 1, cpuSeconds: 0, maxRSSBytes: 0, validity: validity),
            metrics: metrics, thresholds: thresholds, outcome: outcome)
    }
}
