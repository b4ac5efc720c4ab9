import Metrics
import Timing

/// Runs of profiles for the reports to render: requests with checks, counters, grades and targets.
enum ProfileSamples {
    /// Two scenarios of requests: some failed, some failed as expected, every judgement once.
    static func requests() throws -> RunSummary {
        try Samples.summary(
            families: [.requests], judgement: judgement(plan), metrics: requestMetrics(),
            validity: ValidityReport.judge(planned: 1_000, takenUp: 1_000, latenessP99: 0.5), profile: "profile.yaml")
    }

    private static let plan = plan(scenarios: [("mixed", ["log in", "verify"]), ("attack", ["guess"])])

    /// What that run has measured.
    static func requestMetrics() throws -> RunMetrics {
        Samples.metrics(plan) { recorder in
            recorder.usersChanged(by: 120)
            recorder.add(.iterations, 1_000)
            recorder.add(.droppedIterations, 7)
            let logIn = step("log in", of: "mixed", in: recorder)
            let verify = step("verify", of: "mixed", in: recorder)
            let guess = step("guess", of: "attack", in: recorder)
            for index in 0..<1_000 { answer(logIn, after: 10 + Double(index) / 100) }
            for index in 0..<990 { answer(verify, after: 5 + Double(index) / 100) }
            for _ in 0..<7 { answer(verify, after: 5, status: 401, isExpected: true) }
            for _ in 0..<3 { fail(verify, "timeout") }
            for index in 0..<500 { answer(guess, after: 2, status: index < 400 ? 401 : 429, isExpected: true) }
            for index in 0..<1_000 { logIn.check(0, holds: index >= 10) }
            for _ in 0..<500 { guess.check(1, holds: true) }
            guess.count(0, 100)
            for index in 0..<1_000 { logIn.rate(0, happened: index > 0) }
            recorder.add(.dataSent, 400_000)
            recorder.add(.dataReceived, 1_200_000)
        }
    }

    /// Sessions, streams and requests in one run, and nothing said by most of them.
    static func mixture() throws -> RunSummary {
        let plan = MeasurementPlan(submetrics: RequestRow.selectors(scenario: "all", name: "health"))
        let metrics = Samples.metrics(plan) { recorder in
            recorder.ledger.attempt()
            recorder.ledger.attempt()
            recorder.record(.wsConnectFailed, happened: false)
            recorder.record(.wsConnecting, .milliseconds(2))
            recorder.record(.sseConnecting, .milliseconds(3))
            recorder.add(.wsSessions)
            recorder.openChanged(by: 1, of: .webSocket)
            recorder.record(.sseConnectFailed, happened: true)
            recorder.ledger.end(.connectFailed(.refused))
            recorder.addError(.sseConnect, cause: "refused")
            recorder.ledger.end(.closedByClient(code: 1000))
            answer(step("health", of: "all", in: recorder), after: 1)
        }
        return try Samples.summary(
            families: [.webSocket, .eventStream, .requests], judgement: Judgement(), metrics: metrics,
            profile: "profile.yaml")
    }

    // MARK: - What is measured and judged

    private static func plan(scenarios: [(name: String, steps: [String])]) -> MeasurementPlan {
        let rows = scenarios.flatMap { scenario in
            scenario.steps.flatMap { RequestRow.selectors(scenario: scenario.name, name: $0) }
        }
        let failed = MetricSelector(
            RateMetric.httpReqFailed, tags: [MetricSelector.Tag(key: "service", value: "mixed")])
        return MeasurementPlan(
            submetrics: rows + [failed],
            checks: [
                CheckName(scenario: "mixed", name: "has token"), CheckName(scenario: "attack", name: "limit headers"),
                CheckName(scenario: "attack", name: "never asked"),
            ],
            counters: ["rate_limit_blocks"], rates: ["login_success"])
    }

    private static func judgement(_ plan: MeasurementPlan) throws -> Judgement {
        let verify = try MetricSelector.parse("http_req_duration{scenario:mixed,name:verify}")
        let failed = try MetricSelector.parse("http_req_failed{service:mixed}")
        return Judgement(
            thresholds: [
                try Threshold.parse("\(verify) p(95)<100", in: plan),
                try Threshold.parse("login_success rate>0.9995", in: plan),
                try Threshold.parse("rate_limit_blocks count>10", in: plan),
            ],
            targets: [
                TargetRule(selector: verify, aggregate: .percentile(95), stat: "p(95)", target: 500, critical: 1_000),
                TargetRule(
                    selector: MetricSelector(RateMetric.httpReqFailed), aggregate: .rate, stat: "rate",
                    target: 0.001, critical: 0.01),
                TargetRule(
                    selector: MetricSelector(CounterMetric.httpReqs), aggregate: .rate, stat: "rate",
                    target: 1_000, critical: 500),
            ],
            grades: [
                GradeRule(
                    service: "mixed", endpoint: "verify", kind: .responseTime, selectors: [verify],
                    bounds: GradeRule.Bounds(excellent: 25, good: 50, acceptable: 100)),
                GradeRule(
                    service: "mixed", endpoint: "", kind: .errorRate, selectors: [failed],
                    bounds: GradeRule.Bounds(excellent: 0.0005, good: 0.001, acceptable: 0.005)),
                GradeRule(
                    service: "mixed", endpoint: "", kind: .throughput,
                    selectors: [MetricSelector(CounterMetric.httpReqs)],
                    bounds: GradeRule.Bounds(excellent: 500, good: 300, acceptable: 270)),
                GradeRule(
                    service: "mixed", endpoint: "ws_connecting", kind: .responseTime,
                    selectors: [MetricSelector(TrendMetric.wsConnecting)],
                    bounds: GradeRule.Bounds(excellent: 25, good: 50, acceptable: 100)),
            ])
    }

    // MARK: - What happens to a request

    private static func step(_ name: String, of scenario: String, in recorder: Recorder) -> TaggedRecorder {
        let tags = [("scenario", scenario), ("service", scenario), ("name", name), ("method", "GET")]
        return TaggedRecorder(recorder, tags: tags.map { MetricSelector.Tag(key: $0, value: $1) })
    }

    private static func answer(
        _ step: TaggedRecorder, after milliseconds: Double, status: Int = 200, isExpected: Bool = false
    ) {
        step.record(
            RequestFacts(
                status: status, proto: "HTTP/1.1", responseTime: .milliseconds(milliseconds + 1),
                duration: .milliseconds(milliseconds), sending: .milliseconds(0.1),
                waiting: .milliseconds(milliseconds - 0.2), receiving: .milliseconds(0.1),
                isExpectedError: isExpected, cause: status == 200 ? nil : "\(status)", bytesSent: 160,
                bytesReceived: 480))
    }

    private static func fail(_ step: TaggedRecorder, _ cause: String) {
        step.record(
            RequestFacts(
                status: nil, responseTime: .seconds(5), duration: .seconds(5), isFailed: true, cause: cause,
                bytesSent: 160))
    }
}
