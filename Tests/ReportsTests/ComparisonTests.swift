import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Comparisons")
struct ComparisonTests {
    /// A run whose messages were answered in so many milliseconds.
    private static func source(
        _ path: String, milliseconds: Double, lost: Int = 0, dropped: Int = 0, validity: Validity = .valid,
        outcome: Metrics.ExitStatus = .passed,
        target: String = "embedded"
    ) throws -> Comparison.Source {
        let metrics = Samples.metrics { recorder in
            for _ in 0..<100 {
                recorder.add(.wsMsgsSent)
                recorder.record(.wsConnectFailed, happened: false)
                recorder.record(.wsResponseTime, .milliseconds(milliseconds))
            }
            recorder.add(.wsMsgsLost, lost)
            recorder.add(.wsMsgsDropped, dropped)
        }
        let summary = try Samples.summary(
            families: [.webSocket], judgement: Judgement(), metrics: metrics, outcome: outcome,
            validity: ValidityReport(validity: validity, reasons: []), target: target)
        return Comparison.Source(path: path, document: ResultDocument(summary))
    }

    private static func comparison(_ base: [Double], _ new: [Double], _ rules: String...) throws -> Comparison {
        try Comparison(
            base: base.enumerated().map { try source("a\($0.offset).json", milliseconds: $0.element) },
            new: new.enumerated().map { try source("b\($0.offset).json", milliseconds: $0.element) },
            rules: rules.map { try RegressionRule.parse($0) })
    }

    @Test("two runs stand side by side with their differences")
    func pairReads() throws {
        let comparison = try Self.comparison(
            [10], [12], "ws_response_time p(95) > +10%", "ws_response_time p(95) > +5", "ws_msgs_sent rate < -1%")
        try Golden.expect(ComparisonReport.text(comparison), matches: "pair.comparison")
        try Golden.expect(
            String(decoding: ComparisonReport.markdown(comparison), as: UTF8.self), matches: "pair.comparison.markdown")
        #expect(comparison.exitStatus == .thresholdFailed)
    }

    @Test("repeats tell the spread, and a difference within it is not called one")
    func repeatsTellTheSpread() throws {
        let comparison = try Self.comparison([10, 14, 11], [12, 13], "ws_response_time p(95) > +1%")
        try Golden.expect(ComparisonReport.text(comparison), matches: "repeats.comparison")
        #expect(comparison.exitStatus == .passed)
    }

    @Test(
        "a rule is broken by a change beyond its limit that is not chance",
        arguments: [
            ([10], [12], "ws_response_time p(95) > +10%", true), ([10], [10.5], "ws_response_time p(95) > +10%", false),
            ([10], [8], "ws_response_time p(95) < -10%", true), ([10], [12], "ws_response_time avg > 1.5", true),
            ([10], [12], "ws_response_time avg >= 2.5", false), ([10], [10], "ws_response_time max >= 0%", true),
            ([10, 12], [13, 14], "ws_response_time p(95) > +10%", true),
            ([10, 13], [13, 14], "ws_response_time p(95) > +10%", false),
            ([10], [12], "ws_msgs_lost count > 0%", false), ([10], [12], "ws_connect_failed rate > 0", false),
            ([10], [12], "ws_service_time p(95) > +10%", true),
        ] as [([Double], [Double], String, Bool)])
    func ruleIsBroken(base: [Double], new: [Double], rule: String, isBroken: Bool) throws {
        #expect(try Self.comparison(base, new, rule).results.map(\.isBroken) == [isBroken])
    }

    @Test("from nothing to something is more than any share")
    func nothingToSomething() throws {
        let comparison = try Comparison(
            base: [try Self.source("a", milliseconds: 1)], new: [try Self.source("b", milliseconds: 1, lost: 3)],
            rules: [try RegressionRule.parse("ws_msgs_lost count > +1000%")])
        #expect(comparison.exitStatus == .thresholdFailed)
        #expect(ComparisonReport.text(comparison).contains("✗ ws_msgs_lost count > +1000%: +∞ %"))
    }

    @Test("a gate on losses that no number could tell of is broken")
    func unnumberedIsNoProof() throws {
        func source(numbered: Int) throws -> Comparison.Source {
            let summary = try Samples.summary { recorder in
                recorder.add(.wsSessions)
                recorder.add(.numbered, numbered)
            }
            return Comparison.Source(path: "a", document: ResultDocument(summary))
        }
        let rules = [try RegressionRule.parse("ws_msgs_lost count > +0")]
        for (numbered, isBroken) in [(0, true), (5, false)] {
            let runs = [try source(numbered: numbered)]
            #expect(try Comparison(base: runs, new: runs, rules: rules).results.map(\.isBroken) == [isBroken])
        }
    }

    @Test("a result that is INVALID is none to judge by, and runs that differ in kind are said to")
    func remarksAreMade() throws {
        let rules = [try RegressionRule.parse("ws_response_time p(95) > +10%")]
        let base = [try Self.source("a", milliseconds: 1)]
        let new = [try Self.source("b", milliseconds: 1, validity: .invalid, target: "other")]
        let gate = try Comparison(base: base, new: new, rules: rules)
        #expect(gate.exitStatus == .invalid)
        #expect(
            gate.remarks == [
                "b: invalid: these numbers measure the generator, not the target (exit status 111)",
                "the runs are of different targets or profiles",
            ])
    }

    @Test(
        "a result that is none to judge by fails the comparison, with rules and without",
        arguments: [
            (Validity.valid, Metrics.ExitStatus.passed, Metrics.ExitStatus.passed, Metrics.ExitStatus.passed),
            (.invalid, .passed, .invalid, .invalid), (.valid, .unreachable, .unreachable, .passed),
            (.invalid, .unreachable, .unreachable, .invalid),
        ])
    func unjudgeableFails(
        validity: Validity, outcome: Metrics.ExitStatus, asNew: Metrics.ExitStatus, asBase: Metrics.ExitStatus
    ) throws {
        let good = [try Self.source("a", milliseconds: 1)]
        let bad = [try Self.source("b", milliseconds: 1, validity: validity, outcome: outcome)]
        for rules in [[], [try RegressionRule.parse("ws_msgs_lost count > +0%")]] {
            let comparison = try Comparison(base: good, new: bad, rules: rules)
            #expect(comparison.exitStatus == asNew)
            #expect(asNew == .passed || ComparisonReport.text(comparison).contains("(exit status \(asNew.rawValue))"))
            #expect(try Comparison(base: bad, new: good, rules: rules).exitStatus == asBase)
        }
    }

    @Test("messages that a new run left out are remarked beside its times, unless repeats do so too")
    func leftOutIsRemarked() throws {
        func remarks(_ base: [Int], _ new: [Int]) throws -> [String] {
            try Comparison(
                base: base.map { try Self.source("a", milliseconds: 1, dropped: $0) },
                new: new.map { try Self.source("b", milliseconds: 1, dropped: $0) }, rules: []
            ).remarks
        }
        let words = "ws_msgs_dropped: 20 % of the messages due, up from 0 %: the new times do not tell of these in full"
        #expect(try remarks([0], [25]) == [words])
        #expect(try remarks([25], [25]) == [] && remarks([25], [0]) == [])
        #expect(try remarks([0, 30], [25, 40]) == [])
    }

    @Test(
        "a rule is a metric, a figure and a change",
        arguments: [
            (
                "http_req_duration{scenario:a b,name:x>y} p(95) >+10 %", "http_req_duration{scenario:a b,name:x>y}",
                "p(95)", 0.1
            ),
            ("ws_msgs_sent rate<-5", "ws_msgs_sent", "rate", -5), ("  vus   max >= 1.5", "vus", "max", 1.5),
        ] as [(String, String, String, Double)])
    func ruleIsRead(text: String, metric: String, stat: String, limit: Double) throws {
        let rule = try RegressionRule.parse(text)
        #expect((rule.metric, rule.stat) == (metric, stat))
        #expect(rule.limit == limit && rule.isShare == text.hasSuffix("%"))
    }

    @Test(
        "what is no rule is refused",
        arguments: [
            (
                "p(95) > +10%",
                "'p(95) > +10%' is no change of a figure; expected one such as 'ws_response_time p(95) > +10%'"
            ),
            ("a b 10%", "'a b 10%' is no change of a figure; expected one such as 'ws_response_time p(95) > +10%'"),
            ("a b > ten", "'ten' in 'a b > ten' is not a number; expected one such as +10% or +5"),
            (
                "ws_respons_time p(95) > 1",
                "'ws_respons_time' is in none of the results. Did you mean 'ws_response_time'?"
            ),
            (
                "ws_msgs_sent p(95) > 1",
                "'p(95)' is no figure of ws_msgs_sent in the results; expected count, rate"
            ),
            (
                "ws_connect_failed rate > +5",
                "'ws_connect_failed rate > +5' can never be: ws_connect_failed is a share from 0 to 1; expected +5% of what "
                    + "it was, or +0.05, that is 5 in a hundred"
            ),
        ])
    func mistakeIsTold(text: String, words: String) {
        let error = #expect(throws: TextError.self) { try Self.comparison([1], [1], text) }
        #expect(error?.message == words)
    }

    @Test("hostile names are shown as what they are")
    func hostileIsText() throws {
        let source = Comparison.Source(path: "\u{1B}[31m", document: ResultDocument(try HostileSample.summary()))
        let comparison = try Comparison(base: [source], new: [source], rules: [])
        #expect(!ComparisonReport.text(comparison).contains("\u{1B}"))
        try Golden.expect(
            String(decoding: ComparisonReport.markdown(comparison), as: UTF8.self),
            matches: "hostile.comparison.markdown")
    }
}
