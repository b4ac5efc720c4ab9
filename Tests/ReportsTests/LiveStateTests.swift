import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("A run as the live page hears of it")
struct LiveStateTests {
    private static let loads = [
        LiveLoad(scenario: nil, connections: 20, connectRate: 500, messageRate: 5),
        LiveLoad(scenario: "<b>", isOfUsers: true, connections: nil, connectRate: nil, messageRate: nil),
    ]

    private static func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    /// Each second opens a session, sends its own number of messages and has a failure.
    private static func metrics(seconds: Int) -> RunMetrics {
        let recorder = Recorder()
        let metrics = RunMetrics()
        for second in 1...seconds {
            recorder.ledger.attempt()
            recorder.openChanged(by: 1, of: .webSocket)
            recorder.add(.wsMsgsSent, second)
            recorder.addError(.wsConnect, cause: "refused")
            metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(Double(second)))
        }
        return metrics
    }

    private static func state(of metrics: RunMetrics) throws -> LiveState {
        let summary = try Samples.summary(families: [.webSocket], judgement: Judgement(), metrics: metrics)
        return LiveState(
            target: "embedded", run: 1, phase: .hold, elapsed: .seconds(3), left: .seconds(7), loads: loads,
            summary: summary)
    }

    @Test("before the first second there is no result, and nothing to add")
    func waiting() throws {
        let state = LiveState(
            target: "embedded", run: 0, phase: .waiting, left: .seconds(30.5), loads: Self.loads,
            plan: [("It passes when", ["a<b", "c<d"])])
        let whole = try Self.object(state.whole)
        #expect(whole["left_s"] as? Double == 30.5)
        let plan = try #require(whole["plan"] as? [[String: Any]])
        #expect(plan.count == 1 && plan[0]["title"] as? String == "It passes when")
        #expect(plan[0]["lines"] as? [String] == ["a<b", "c<d"])
        #expect(whole["phase"] as? String == "waiting")
        #expect(whole["result"] is NSNull)
        #expect(state.update(hasDistributions: true, hasChanges: true) == nil)
        let loads = try #require(whole["loads"] as? [[String: Any]])
        #expect(loads[0]["scenario"] is NSNull && loads[0]["connections"] as? Int == 20)
        #expect(loads[1]["scenario"] as? String == "<b>" && loads[1]["connections"] is NSNull)
        #expect(loads[1]["is_users"] as? Bool == true)
    }

    @Test("the whole is the result, and what a second adds is its row and all that is no timeline")
    func updateIsWholeWithoutTimeline() throws {
        let state = try Self.state(of: Self.metrics(seconds: 3))
        let whole = try Self.object(state.whole)
        let update = try Self.object(#require(state.update(hasDistributions: true, hasChanges: true)))
        var result = try #require(whole["result"] as? [String: Any])
        let added = try #require(update["result"] as? [String: Any])
        let timeline = try #require(result.removeValue(forKey: "timeline") as? [String: Any])
        #expect(NSDictionary(dictionary: result) == NSDictionary(dictionary: added))
        #expect(timeline["t"] as? [Double] == [1, 2, 3])
        let row = try #require(update["timeline"] as? [String: Any])
        #expect(row["t"] as? [Double] == [3])
        let series = try #require(row["series"] as? [String: [Any]])
        #expect(series["ws_msgs_sent"] as? [Int] == [3])
        #expect(series["ws_open"] as? [Int] == [3])
        #expect(update["elapsed_s"] as? Double == 3 && update["left_s"] as? Double == 7)
        let short = try Self.object(#require(state.update(hasDistributions: false, hasChanges: false)))
        #expect((short["result"] as? [String: Any])?["distributions"] == nil)
        // A thousand changes are not told every second.
        let (told, kept) = (added["run"] as? [String: Any], (short["result"] as? [String: Any])?["run"])
        let run = try #require(kept as? [String: Any])
        #expect(told?["changes"] is [Any] && run["changes"] == nil && run.count + 1 == told?.count)
    }

    @Test("of a long run the page draws fewer rows, and those to come are as far apart as they are measured")
    func longRun() throws {
        let state = try Self.state(of: Self.metrics(seconds: 1_900))
        let whole = try Self.object(state.whole)
        let update = try Self.object(#require(state.update(hasDistributions: false, hasChanges: true)))
        let drawn = try #require((whole["result"] as? [String: Any])?["timeline"] as? [String: Any])
        #expect(drawn["interval_s"] as? Int == 2 && (drawn["t"] as? [Double])?.count == 950)
        #expect((drawn["t"] as? [Double])?.last == 1_900)
        #expect(whole["interval_s"] as? Int == 1 && update["interval_s"] as? Int == 1)
        #expect((update["timeline"] as? [String: Any])?["t"] as? [Double] == [1_900])
    }

    @Test("failures are told in the second in which they come, the latest first, and are forgotten after a hundred")
    func failuresBySecond() {
        var log = FailureLog()
        let recorder = Recorder()
        let total = Interval()
        func second(_ time: Double, _ record: () -> Void) {
            record()
            total.merge(recorder.harvest(sparing: Interval()))
            log.see(total, at: time)
        }
        second(1) {
            for _ in 0..<3 { recorder.addError(.wsConnect, cause: "refused") }
            recorder.addError(.request, name: "GET /x", cause: "500", isExpected: true)
        }
        #expect(log.newest.map(\.count) == [3] && log.newest[0].cause == "refused" && log.newest[0].time == 1)
        second(2) {}
        #expect(log.newest.isEmpty && log.entries.count == 1)
        second(3) {
            recorder.addError(.wsConnect, cause: "refused")
            recorder.addError(.wsSession, cause: "lost")
            // Told by its error alone, as is every end that is not ours; a stream that ends in order is no failure.
            recorder.ledger.end(.lost)
            recorder.ledger.end(.closedByPeer(.endOfStream))
            recorder.ledger.end(.closedByClient(code: 1000))
            for _ in 0..<2 { TaggedRecorder(recorder).recordUnanswered(after: .seconds(1)) }
        }
        #expect(log.newest.map(\.count) == [2, 1, 1])
        #expect(log.newest.map(\.cause) == ["no reply in time", "refused", "lost"])
        #expect(log.entries.count == 4 && log.entries[0].time == 3 && log.entries[3].time == 1)
        for index in 0..<200 { second(Double(4 + index)) { recorder.addError(.request, name: "n", cause: "c") } }
        #expect(log.entries.count == 100 && log.entries[0].time == 203)
    }

    @Test("hostile texts stay texts in the page")
    func hostileTexts() throws {
        let summary = try HostileSample.summary()
        var log = FailureLog()
        log.see(HostileSample.metrics().total, at: 1)
        let state = LiveState(
            target: "embedded", run: 1, phase: .hold, loads: Self.loads, failures: log, summary: summary)
        let page = String(decoding: LivePage.render(state), as: UTF8.self)
        #expect(!page.contains("<script>alert(1)"))
        #expect(page.contains("\\u003cscript>alert(1)"))
    }
}
