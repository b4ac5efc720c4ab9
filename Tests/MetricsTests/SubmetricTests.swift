import Metrics
import Testing
import Timing

@Suite("Parts of metrics by tag")
struct SubmetricTests {
    @Test(
        "a request belongs to the parts whose tags it has",
        arguments: [
            ("http_reqs{scenario:shop}", 6), ("http_reqs{scenario:other}", 0), ("http_reqs{name:items}", 6),
            ("http_reqs{name:item}", 0), ("http_reqs{service:gateway,method:GET}", 6), ("http_reqs{method:POST}", 0),
            ("http_reqs{subproto:chat}", 0),
            ("http_reqs{status:200}", 2), ("http_reqs{status:401}", 1), ("http_reqs{status:0}", 2),
            ("http_reqs{name:items,status:200}", 2), ("http_reqs{name:item,status:200}", 0),
            ("http_reqs{proto:HTTP/1.1}", 5), ("http_reqs{proto:HTTP/2}", 1),
            ("http_reqs{proto:HTTP/2,status:200}", 1), ("http_reqs{proto:HTTP/2,status:500}", 0),
            ("http_reqs{expected_response:true}", 3), ("http_reqs{expected_response:false}", 3),
            ("http_reqs{error:timeout}", 1), ("http_reqs{error:401}", 1),
            ("http_reqs{error_code:1050}", 1), ("http_reqs{error_code:1401}", 1), ("http_reqs{error_code:1500}", 1),
            ("http_reqs{error_code:1212}", 1), ("http_reqs{error_code:0}", 2),
            ("data_sent{name:items}", 600), ("data_received{status:200}", 2_000),
        ])
    func requestsBelong(text: String, count: Int) throws {
        let plan = try Samples.plan([text])
        let metrics = Samples.metrics(plan) { recorder in
            let step = TaggedRecorder(recorder, tags: Samples.tags(name: "items"))
            step.record(Samples.request(200))
            step.record(Samples.request(200, proto: "HTTP/2"))
            step.record(Samples.request(401, cause: "401", isExpectedError: true))
            step.record(Samples.request(500, cause: "500", isFailed: true))
            step.record(Samples.request(nil, cause: "timeout", isFailed: true))
            step.record(Samples.request(nil, cause: "refused", isFailed: true))
        }
        guard case .counter(let counted) = metrics.figures(of: plan.submetrics[0]) else {
            Issue.record("\(text) is a counter")
            return
        }
        #expect(counted == count)
        #expect(metrics.total[.httpReqs] == 6)
        #expect(metrics.total[.dataSent] == 0)
    }

    @Test("a request is recorded in every metric, its error under its step, what is expected apart")
    func requestIsRecorded() throws {
        let facts = RequestFacts(
            status: 401, proto: "HTTP/1.1", responseTime: .milliseconds(9), duration: .milliseconds(8),
            blocked: .milliseconds(1), connecting: .milliseconds(2), tlsHandshaking: .milliseconds(3),
            sending: .milliseconds(4), waiting: .milliseconds(5), receiving: .milliseconds(6), isExpectedError: true,
            cause: "401")
        let metrics = Samples.metrics { recorder in
            TaggedRecorder(recorder, tags: Samples.tags(name: "verify")).record(facts)
            TaggedRecorder(recorder).addError(.wsConnect, cause: "refused")
        }
        let trends: [TrendMetric] = [
            .httpReqBlocked, .httpReqConnecting, .httpReqTLSHandshaking, .httpReqSending, .httpReqWaiting,
            .httpReqReceiving, .httpReqDuration, .httpResponseTime,
        ]
        #expect(trends.map { metrics.total[$0].minimum } == [1, 2, 3, 4, 5, 6, 8, 9])
        #expect(metrics.total[.httpReqFailed].fails == 1)
        #expect(metrics.total[.httpExpectedErrors] == 1)
        let errors = metrics.total.errors.sorted.map(\.key)
        #expect(errors.map(\.scenario) == ["default", "shop"])
        #expect(errors.map(\.name) == ["ws connect", "verify"])
        #expect(errors.map(\.cause) == ["refused", "401"])
        #expect(errors.map(\.isExpected) == [false, true])
    }

    @Test("a request that never left has failed, and took no time to be answered")
    func requestThatNeverLeft() {
        let facts = RequestFacts(
            status: nil, responseTime: nil, duration: nil, connecting: .milliseconds(2), isFailed: true,
            cause: "refused")
        let metrics = Samples.metrics { TaggedRecorder($0, tags: Samples.tags(name: "verify")).record(facts) }
        #expect(metrics.total[.httpReqs] == 1)
        #expect(metrics.total[.httpReqFailed].passes == 1)
        let answered: [TrendMetric] = [
            .httpReqDuration, .httpReqSending, .httpReqWaiting, .httpReqReceiving, .httpResponseTime,
        ]
        #expect(answered.map { metrics.total[$0].count } == [0, 0, 0, 0, 0])
        #expect([TrendMetric.httpReqBlocked, .httpReqConnecting].map { metrics.total[$0].count } == [1, 1])
    }

    @Test("a part that asks for a tag of requests gets nothing else's values")
    func otherValuesHaveNoRequest() {
        let name = MetricSelector.Tag(key: "name", value: "feed")
        let plan = MeasurementPlan(
            submetrics: [[name], [name, MetricSelector.Tag(key: "status", value: "101")]].map {
                MetricSelector(TrendMetric.wsConnecting, tags: $0)
            })
        let metrics = Samples.metrics(plan) { recorder in
            TaggedRecorder(recorder, tags: Samples.tags(name: "feed")).record(.wsConnecting, .milliseconds(1))
        }
        #expect(plan.submetrics.map { metrics.figures(of: $0)?.hasSamples } == [true, false])
    }

    @Test("every kind of metric has parts, and those of one's own too")
    func everyKindHasParts() throws {
        let texts = [
            "ws_ping{name:feed}", "ws_msgs_sent{name:feed}", "ws_connect_failed{name:feed}", "ws_open{name:feed}",
            "logins{name:feed}", "success{name:feed}", "checks{name:feed}",
        ]
        let plan = try Samples.plan(
            texts, checks: [CheckName(scenario: "shop", name: "ok")], counters: ["logins"], rates: ["success"])
        let metrics = Samples.metrics(plan) { recorder in
            for name in ["feed", "other"] {
                let step = TaggedRecorder(recorder, tags: Samples.tags(name: name))
                step.record(.wsPing, .milliseconds(1))
                step.add(.wsMsgsSent, 2)
                step.record(.wsConnectFailed, happened: true)
                step.openChanged(by: 3, of: .webSocket)
                step.count(0, 4)
                step.rate(0, happened: false)
                step.check(0, holds: true)
            }
        }
        let aggregates: [Threshold.Aggregate] = [.count, .count, .rate, .value, .count, .rate, .rate]
        let parts = zip(plan.submetrics, aggregates).map { metrics.figures(of: $0)?.value($1, over: .seconds(1)) }
        let wholes = zip(plan.submetrics, aggregates).map { part, aggregate in
            metrics.figures(of: MetricSelector(metric: part.metric))?.value(aggregate, over: .seconds(1))
        }
        #expect(parts == [1, 2, 1, 3, 4, 0, 1])
        #expect(wholes == [2, 4, 1, 6, 8, 0, 1])
    }

    @Test("a single check is a part of the checks, in its scenario and in its step")
    func singleChecks() throws {
        let texts = [
            "checks{check:ok}", "checks{check:fast}", "checks{check:ok,name:feed}", "checks{check:ok,scenario:shop}",
            "checks{check:ok,scenario:other}",
        ]
        let plan = try Samples.plan(
            texts,
            checks: [
                CheckName(scenario: "other", name: "ok"), CheckName(scenario: "shop", name: "ok"),
                CheckName(scenario: "shop", name: "fast"),
            ])
        let metrics = Samples.metrics(plan) { recorder in
            for name in ["feed", "other"] {
                let step = TaggedRecorder(recorder, tags: Samples.tags(name: name))
                step.check(1, holds: name == "feed")
                step.check(2, holds: false)
            }
        }
        let rates = plan.submetrics.map { metrics.figures(of: $0)?.value(.rate, over: .seconds(1)) }
        #expect(rates == [0.5, 0, 1, 0.5, nil])
        #expect(metrics.total[.checks].passes == 1)
    }

    @Test("loops add up, in totals and levels, over harvests that reuse their intervals")
    func loopsAddUp() throws {
        let plan = try Samples.plan(
            [
                "http_req_duration{name:items}", "http_reqs{name:items}", "http_req_failed{name:items}",
                "vus{scenario:shop}",
            ],
            checks: [CheckName(scenario: "shop", name: "ok")], counters: ["logins"], rates: ["success"])
        let recorders = [Recorder(plan), Recorder(plan), Recorder(plan)]
        let steps = recorders.map { TaggedRecorder($0, tags: Samples.tags(name: "items")) }
        let metrics = RunMetrics(plan)
        let merged = Interval(plan)
        var spares = recorders.map { _ in Interval(plan) }
        for second in 1...4 {
            for (loop, step) in steps.enumerated() {
                for _ in 0...loop { step.record(Samples.request(200, after: Double(second), isFailed: loop == 2)) }
                step.usersChanged(by: 1)
                step.check(0, holds: loop != 0)
                step.count(0, second)
                step.rate(0, happened: second.isMultiple(of: 2))
            }
            for (loop, recorder) in recorders.enumerated() {
                let interval = recorder.harvest(sparing: spares[loop])
                merged.merge(interval)
                interval.reset()
                spares[loop] = interval
            }
            metrics.absorb(merged, at: .seconds(Double(second)))
            merged.reset()
        }
        let values = plan.submetrics.map { metrics.figures(of: $0) }
        #expect(values[0]?.value(.count, over: .zero) == 24)
        #expect(values[0]?.value(.maximum, over: .zero) == 4)
        #expect(values[1]?.value(.count, over: .zero) == 24)
        #expect(values[2]?.value(.rate, over: .zero) == 0.5)
        #expect(values[3]?.value(.value, over: .zero) == 12)
        #expect(values[3]?.value(.maximum, over: .zero) == 12)
        #expect(metrics.figures(of: MetricSelector(metric: "logins"))?.value(.count, over: .zero) == 30)
        #expect(metrics.figures(of: MetricSelector(metric: "success"))?.value(.rate, over: .zero) == 0.5)
        #expect(metrics.total[.checks].passes == 8)
        #expect(metrics.total[.checks].fails == 4)
        #expect(metrics.timeline.rows.map(\.users) == [3, 6, 9, 12])
        #expect(metrics.timeline.rows.map(\.requestsFailed) == [3, 3, 3, 3])
    }

    @Test("a plan measures what is named twice once, and knows the places of names")
    func plansAreUnique() throws {
        let check = CheckName(scenario: "shop", name: "ok")
        let plan = try Samples.plan(
            ["http_reqs{name:a}", "http_reqs", "http_reqs{name:b}", "http_reqs{name:a}"],
            checks: [check, check], counters: ["a", "b", "a"], rates: ["c", "c"])
        #expect(plan.submetrics.map(\.description) == ["http_reqs{name:a}", "http_reqs{name:b}"])
        #expect(plan.checks == [check])
        #expect(plan.index(of: check) == 0)
        #expect(plan.index(of: CheckName(scenario: "shop", name: "no")) == nil)
        #expect([plan.index(ofCounter: "b"), plan.index(ofCounter: "c"), plan.index(ofRate: "c")] == [1, nil, 0])
        #expect(plan.kind(of: "c") == .rate)
        #expect(plan.kind(of: "d") == nil)
    }

    @Test("names that remarks and metrics have are taken")
    func namesAreTaken() {
        let names = ["http_reqs", "clock_skew", "http_expected_errors", "ws_response_time_lower_bounds", "logins"]
        #expect(names.map(MetricCatalogue.isTaken) == [true, true, true, true, false])
    }

    @Test("a summary has a row for each step that was planned, also when it was never taken")
    func rowsAreMade() {
        let plan = MeasurementPlan(
            submetrics: ["items", "rare"].flatMap { RequestRow.selectors(scenario: "shop", name: $0) })
        let summary = Samples.summary(plan) { recorder in
            let step = TaggedRecorder(recorder, tags: Samples.tags(name: "items"))
            step.record(Samples.request(200, after: 7))
            step.record(Samples.request(500, after: 9, cause: "500", isFailed: true))
        }
        let rows = summary.requestRows
        #expect(rows.map(\.name) == ["items", "rare"])
        #expect(rows.map(\.requests) == [2, 0])
        #expect(rows.map(\.failed) == [1, 0])
        #expect(rows.map(\.duration.maximum) == [9, nil])
        #expect(rows.map(\.bytesSent) == [200, 0])
        #expect(rows.map(\.bytesReceived) == [2_000, 0])
    }
}
