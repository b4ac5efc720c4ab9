import Metrics
import Testing
import Timing

@Suite("Thresholds")
struct ThresholdTests {
    @Test(
        "a condition compares what was observed",
        arguments: [
            ("ws_response_time p(95)<200", 2, true), ("ws_response_time avg >= 2", 2, true),
            ("ws_response_time med<2", 2, false),
            ("ws_response_time max<=2", 2, true), ("ws_response_time count==1", 1, true),
            ("ws_response_time p(99.9) != 2", 2, false),
            ("ws_msgs_sent count===30", 30, true), ("ws_msgs_sent rate>3", 3, false),
            ("ws_connect_failed rate<0.5", 0.25, true),
            ("ws_open value>=1", 1, true), ("ws_open max<1", 1, false),
        ] as [(String, Double, Bool)])
    func conditionCompares(text: String, observed: Double, isMet: Bool) throws {
        let metrics = Samples.metrics { recorder in
            recorder.record(.wsResponseTime, .milliseconds(2))
            recorder.add(.wsMsgsSent, 30)
            for index in 0..<4 { recorder.record(.wsConnectFailed, happened: index == 0) }
            recorder.openChanged(by: 1, of: .webSocket)
        }
        let result = try Threshold.parse(text).evaluate(on: metrics, over: .seconds(10))
        #expect(result.observed == observed)
        #expect(result.isMet == isMet)
    }

    @Test(
        "without samples counters and gauges are 0, trends and rates fail",
        arguments: [
            ("ws_msgs_sent count==0", 0, true), ("ws_open value==0", 0, true),
            ("ws_response_time p(95)<200", nil, false),
            ("ws_connect_failed rate<1", nil, false), ("checks rate>=0", nil, false),
        ] as [(String, Double?, Bool)])
    func nothingMeasuredIsNotProved(text: String, observed: Double?, isMet: Bool) throws {
        let result = try Threshold.parse(text).evaluate(on: Samples.metrics(), over: .seconds(10))
        #expect(result.observed == observed)
        #expect(result.isMet == isMet)
    }

    @Test(
        "what cannot be judged is refused with the nearest word",
        arguments: [
            ("ws_respose_time p(95)<200", "'ws_respose_time' is not a metric. Did you mean 'ws_response_time'?"),
            (
                "ws_response_time avrg<1",
                "'avrg' is not an aggregate of ws_response_time, a trend; "
                    + "expected avg, count, max, med, min, p(0) to p(100). Did you mean 'avg'?"
            ),
            ("ws_msgs_sent p(95)<1", "'p(95)' is not an aggregate of ws_msgs_sent, a counter; expected count, rate"),
            (
                "ws_response_time p(101)<1",
                "'p(101)' is not an aggregate of ws_response_time, a trend; "
                    + "expected avg, count, max, med, min, p(0) to p(100)"
            ),
            (
                "ws_response_time",
                "'ws_response_time' is not a threshold; expected a metric and a condition: ws_response_time p(95)<200"
            ),
            ("ws_response_time p(95)", "'p(95)' has no comparison; expected one of < <= > >= == !="),
            ("ws_response_time p(95)<fast", "'fast' in 'p(95)<fast' is not a number"),
            (
                "http_reqs{scenaro:a} count>1",
                "'scenaro' is not a tag. Did you mean 'scenario'? Expected one of scenario, service, name, method, "
                    + "status, url, proto, subproto, expected_response, error, error_code, check"
            ),
            ("http_reqs{status:ok} count>1", "'ok' is not a value of status; expected a number"),
            (
                "http_reqs{expected_response:yes} count>1",
                "'yes' is not a value of expected_response; expected true or false"
            ),
            (
                "http_reqs{name:a count>1",
                "'http_reqs{name:a count>1' is not a threshold; expected a metric and a "
                    + "condition: ws_response_time p(95)<200"
            ),
            (
                "checks{status:200} rate>1",
                "'status' is a tag of requests; 'checks' has scenario, service, name and the like"
            ),
            (
                "generator_cpu{scenario:a} value>1",
                "'generator_cpu' is the whole process's and has no tags; leave '{…}' out"
            ),
            ("logins count>1", "'logins' is not a metric"),
            ("clock_skew count<1", "'clock_skew' is not a metric"),
        ])
    func nonsenseIsRefused(text: String, message: String) {
        #expect(throws: TextError(message)) { try Threshold.parse(text) }
    }

    private static let own = try? Samples.plan(
        [
            "http_req_duration{name:log in}", "http_req_duration{status:500}", "http_reqs{name:log in,method:GET}",
            "http_req_failed{service:gateway}", "vus{scenario:shop}", "logins{scenario:shop}", "checks{name:log in}",
            "login_success{name:nobody}", "logins{name:nobody}",
        ],
        checks: [CheckName(scenario: "shop", name: "fast")], counters: ["logins"], rates: ["login_success"])

    @Test(
        "tags, counters and rates of one's own are judged like metrics",
        arguments: [
            ("http_req_duration p(95)<200", 40, true), ("http_req_duration count==4", 4, true),
            ("http_req_duration{name:log in} max<=20", 20, true),
            ("http_req_duration{ name: log in } min>10", 10, false),
            ("http_req_duration{status:500} avg<30", 40, false),
            ("http_reqs{name:log in,method:GET} count==2", 2, true),
            ("http_reqs{name:log in,method:GET} rate>=0.2", 0.2, true),
            ("http_req_failed{service:gateway} rate<0.5", 0.25, true),
            ("vus{scenario:shop} max==3", 3, true), ("vus value>2", 2, false),
            ("logins count>=5", 5, true), ("logins rate<0.5", 0.5, false), ("logins{scenario:shop} count==5", 5, true),
            ("login_success rate>0.9", 0.75, false), ("checks{name:log in} rate==1", 1, true),
            ("checks rate>0.99", 1, true),
            ("login_success{name:nobody} rate<1", nil, false), ("logins{name:nobody} count==0", 0, true),
        ] as [(String, Double?, Bool)])
    func tagsAreJudged(text: String, observed: Double?, isMet: Bool) throws {
        let plan = try #require(Self.own)
        let metrics = Samples.metrics(plan) { recorder in
            let logIn = TaggedRecorder(recorder, tags: Samples.tags(name: "log in"))
            let items = TaggedRecorder(recorder, tags: Samples.tags(name: "items"))
            logIn.record(Samples.request(200, after: 10))
            logIn.record(Samples.request(200, after: 20))
            items.record(Samples.request(200, after: 30))
            items.record(Samples.request(500, after: 40, cause: "500", isFailed: true))
            logIn.usersChanged(by: 3)
            logIn.usersChanged(by: -1)
            logIn.check(0, holds: true)
            items.count(0, 5)
            for index in 0..<4 { items.rate(0, happened: index > 0) }
        }
        let result = try Threshold.parse(text, in: plan).evaluate(on: metrics, over: .seconds(10))
        #expect(result.observed == observed)
        #expect(result.isMet == isMet)
    }

    @Test("a failed threshold is exit status 99, and a result names it with its tags")
    func failureHasItsStatus() throws {
        let plan = try Samples.plan(["http_req_duration{name:log in}"])
        let threshold = try Threshold.parse("http_req_duration{name:log in} p(95)<5", in: plan)
        let summary = Samples.summary(plan, judgement: Judgement(thresholds: [threshold])) { recorder in
            TaggedRecorder(recorder, tags: Samples.tags(name: "log in")).record(Samples.request(200))
        }
        #expect(summary.thresholds.map(\.metric) == ["http_req_duration{name:log in}"])
        #expect(summary.exitStatus == .thresholdFailed)
    }

    @Test(
        "a threshold ends the run once its delay is over, if it asks for it and has samples to fail on",
        arguments: [
            ("http_req_failed rate<0.1", 0, 1, true), ("http_req_failed rate<0.5", 0, 1, false),
            ("http_req_failed rate<0.1", nil, 60, false), ("http_req_failed rate<0.1", 10, 9, false),
            ("http_req_failed rate<0.1", 10, 10, true), ("http_reqs rate>3", 0, 1, false),
            ("http_reqs rate>3", 0, 2, true), ("ws_response_time p(95)<1", 0, 60, false),
            ("ws_msgs_sent count>0", 0, 60, false), ("vus value>0", 0, 60, false),
        ] as [(String, Double?, Double, Bool)])
    func abortingHeedsDelay(text: String, delay: Double?, elapsed: Double, aborts: Bool) throws {
        let metrics = Samples.metrics { recorder in
            let step = TaggedRecorder(recorder)
            for index in 0..<4 { step.record(Samples.request(200, isFailed: index == 0)) }
        }
        var threshold = try Threshold.parse(text)
        threshold.abortDelay = delay.map { .seconds($0) }
        #expect(metrics.failedAborting([threshold], at: .seconds(elapsed)).isEmpty != aborts)
    }

    @Test("losses that no number could tell of were not measured, and end no run")
    func unnumbered() throws {
        func metrics(numbered: Int, sessions: Int) -> RunMetrics {
            Samples.metrics { recorder in
                recorder.add(.wsSessions, sessions)
                recorder.add(.numbered, numbered)
            }
        }
        var threshold = try Threshold.parse("ws_msgs_lost count==0")
        threshold.abortDelay = .zero
        for (numbered, sessions, observed) in [(0, 1, nil), (1, 1, 0), (0, 0, 0)] as [(Int, Int, Double?)] {
            let measured = metrics(numbered: numbered, sessions: sessions)
            let result = threshold.evaluate(on: measured, over: .seconds(1))
            #expect(result.observed == observed && result.isMet == (observed != nil))
            #expect(measured.failedAborting([threshold], at: .seconds(1)).isEmpty)
        }
    }
}
