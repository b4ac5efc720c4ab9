import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Tables made of a result")
struct TablesReadAgainTests {
    private static func totals(_ bytes: [UInt8]) throws -> LocustTotals {
        let document = try ResultDocument(reading: bytes)
        return try LocustTotals(ResultFigures(document))
    }

    @Test("stats and failures are those of the run, to the byte")
    func tablesAreTheRuns() throws {
        let summaries = [
            try ProfileSamples.requests(), try ProfileSamples.mixture(), try Samples.quiet(), try Samples.troubled(),
            try Samples.streams(), try Samples.unreachable(), try Self.uneven(),
        ]
        for summary in summaries {
            let live = LocustTotals(summary)
            let read = try Self.totals(JSONReport.render(summary))
            #expect(LocustTables.stats(read) == LocustTables.stats(live))
            #expect(read.failures.text == live.failures.text)
            let failed = FailedRows(summary.errors.sorted, RequestLabels(summary.requestRows))
            #expect(failed.counts.keys.allSatisfy { key in live.rows.contains { $0.label == key } })
        }
    }

    /// A run whose length and times are no round numbers, as those of clocks are.
    private static func uneven() throws -> RunSummary {
        var random = FastRandom(seed: 7)
        let plan = MeasurementPlan(
            submetrics: ["a", "b"].flatMap { RequestRow.selectors(scenario: $0, name: "GET /x") })
        let recorder = Recorder(plan)
        let metrics = RunMetrics(plan)
        var elapsed = Nanoseconds.zero
        for second in 1...5 {
            for _ in 0..<1_000 {
                let time = Nanoseconds(Int64(random.next() >> 40))
                recorder.add(.wsMsgsSent)
                recorder.record(.wsResponseTime, time)
                let tags = [("scenario", second > 2 ? "a" : "b"), ("name", "GET /x")]
                TaggedRecorder(recorder, tags: tags.map { MetricSelector.Tag(key: $0, value: $1) }).record(
                    RequestFacts(status: 200, responseTime: time, duration: time, bytesReceived: 7))
            }
            for _ in 0..<second / 3 { TaggedRecorder(recorder).recordUnanswered(after: .seconds(1)) }
            recorder.addError(.wsSession, name: "chat", cause: "lost: \(second % 2)")
            elapsed = elapsed + Nanoseconds(999_999_700 + Int64(random.next() >> 44))
            metrics.absorb(recorder.harvest(sparing: Interval(plan)), at: elapsed)
        }
        metrics.close()
        return RunSummary(
            toolVersion: "1.0.0", families: [.webSocket, .requests],
            run: RunSummary.Run(
                startedAt: "2026-01-01T00:00:00Z", ramp: Nanoseconds(1_234_567_891), hold: Nanoseconds(3_456_789_123),
                drain: Nanoseconds(345_678_917), target: "t", profile: nil, seed: 1, options: []),
            generator: RunSummary.Generator(
                threads: 1, cpuSeconds: 1, maxRSSBytes: 1,
                validity: ValidityReport.judge(planned: 0, takenUp: 0, latenessP99: nil)),
            metrics: metrics, judgement: Judgement(), outcome: .passed)
    }

    @Test("the history has what the result keeps, and N/A where it keeps nothing")
    func historyIsWhatIsKept() throws {
        let document = try ResultDocument(reading: JSONReport.render(try Samples.troubled()))
        let text = LocustHistory(try ResultFigures(document), try ResultTimeline(document)).text
        try Golden.expect(text.replacing("\r\n", with: "\n"), matches: "read_stats_history.csv")
    }

    @Test("the logs have one line for the whole run, which reads as the run's own samples")
    func logsHaveOneLine() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "streamload-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let summary = try Samples.troubled()
        let document = try ResultDocument(reading: JSONReport.render(summary))
        #expect(try HistogramLogs.write(document, prefix: folder.appending(path: "run").path()).isEmpty)
        let text = try String(contentsOf: folder.appending(path: "run_ws_response_time.hlog"), encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[2] == "#[StartTime: 1767225600.000 (seconds since epoch), 2026-01-01T00:00:00Z]")
        #expect(lines[4] == "0.000,10.000,10000.000,\(HistogramEncoding.base64(summary.trend(.wsResponseTime)))")
        let metrics = TrendMetric.allCases.filter { summary.has($0) && summary.trend($0).count > 0 }
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: folder.path()))
                == Set(metrics.map { "run_\($0.name).hlog" }))
    }

    // MARK: - What a file may say

    private static func changed(_ pattern: String, _ text: String) throws -> [UInt8] {
        let json = String(decoding: JSONReport.render(try Samples.troubled()), as: UTF8.self)
        let changed = json.replacing(pattern, with: text, maxReplacements: 1)
        #expect(changed != json)
        return Array(changed.utf8)
    }

    @Test("a result without samples says so, and is one for all other reports")
    func olderResultIsTold() throws {
        let json = String(decoding: JSONReport.render(try Samples.quiet()), as: UTF8.self)
        let older = json.replacing(/,\n +"sum_ns": [0-9]+,\n +"hdr": "[^"]+"/, with: "")
        let document = try ResultDocument(reading: Array(older.utf8))
        #expect(JUnitReport.render(document) == JUnitReport.render(ResultDocument(try Samples.quiet())))
        let words =
            "'distributions.ws_connecting.hdr' is missing: an older streamload wrote this result, without the samples "
            + "that --csv and --hdr are made of"
        #expect(throws: TextError(words)) { try LocustFiles.write(document, prefix: "/nowhere/run") }
        #expect(throws: TextError(words)) { try HistogramLogs.write(document, prefix: "/nowhere/run") }
    }

    @Test("what cannot be true is told by its place, and traps nothing")
    func hostileResultIsTold() throws {
        let mistakes: [(String, String, String)] = [
            (#""hdr": "H"#, #""hdr": "="#, "'distributions.ws_connecting.hdr' is not a histogram: not base64"),
            (#""sum_ns": "#, #""sum_ns": -"#, "'distributions.ws_connecting.hdr' has samples, and the metric no times"),
            (#""started_at": "2026"#, #""started_at": "soon"#, "'run.started_at' is not a time such as "),
            (#""first_s": 1"#, #""first_s": 1e300"#, "'errors[0].first_s' is not a time since the start of the run"),
            (#""last_s": 1"#, #""last_s": 0"#, "'errors[0].last_s' is not after 'first_s'"),
            (#""step": "ws connect""#, #""step": "x""#, "'errors[0].step' is not a word that is known: 'x'"),
            (#""count": 20"#, #""count": 21"#, "'distributions.ws_connecting.hdr' has another number of samples than"),
            (#""count": 20"#, #""count": 1e300"#, "'metrics.ws_connecting.count' is not a count"),
            (#""count": 20"#, #""count": -1"#, "'metrics.ws_connecting.count' is not a count"),
            (#""numbered": 0"#, #""numbered": -1"#, "'counters.numbered.count' is not a count"),
        ]
        for (pattern, text, words) in mistakes {
            let error = #expect(throws: TextError.self) { try Self.totals(try Self.changed(pattern, text)) }
            #expect(error?.message.hasPrefix(words) == true, "\(error?.message ?? "")")
        }
        let times: [(String, String, String)] = [
            (#""ws_open": ["#, #""ws_open": [1, "#, "'timeline.series.ws_open' is not as long as 'timeline.t'"),
            (#""t": ["#, #""t": [-1, "#, "'timeline.t[0]' is not a time since the start of the run"),
        ]
        for (pattern, text, words) in times {
            let document = try ResultDocument(reading: try Self.changed(pattern, text))
            let error = #expect(throws: TextError.self) { try ResultTimeline(document) }
            #expect(error?.message.hasPrefix(words) == true, "\(error?.message ?? "")")
        }
    }
}
