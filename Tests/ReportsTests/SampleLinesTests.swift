import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("k6's JSON lines")
struct SampleLinesTests {
    @Test("a metric is introduced once, and has a point for each sample")
    func linesRead() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "streamload-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let lines = SampleLines(path: path)
        let recorder = Recorder()
        let metrics = RunMetrics()
        for second in 1...2 {
            recorder.add(.wsMsgsSent, 3)
            recorder.record(.wsConnectFailed, happened: second == 2)
            recorder.record(.wsPing, .milliseconds(2))
            recorder.record(.wsPing, .milliseconds(2))
            metrics.absorb(
                recorder.harvest(sparing: Interval()), at: .seconds(Double(second)), cpuPercent: 12.5, residentBytes: 1)
            lines.note(
                metrics,
                at: RunMoment(
                    elapsed: .seconds(Double(second)), unixSeconds: 1_767_225_600 + Double(second),
                    families: [.webSocket]))
        }
        #expect(lines.finish(try Samples.quiet()).isEmpty)
        try Golden.expect(String(contentsOfFile: path, encoding: .utf8), matches: "sessions.lines")
    }

    private func lines(_ note: (SampleLines, RunMoment) throws -> Void) throws -> [ResultNode] {
        let path = FileManager.default.temporaryDirectory.appending(path: "streamload-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let lines = SampleLines(path: path)
        try note(lines, RunMoment(elapsed: .seconds(1), unixSeconds: 0, families: [.requests]))
        #expect(lines.finish(try Samples.quiet()).isEmpty)
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            ResultNode(path: "", value: try #require(JSONTree.read(Array($0.utf8))))
        }.filter { try $0.text("type") == "Point" }
    }

    /// The values of a metric's points by one of their tags; nothing for points without it.
    private func values(_ lines: [ResultNode], of metric: String, by tag: String) throws -> [String: [Double]] {
        try lines.filter { try $0.text("metric") == metric }.reduce(into: [:]) { values, line in
            let tags = try line.member("data").member("tags").members()
            let text = try tags.first { $0.key == tag }.map { _ in
                try line.member("data").member("tags").text(tag)
            }
            values[text ?? "", default: []].append(try line.member("data").number("value"))
        }
    }

    @Test("points of requests have their step's tags, those of checks their names, and nothing is told twice")
    func pointsHaveTags() throws {
        let metrics = try ProfileSamples.requestMetrics()
        let lines = try lines { $0.note(metrics, at: $1) }
        let failed = try values(lines, of: "http_req_failed", by: "name")
        #expect(failed.mapValues(\.count) == ["log in": 1_000, "verify": 1_000, "guess": 500])
        #expect(failed.mapValues { $0.reduce(0, +) } == ["log in": 0, "verify": 3, "guess": 0])
        let durations = try values(lines, of: "http_req_duration", by: "name")
        #expect(durations.mapValues(\.count) == ["log in": 1_000, "verify": 1_000, "guess": 500])
        #expect(try values(lines, of: "http_reqs", by: "scenario") == ["mixed": [1_000, 1_000], "attack": [500]])
        #expect(try values(lines, of: "checks", by: "check")["has token"]?.reduce(0, +) == 990)
        #expect(try values(lines, of: "rate_limit_blocks", by: "name") == ["": [100]])
        #expect(try values(lines, of: "login_success", by: "name")[""]?.reduce(0, +) == 999)
    }

    @Test("requests of no step have points without tags, and bytes of a step wait for those of their sockets")
    func restHasNoTags() throws {
        let plan = MeasurementPlan(submetrics: RequestRow.selectors(scenario: "all", name: "PUT /x"))
        let recorder = Recorder(plan)
        let metrics = RunMetrics(plan)
        let tags = [("scenario", "all"), ("name", "PUT /x")].map { MetricSelector.Tag(key: $0, value: $1) }
        let facts = RequestFacts(
            status: 200, responseTime: .milliseconds(2), duration: .milliseconds(2), bytesReceived: 50)
        let lines = try lines { lines, moment in
            for received in [30, 100] {
                TaggedRecorder(recorder, tags: tags).record(facts)
                TaggedRecorder(recorder).record(facts)
                recorder.add(.dataReceived, received)
                metrics.absorb(recorder.harvest(sparing: Interval(plan)), at: .seconds(1))
                lines.note(metrics, at: moment)
            }
        }
        #expect(try values(lines, of: "http_reqs", by: "method") == ["PUT": [1, 1], "": [1, 1]])
        #expect(try values(lines, of: "http_req_failed", by: "method") == ["PUT": [0, 0], "": [0, 0]])
        #expect(try values(lines, of: "http_req_duration", by: "name").mapValues(\.count) == ["PUT /x": 2, "": 2])
        #expect(try values(lines, of: "data_received", by: "name") == ["PUT /x": [50, 50], "": [30]])
    }
}
