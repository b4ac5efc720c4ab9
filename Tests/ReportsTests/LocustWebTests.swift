import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Locust's web server")
struct LocustWebTests {
    private let recorder = Recorder()
    private let metrics = RunMetrics()

    /// Sends so many messages in a second, of which one is not answered.
    private func summary(second: Int, sends: Int) throws -> RunSummary {
        recorder.add(.wsMsgsSent, sends)
        for _ in 1..<sends { recorder.record(.wsResponseTime, .milliseconds(4)) }
        TaggedRecorder(recorder).recordUnanswered(after: .seconds(1))
        recorder.openChanged(by: 1, of: .webSocket)
        metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(Double(second)))
        return try Samples.summary(families: [.webSocket], judgement: Judgement(), metrics: metrics)
    }

    private func moment(_ second: Int) -> RunMoment {
        RunMoment(elapsed: .seconds(Double(second)), unixSeconds: 1_000 + Double(second), families: [.webSocket])
    }

    private static func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test("the rates are those of the last second, the counts those of the run")
    func statsAreOfNow() throws {
        var web = LocustWeb()
        web.note(metrics, try summary(second: 1, sends: 10), at: moment(1))
        let last = try summary(second: 2, sends: 30)
        web.note(metrics, last, at: moment(2))
        let stats = try Self.object(
            web.stats(LiveState(target: "embedded", run: 1, phase: .hold, loads: [], summary: last)))
        let rows = try #require(stats["stats"] as? [[String: Any]])
        #expect(rows.map { $0["name"] as? String } == ["connect", "message", "Aggregated"])
        #expect(rows[1]["num_requests"] as? Int == 40 && rows[1]["num_failures"] as? Int == 2)
        #expect(rows[1]["current_rps"] as? Double == 30 && rows[1]["current_fail_per_sec"] as? Double == 1)
        // The sample's run takes ten seconds.
        #expect(rows[1]["total_rps"] as? Double == 4)
        #expect(stats["state"] as? String == "running" && stats["user_count"] as? Int == 2)
        #expect(stats["fail_ratio"] as? Double == 0.05)
        let errors = try #require(stats["errors"] as? [[String: Any]])
        #expect(errors.count == 1 && errors[0]["occurrences"] as? Int == 2)
        // The sample's run began with the year.
        #expect(
            errors[0]["first_seen"] as? Double == 1_767_225_601 && errors[0]["last_seen"] as? Double == 1_767_225_602)
    }

    @Test("phases have Locust's names")
    func phases() throws {
        let words: [(LiveState.Phase, String)] = [
            (.waiting, "ready"), (.ramp, "spawning"), (.hold, "running"), (.drain, "cleanup"), (.close, "cleanup"),
            (.finished, "stopped"),
        ]
        for (phase, word) in words {
            let stats = try Self.object(
                LocustWeb().stats(LiveState(target: "embedded", run: 1, phase: phase, loads: [])))
            #expect(stats["state"] as? String == word)
        }
    }

    @Test("of the history so many seconds are kept")
    func historyIsBounded() throws {
        var web = LocustWeb(historyLimit: 5)
        let summary = try summary(second: 1, sends: 1)
        for second in 1...7 { web.note(metrics, summary, at: moment(second)) }
        let lines = String(decoding: web.historyTable, as: UTF8.self).split(separator: "\r\n")
        // A head, and three rows a second.
        #expect(lines.count == 1 + 3 * 5)
        #expect(lines[1].hasPrefix("1003,") && lines[15].hasPrefix("1007,"))
    }
}
