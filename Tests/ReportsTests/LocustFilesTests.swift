import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Locust's files")
struct LocustFilesTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "streamload-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private var prefix: String { folder.appending(path: "run").path() }

    private func text(_ suffix: String) throws -> String {
        try String(contentsOfFile: prefix + suffix, encoding: .utf8).replacing("\r\n", with: "\n")
    }

    /// Ten sessions that send; in the second second one is lost and a message unanswered.
    private func record(second: Int, on recorder: Recorder) {
        if second == 1 {
            for _ in 0..<10 {
                recorder.record(.wsConnectFailed, happened: false)
                recorder.record(.wsConnecting, .milliseconds(2))
                recorder.openChanged(by: 1, of: .webSocket)
            }
            recorder.record(.wsConnectFailed, happened: true)
            recorder.addError(.wsConnect, cause: "refused, \"twice\"")
        } else {
            TaggedRecorder(recorder).recordUnanswered(after: .seconds(10))
            recorder.addError(.wsSession, cause: "=lost")
            recorder.openChanged(by: -1, of: .webSocket)
        }
        for index in 0..<100 {
            recorder.add(.wsMsgsSent)
            recorder.record(.wsResponseTime, .milliseconds(Double(second) + Double(index) / 100))
        }
    }

    private func write() throws -> RunSummary {
        let recorder = Recorder()
        let metrics = RunMetrics()
        let files = LocustFiles(prefix: prefix)
        for second in 1...2 {
            record(second: second, on: recorder)
            metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(Double(second)))
            files.note(
                metrics,
                at: RunMoment(
                    elapsed: .seconds(Double(second)), unixSeconds: 1_767_225_600 + Double(second) + 0.5,
                    families: [.webSocket]))
        }
        let summary = try Samples.summary(families: [.webSocket], judgement: Judgement(), metrics: metrics)
        #expect(files.finish(summary).isEmpty)
        return summary
    }

    @Test("a run of sessions reads as this")
    func sessionsRead() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try write()
        for suffix in ["_stats", "_stats_history", "_failures", "_exceptions"] {
            try Golden.expect(text("\(suffix).csv"), matches: "sessions\(suffix).csv")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).count == 4)
    }

    @Test("the history is on the disk while the run goes on")
    func historyIsFlushed() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = LocustFiles(prefix: prefix)
        #expect(try text("_stats_history.csv").split(separator: "\n").count == 1)
        let metrics = Samples.metrics { record(second: 1, on: $0) }
        let moment = RunMoment(elapsed: .seconds(1), unixSeconds: 0, families: [.webSocket])
        files.note(metrics, at: moment)
        #expect(try text("_stats_history.csv").split(separator: "\n").count == 4)
    }

    @Test("a row for every step that makes requests, and hostile texts are no formulas and no rows")
    func requestsRead() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(LocustFiles(prefix: prefix).finish(try ProfileSamples.requests()).isEmpty)
        try Golden.expect(text("_stats.csv"), matches: "requests_stats.csv")
        let files = LocustFiles(prefix: prefix)
        files.note(
            HostileSample.metrics(), at: RunMoment(elapsed: .seconds(1), unixSeconds: 0, families: [.requests]))
        #expect(files.finish(try HostileSample.summary()).isEmpty)
        try Golden.expect(text("_failures.csv"), matches: "hostile_failures.csv")
        try Golden.expect(text("_stats.csv"), matches: "hostile_stats.csv")
    }

    @Test("a folder that is gone is told once for each file, and ends nothing")
    func missingFolderIsTold() throws {
        try FileManager.default.removeItem(at: folder)
        let files = LocustFiles(prefix: prefix)
        files.note(
            Samples.metrics { _ in }, at: RunMoment(elapsed: .seconds(1), unixSeconds: 0, families: [.webSocket]))
        let failures = files.finish(try Samples.quiet())
        #expect(
            failures.map(\.path)
                == ["_stats_history", "_stats", "_failures", "_exceptions"].map { "\(prefix)\($0).csv" })
        #expect(failures.allSatisfy { $0.reason == "No such file or directory" })
    }

    @Test("a full disk is told once, and nothing is written after it")
    func fullDiskIsTold() {
        let file = GrowingFile("/dev/full")
        file.append("a")
        file.append("b")
        #expect(file.close()?.description == "cannot write /dev/full: No space left on device")
    }

    @Test(
        "a name is a type and a name where it begins with a method",
        arguments: [
            ("GET /x", "GET", "/x"), ("ws connect", "HTTP", "ws connect"), ("log in", "HTTP", "log in"),
            ("GET", "HTTP", "GET"), ("", "HTTP", ""),
        ])
    func nameHasType(text: String, type: String, name: String) {
        #expect(LocustLabel(ofRequest: text) == LocustLabel(type, name))
    }

    @Test("what fails of sessions and streams is told by protocol, of requests and data by name")
    func failuresHaveLabels() {
        #expect(LocustLabel(of: .wsConnect) == LocustLabel("WS", "connect"))
        #expect(LocustLabel(of: .sseStream) == LocustLabel("SSE", "stream"))
        #expect(FailedStep.allCases.filter { LocustLabel(of: $0) == nil } == [.request, .requestUnsent, .data])
    }

    /// A run of every kind of step, in which each fails once, and a name is in two scenarios.
    private func failing() throws -> RunSummary {
        let plan = MeasurementPlan(
            submetrics: ["one", "two"].flatMap { RequestRow.selectors(scenario: $0, name: "GET /x") })
        return try Samples.summary(
            families: [.webSocket, .eventStream, .requests], judgement: Judgement(),
            metrics: Samples.metrics(plan) { recorder in
                for _ in 0..<5 { recorder.add(.wsSessions) }
                for scenario in ["one", "two"] {
                    let tags = [MetricSelector.Tag(key: "scenario", value: scenario)]
                    for step in FailedStep.allCases {
                        TaggedRecorder(recorder, tags: tags).addError(
                            step, name: [.request, .requestUnsent].contains(step) ? "GET /x" : "mine",
                            cause: "of \(scenario)")
                    }
                }
            })
    }

    @Test("every failure has its row, under the same method and name")
    func failuresHaveRows() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(LocustFiles(prefix: prefix).finish(try failing()).isEmpty)
        func rows(_ suffix: String) throws -> [[String]] {
            try text(suffix).split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        }
        let stats = try text("_stats.csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let failures = try rows("_failures.csv")
        // Two scenarios and every step; requests that failed and those that could not be sent are of one.
        #expect(failures.count == 2 * (FailedStep.allCases.count - 1))
        for failure in failures {
            #expect(stats.filter { $0[0] == failure[0] && $0[1] == failure[1] }.count == 1, "\(failure)")
        }
        #expect(failures.contains { $0.prefix(4) == ["WS", "connect", "mine: of one", "1"] })
        #expect(failures.contains { $0.prefix(4) == ["GET", "two: /x", "of two", "2"] })
        #expect(failures.allSatisfy { $0[4...] == ["2026-01-01T00:00:01Z", "2026-01-01T00:00:01Z"] })
        // Of sessions it is known how many there were; no time of theirs is a response time.
        let session = try #require(stats.first { $0[0] == "WS" && $0[1] == "session" })
        #expect(session[2...7] == ["5", "2", "N/A", "N/A", "N/A", "N/A"])
        // No request was made, and one in each scenario could not be sent.
        let request = try #require(stats.first { $0[0] == "GET" && $0[1] == "one: /x" })
        #expect(request[2...3] == ["1", "2"])
    }
}
