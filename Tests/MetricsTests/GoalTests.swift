import Metrics
import Testing
import Timing

@Suite("Targets and grades")
struct GoalTests {
    private static func target(_ target: Double, critical: Double, _ aggregate: Threshold.Aggregate) -> TargetRule {
        TargetRule(
            selector: MetricSelector(metric: aggregate == .rate ? "http_reqs" : "http_req_duration"),
            aggregate: aggregate,
            stat: "", target: target, critical: critical)
    }

    @Test(
        "a target passes when it is reached, warns up to what is critical, and fails beyond",
        arguments: [
            // A ceiling, in milliseconds: 10 was observed.
            (11, 20, .maximum, .pass), (10, 20, .maximum, .pass), (9.999, 20, .maximum, .warn),
            (5, 10, .maximum, .warn), (5, 9.999, .maximum, .fail), (10, 10, .maximum, .pass), (9, 9, .maximum, .fail),
            // A floor, per second: 5 were observed.
            (4, 2, .rate, .pass), (5, 2, .rate, .pass), (6, 5, .rate, .warn), (6, 5.001, .rate, .fail),
        ] as [(Double, Double, Threshold.Aggregate, TargetResult.Verdict)])
    func targetsHaveEdges(
        target: Double, critical: Double, aggregate: Threshold.Aggregate, verdict: TargetResult.Verdict
    ) {
        let metrics = Samples.metrics { recorder in
            for _ in 0..<10 { TaggedRecorder(recorder).record(Samples.request(200)) }
        }
        let result = Self.target(target, critical: critical, aggregate).evaluate(on: metrics, over: .seconds(2))
        #expect(result.verdict == verdict)
        #expect(result.observed == (aggregate == .rate ? 5 : 10))
    }

    @Test("a target without samples fails with nothing observed, and a missed one is exit status 99")
    func targetsNeedSamples() {
        let rules = [Self.target(5, critical: 10, .maximum), Self.target(5, critical: 10, .percentile(95))]
        let summary = Samples.summary(judgement: Judgement(targets: rules))
        #expect(summary.targets.map(\.observed) == [nil, nil])
        #expect(summary.targets.map(\.verdict) == [.fail, .fail])
        #expect(summary.exitStatus == .thresholdFailed)
        let warned = Samples.summary(judgement: Judgement(targets: [rules[0]])) { recorder in
            TaggedRecorder(recorder).record(Samples.request(200, after: 7))
        }
        #expect(warned.targets.map(\.verdict) == [.warn])
        #expect(warned.exitStatus == .passed)
    }

    private static func grade(
        _ kind: GradeRule.Kind, _ selectors: [MetricSelector], _ bounds: (Double, Double, Double)
    ) -> GradeRule {
        GradeRule(
            service: "gateway", endpoint: "", kind: kind, selectors: selectors,
            bounds: GradeRule.Bounds(excellent: bounds.0, good: bounds.1, acceptable: bounds.2))
    }

    @Test(
        "a bound is to be beaten, not met",
        arguments: [
            (.responseTime, (10.001, 20, 30), .excellent), (.responseTime, (10, 20, 30), .good),
            (.responseTime, (5, 10, 30), .acceptable), (.responseTime, (5, 7, 10), .poor),
            (.errorRate, (0.21, 0.5, 0.6), .excellent), (.errorRate, (0.2, 0.5, 0.6), .good),
            (.errorRate, (0.1, 0.2, 0.6), .acceptable), (.errorRate, (0, 0.1, 0.2), .poor),
            (.throughput, (4.9, 2, 1), .excellent), (.throughput, (5, 2, 1), .good),
            (.throughput, (6, 5, 1), .acceptable), (.throughput, (7, 6, 5), .poor),
        ] as [(GradeRule.Kind, (Double, Double, Double), Grade)])
    func gradesHaveEdges(kind: GradeRule.Kind, bounds: (Double, Double, Double), grade: Grade) {
        let metrics = Samples.metrics { recorder in
            for index in 0..<10 { TaggedRecorder(recorder).record(Samples.request(200, isFailed: index < 2)) }
        }
        let selector =
            switch kind {
            case .responseTime: MetricSelector(TrendMetric.httpReqDuration)
            case .errorRate: MetricSelector(RateMetric.httpReqFailed)
            case .throughput: MetricSelector(CounterMetric.httpReqs)
            }
        let result = Self.grade(kind, [selector], bounds).evaluate(on: metrics, over: .seconds(2))
        #expect(result.grade == grade)
    }

    @Test("nothing is better than no error at all, whatever the bound")
    func noErrorIsExcellent() {
        let metrics = Samples.metrics { TaggedRecorder($0).record(Samples.request(200)) }
        let rule = Self.grade(.errorRate, [MetricSelector(RateMetric.httpReqFailed)], (0, 0.1, 0.2))
        #expect(rule.evaluate(on: metrics, over: .seconds(1)).grade == .excellent)
    }

    @Test(
        "without samples there is no grade, and no failure",
        arguments: [
            (.responseTime, MetricSelector(TrendMetric.wsConnecting)),
            (.errorRate, MetricSelector(RateMetric.wsConnectFailed)),
            (.throughput, MetricSelector(CounterMetric.wsMsgsReceived)),
        ] as [(GradeRule.Kind, MetricSelector)])
    func noSamplesNoGrade(kind: GradeRule.Kind, selector: MetricSelector) {
        let summary = Samples.summary(judgement: Judgement(grades: [Self.grade(kind, [selector], (1, 2, 3))]))
        #expect(summary.grades.map(\.observed) == [nil])
        #expect(summary.grades.map(\.grade) == [nil])
        #expect(summary.exitStatus == .passed)
    }

    @Test("a service's error rate and throughput are those of its protocols together")
    func protocolsAreTakenTogether() {
        let metrics = Samples.metrics { recorder in
            let step = TaggedRecorder(recorder)
            for _ in 0..<2 { step.record(Samples.request(200, isFailed: true)) }
            for _ in 0..<3 { step.record(.wsConnectFailed, happened: false) }
            for index in 0..<5 { step.record(.sseConnectFailed, happened: index == 0) }
            step.add(.wsMsgsReceived, 10)
            step.add(.sseEvents, 8)
        }
        let errors = Self.grade(
            .errorRate, [RateMetric.httpReqFailed, .wsConnectFailed, .sseConnectFailed].map { MetricSelector($0) },
            (1, 1, 1))
        let traffic = Self.grade(
            .throughput, [CounterMetric.httpReqs, .wsMsgsReceived, .sseEvents].map { MetricSelector($0) }, (1, 1, 1))
        #expect(errors.evaluate(on: metrics, over: .seconds(2)).observed == 0.3)
        #expect(traffic.evaluate(on: metrics, over: .seconds(2)).observed == 10)
    }
}
