import Metrics
import Timing

/// Whole runs for the reports to render, made the way a run makes them: recorded, harvested, summed up.
enum Samples {
    /// A run in which everything went well: 1,000 sessions, a reply for each message.
    static func quiet() throws -> RunSummary {
        try summary(
            thresholds: ["ws_response_time p(99)<50", "ws_connecting p(95)<200", "ws_connect_failed rate<0.001"],
            validity: ValidityReport.judge(planned: 10_000, takenUp: 10_000, latenessP99: 0.025)
        ) { recorder in
            for _ in 0..<1_000 { establish(on: recorder) }
            for index in 0..<10_000 { answer(index, on: recorder) }
            recorder.add(.dataSent, 900_000)
            recorder.add(.dataReceived, 700_000)
            for _ in 0..<1_000 { recorder.ledger.end(.closedByClient(code: 1000)) }
        }
    }

    /// A run in which everything that can be told went wrong.
    static func troubled() throws -> RunSummary {
        try summary(
            thresholds: ["ws_response_time p(95)<1", "ws_delivery_delay p(95)<100"],
            validity: ValidityReport.judge(planned: 1_000, takenUp: 900, latenessP99: 12.5)
        ) { recorder in
            for _ in 0..<20 { establish(on: recorder) }
            for _ in 0..<3 { fail(.refused, "refused", on: recorder) }
            fail(.tls, "tls: certificate has expired", on: recorder)
            for index in 0..<500 { answer(index, on: recorder) }
            let settled: [CounterMetric] = [.wsMsgsSent, .wsMsgsUnanswered, .wsMsgsUnawaited]
            for metric in CounterMetric.allCases where metric.name.hasPrefix("ws_msgs_") && !settled.contains(metric) {
                recorder.add(metric, metric.rawValue)
            }
            TaggedRecorder(recorder).recordUnanswered(after: .seconds(10))
            recorder.add(.wsReconnects, 2)
            recorder.add(.clockSkew, 4)
            for _ in 0..<10 { recorder.ledger.end(.closedByClient(code: 1000), unclean: true) }
            for _ in 0..<4 { recorder.ledger.end(.closedByPeer(.code(1012))) }
            for _ in 0..<3 { recorder.ledger.end(.lost) }
            for _ in 0..<2 { recorder.ledger.end(.pongTimeout) }
            recorder.ledger.end(.protocolError)
            recorder.addError(.wsSession, cause: "protocol error: reserved bits")
        }
    }

    /// A target that nobody listens at.
    static func unreachable() throws -> RunSummary {
        try summary(outcome: .unreachable) { recorder in
            for _ in 0..<100 { fail(.refused, "refused", on: recorder) }
        }
    }

    /// Streams that were lost, stalled, resumed, and followed as tokens.
    static func streams() throws -> RunSummary {
        try summary(
            families: [.eventStream, .tokens], thresholds: ["sse_first_event p(95)<100", "llm_ttft p(95)<20"],
            validity: ValidityReport.judge(planned: 0, takenUp: 0, latenessP99: nil, loopLagP99: 12.5)
        ) { recorder in
            for index in 0..<10 { listen(index, on: recorder) }
            recorder.ledger.attempt()
            recorder.ledger.end(.connectFailed(.contentType))
            recorder.record(.sseConnectFailed, happened: true)
            recorder.addError(.sseConnect, cause: "content_type: text/html")
            for _ in 0..<100 { recorder.record(.loopLag, .milliseconds(12.5)) }
            recorder.add(.sseEventsLost, 3)
            recorder.add(.sseEventsDuplicated, 1)
            recorder.add(.sseResumes)
            recorder.add(.sseStalls)
            recorder.add(.sseHeartbeats, 40)
            recorder.record(.sseRecoveryTime, .milliseconds(3_001))
            recorder.add(.llmPromptTokens, 90)
            for _ in 0..<5 { recorder.ledger.end(.completed) }
            recorder.ledger.end(.closedByPeer(.endOfStream))
            recorder.ledger.end(.closedByPeer(.noContent))
            recorder.ledger.end(.closedByPeer(.error))
            recorder.ledger.end(.stalled)
            recorder.ledger.end(.closedByClient(code: nil))
        }
    }

    static func summary(
        families: Set<MetricFamily> = [.webSocket], thresholds: [String] = [], outcome: ExitStatus = .passed,
        validity: ValidityReport = ValidityReport.judge(planned: 0, takenUp: 0, latenessP99: nil),
        profile: String? = nil, record: (Recorder) -> Void
    ) throws -> RunSummary {
        try summary(
            families: families, judgement: Judgement(thresholds: try thresholds.map { try Threshold.parse($0) }),
            metrics: metrics(record: record), outcome: outcome, validity: validity, profile: profile)
    }

    static func summary(
        families: Set<MetricFamily>, judgement: Judgement, metrics: RunMetrics, outcome: ExitStatus = .passed,
        validity: ValidityReport = ValidityReport.judge(planned: 0, takenUp: 0, latenessP99: nil),
        target: String = "embedded", profile: String? = nil
    ) throws -> RunSummary {
        metrics.close()
        return RunSummary(
            toolVersion: "1.0.0", families: families,
            run: RunSummary.Run(
                startedAt: "2026-01-01T00:00:00Z", ramp: .seconds(2), hold: .seconds(8), drain: .zero,
                target: target, profile: profile, seed: .max, options: [],
                reason: outcome == .unreachable ? .unreachable : nil),
            generator: RunSummary.Generator(threads: 2, cpuSeconds: 1.25, maxRSSBytes: 20_000_000, validity: validity),
            metrics: metrics, judgement: judgement, outcome: outcome)
    }

    static func metrics(_ plan: MeasurementPlan = MeasurementPlan(), record: (Recorder) -> Void) -> RunMetrics {
        let recorder = Recorder(plan)
        record(recorder)
        let metrics = RunMetrics(plan)
        metrics.absorb(
            recorder.harvest(sparing: Interval(plan)), at: .seconds(1), cpuPercent: 12.5, residentBytes: 20_000_000)
        return metrics
    }

    // MARK: - What happens to a session

    private static func establish(on recorder: Recorder) {
        recorder.ledger.attempt()
        recorder.record(.wsConnectFailed, happened: false)
        recorder.record(.wsConnectingTCP, .microseconds(300))
        recorder.record(.wsConnectingUpgrade, .microseconds(1_800))
        recorder.record(.wsConnecting, .microseconds(2_100))
        recorder.record(.wsPing, .microseconds(400))
        recorder.add(.wsSessions)
        recorder.openChanged(by: 1, of: .webSocket)
    }

    /// Four events of two types and three tokens, ten milliseconds apart.
    private static func listen(_ index: Int, on recorder: Recorder) {
        recorder.ledger.attempt()
        recorder.record(.sseConnectFailed, happened: false)
        recorder.record(.sseConnectingTCP, .microseconds(300))
        recorder.record(.sseConnectingWaiting, .microseconds(1_800))
        recorder.record(.sseConnecting, .microseconds(2_100))
        recorder.record(.sseFirstByte, .microseconds(2_200))
        recorder.record(.sseFirstEvent, .milliseconds(Double(50 + index)))
        recorder.add(.sseStreams)
        recorder.add(.sseEvents, 4)
        recorder.openChanged(by: 1, of: .eventStream)
        for _ in 0..<3 { recorder.record(.sseEventGap, .milliseconds(10)) }
        for type in ["token", "token", "token", "usage"] {
            recorder.recordEvent(at: recorder.place(of: type), gap: nil, deliveryDelay: nil)
        }
        recorder.record(.llmTTFT, .milliseconds(Double(50 + index)))
        for _ in 0..<2 { recorder.record(.llmITL, .milliseconds(10)) }
        recorder.add(.llmTokens, 3)
        recorder.record(.llmTPOT, .milliseconds(10))
        recorder.record(.llmE2EL, .milliseconds(90))
    }

    private static func fail(_ cause: ConnectCause, _ words: String, on recorder: Recorder) {
        recorder.ledger.attempt()
        recorder.ledger.end(.connectFailed(cause))
        recorder.record(.wsConnectFailed, happened: true)
        recorder.addError(.wsConnect, cause: words)
    }

    /// Messages take 1 to 2 ms; every hundredth waited 30 ms for its turn.
    private static func answer(_ index: Int, on recorder: Recorder) {
        let service = Nanoseconds.microseconds(1_000 + Double(index % 1_000))
        recorder.record(.sendLateness, .microseconds(Double(index % 25)))
        recorder.record(.wsServiceTime, service)
        recorder.record(.wsResponseTime, index.isMultiple(of: 100) ? service + .milliseconds(30) : service)
        recorder.add(.wsMsgsSent)
        recorder.add(.wsMsgsReceived)
    }
}
