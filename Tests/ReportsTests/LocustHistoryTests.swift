import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Locust's history")
struct LocustHistoryTests {
    private let recorder: Recorder
    private let metrics: RunMetrics
    private let plan = MeasurementPlan(
        submetrics: ["log in", "GET /x"].flatMap { RequestRow.selectors(scenario: "all", name: $0) })

    init() {
        recorder = Recorder(plan)
        metrics = RunMetrics(plan)
    }

    /// The rows of one more second, by type and name.
    private func second(_ number: Int, _ record: () -> Void) -> [String: [String]] {
        record()
        metrics.absorb(recorder.harvest(sparing: Interval(plan)), at: .seconds(Double(number)))
        let moment = RunMoment(
            elapsed: .seconds(Double(number)), unixSeconds: Double(number), families: [.webSocket, .requests])
        let lines = LocustTables.history(metrics, at: moment, stamped: number).split(separator: "\r\n")
        let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        return Dictionary(rows.map { ("\($0[2]) \($0[3])", $0) }) { first, _ in first }
    }

    private func request(_ name: String) {
        let tags = [("scenario", "all"), ("name", name)].map { MetricSelector.Tag(key: $0, value: $1) }
        TaggedRecorder(recorder, tags: tags).record(
            RequestFacts(status: 200, responseTime: .milliseconds(2), duration: .milliseconds(2), bytesReceived: 7))
    }

    @Test("in a stall messages leave and none is counted until its reply comes or it is given up")
    func stallIsSeen() {
        _ = second(1) {
            recorder.add(.wsMsgsSent, 10)
            for _ in 0..<10 { recorder.record(.wsResponseTime, .milliseconds(2)) }
        }
        let stalled = second(2) { recorder.add(.wsMsgsSent, 10) }
        #expect(stalled["WS message"]?[4...6] == ["0", "0", "N/A"])
        let end = second(3) {
            for _ in 0..<4 { TaggedRecorder(recorder).recordUnanswered(after: .seconds(1)) }
            for _ in 0..<6 { recorder.record(.wsResponseTime, .seconds(1)) }
        }
        #expect(end["WS message"]?[4...6] == ["10", "4", "1000"])
        #expect(end["WS message"]?[17...18] == ["20", "4"])
    }

    @Test("pushes and messages that expect no reply have rows of their own")
    func pushesAreCounted() {
        let rows = second(1) {
            recorder.add(.wsMsgsSent, 8)
            recorder.add(.wsMsgsUnawaited, 3)
            recorder.add(.wsMsgsReceived, 40)
            recorder.add(.wsMsgsLate)
            recorder.add(.wsMsgsUnmatched)
            for _ in 0..<5 {
                recorder.record(.wsResponseTime, .milliseconds(2))
                recorder.record(.wsServiceTime, .milliseconds(2))
            }
            for _ in 0..<33 { recorder.record(.wsDeliveryDelay, .milliseconds(5)) }
        }
        #expect(rows["WS push"]?[4...6] == ["33", "0", "5"])
        #expect(rows["WS send"]?[4...6] == ["3", "0", "N/A"])
        #expect(rows["WS message"]?[4] == "5" && rows[" Aggregated"]?[4] == "41")
        let quiet = second(2) {}
        #expect(quiet["WS push"]?[4...6] == ["0", "0", "N/A"] && quiet["WS push"]?[17] == "33")
    }

    @Test("each step that makes requests has the row that it has in the stats")
    func stepsJoinTheStats() throws {
        _ = second(1) {
            for _ in 0..<3 { request("log in") }
            request("GET /x")
        }
        let rows = second(2) {
            request("GET /x")
            recorder.addError(.wsSession, cause: "lost")
        }
        let summary = try Samples.summary(
            families: [.webSocket, .requests], judgement: Judgement(), metrics: metrics)
        let table = LocustTotals(summary).table
        #expect(Set(rows.keys) == Set(table.map { "\($0.label.type) \($0.label.name)" }))
        for row in table {
            let last = try #require(rows["\(row.label.type) \(row.label.name)"])
            #expect(last[17...] == (row.counts + row.timeCells + [row.sizeCell])[...])
        }
        #expect(rows["HTTP log in"]?[4] == "0" && rows["GET /x"]?[4] == "1" && rows["WS session"]?[5] == "1")
    }

    @Test(
        "no two rows of a step have one timestamp",
        arguments: [
            ([1.2, 2.2, 2.5], [1, 2, 3]), ([1.0, 1.9995, 3.0005, 4], [1, 2, 3, 4]), ([5.9, 6.9, 7.3], [5, 6, 7]),
            ([1, 5], [1, 5]),
        ])
    func stampsDiffer(times: [Double], stamped: [Int]) {
        var stamps = LocustStamps()
        #expect(times.map { stamps.next($0) } == stamped)
    }
}
