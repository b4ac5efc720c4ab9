import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

/// All reports tell the one list of failures.
@Suite("Failures in all reports")
struct FailureTotalsTests {
    /// Requests that failed and that could not be sent, a message without a reply, and failed dials.
    private static func everything() throws -> RunSummary {
        let plan = MeasurementPlan(submetrics: RequestRow.selectors(scenario: "all", name: "verify"))
        let tags = [("scenario", "all"), ("name", "verify")].map { MetricSelector.Tag(key: $0, value: $1) }
        let metrics = Samples.metrics(plan) { recorder in
            let step = TaggedRecorder(recorder, tags: tags)
            for _ in 0..<10 {
                step.record(RequestFacts(status: 200, responseTime: .milliseconds(2), duration: .milliseconds(2)))
            }
            for _ in 0..<13 { step.addError(.requestUnsent, name: "verify", cause: "no value for {{token}}") }
            step.record(RequestFacts(status: nil, responseTime: nil, duration: nil, isFailed: true, cause: "timeout"))
            step.addError(.request, name: "verify", cause: "nothing at $.token")
            for _ in 0..<160 { step.recordUnanswered(after: .seconds(10), name: "chat") }
            for _ in 0..<36 {
                recorder.record(.wsConnectFailed, happened: true)
                step.addError(.wsConnect, name: "chat", cause: "http_503")
            }
            recorder.addError(.request, name: "verify", cause: "401", isExpected: true)
        }
        return try Samples.summary(families: [.webSocket, .requests], judgement: Judgement(), metrics: metrics)
    }

    /// The count before each line of the terminal's list.
    private static func terminal(_ summary: RunSummary) throws -> Int {
        try FailureRows.lines(summary).prefix { !$0.hasPrefix("expected") }.reduce(0) { sum, line in
            let count = try #require(line.firstMatch(of: #/([0-9,]+) × /#)?.1)
            return sum + (Int(count.filter { $0 != "," }) ?? 0)
        }
    }

    /// The count before each row of Markdown's table.
    private static func markdown(_ summary: RunSummary) throws -> Int {
        let text = String(decoding: MarkdownReport.render(ResultDocument(summary)), as: UTF8.self)
        guard let table = text.split(separator: "### Failures\n").dropFirst().first else { return 0 }
        let rows = table.split(separator: "\n").prefix { !$0.hasPrefix("#") }.filter { $0.hasSuffix("| no |") }
        return try rows.reduce(0) { sum, row in
            sum + (Int(try #require(row.split(separator: "|").first).filter(\.isNumber)) ?? 0)
        }
    }

    @Test("the totals of JSON, terminal, Markdown and CSV are one")
    func totalsAreOne() throws {
        for summary in [
            try Self.everything(), try Samples.troubled(), try Samples.streams(), try Samples.unreachable(),
            try ProfileSamples.requests(), try ProfileSamples.mixture(), try Samples.quiet(),
        ] {
            let failures = ResultDocument(summary).failures.filter { !$0.isExpected }.reduce(0) { $0 + $1.count }
            let totals = LocustTotals(summary)
            #expect(totals.table.last?.failures == failures)
            let table = totals.failures.text.split(separator: "\r\n").dropFirst().map { $0.split(separator: ",") }
            #expect(table.reduce(0) { $0 + (Int($1[$1.count - 3]) ?? 0) } == failures)
            #expect(try Self.terminal(summary) == failures)
            #expect(try Self.markdown(summary) == failures)
        }
    }

    @Test("a request that could not be sent counts in its row, and one whose answer lacked something once")
    func unsentCount() throws {
        let rows = LocustTotals(try Self.everything()).rows
        let verify = try #require(rows.first { $0.label == LocustLabel("HTTP", "verify") })
        // 11 were sent, 13 not; one of those sent failed, one was without what was to be read in it.
        #expect(verify.requests == 24 && verify.failures == 15)
        let message = try #require(rows.first { $0.label == LocustLabel("WS", "message") })
        #expect(message.requests == 160 && message.failures == 160 && message.times.minimum == 10_000)
        #expect(rows.first { $0.label == LocustLabel("WS", "connect") }?.failures == 36)
    }
}
