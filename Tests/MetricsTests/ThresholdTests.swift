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
        let summary = Samples.summary { recorder in
            recorder.record(.wsResponseTime, .milliseconds(2))
            recorder.add(.wsMsgsSent, 30)
            for index in 0..<4 { recorder.record(.wsConnectFailed, happened: index == 0) }
            recorder.openChanged(by: 1, of: .webSocket)
        }
        let result = try Threshold.parse(text).evaluate(on: summary)
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
        let result = try Threshold.parse(text).evaluate(on: Samples.summary())
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
                "ws_open{scenario:a} value>1",
                "'ws_open{scenario:a}': thresholds by tag are not served by this version; leave '{…}' out"
            ),
            ("clock_skew count<1", "'clock_skew' is not a metric"),
        ])
    func nonsenseIsRefused(text: String, message: String) {
        #expect(throws: TextError(message)) { try Threshold.parse(text) }
    }

    @Test("a list of conditions is read in its order")
    func listIsRead() throws {
        let thresholds = try Threshold.parse(["p(99)<50", "p(95) < 20"], of: "ws_response_time")
        #expect(thresholds.map(\.expression) == ["p(99)<50", "p(95)<20"])
    }
}
