import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Histogram logs")
struct HistogramLogsTests {
    @Test(
        "buckets are as wide as three digits allow",
        arguments: [
            (0, 0), (1, 1), (2_047, 2_047), (2_048, 2_048), (2_049, 2_048), (4_095, 3_071), (4_096, 3_072),
            (4_099, 3_072), (4_100, 3_073), (1_000_000, 11_169),
        ] as [(UInt64, Int)])
    func bucketsAreWide(value: UInt64, bucket: Int) {
        #expect(HistogramEncoding.bucket(of: value) == bucket)
    }

    @Test(
        "numbers of either sign are short where they are small",
        arguments: [
            (0, [0]), (-1, [1]), (1, [2]), (63, [0x7E]), (-64, [0x7F]), (64, [0x80, 0x01]), (-8_192, [0xFF, 0x7F]),
            (.max, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), (.min, Array(repeating: 0xFF, count: 9)),
        ] as [(Int64, [UInt8])])
    func numbersAreShort(number: Int64, expected: [UInt8]) {
        var bytes: [UInt8] = []
        HistogramEncoding.appendZigZag(number, to: &bytes)
        #expect(bytes == expected)
    }

    @Test("a log has a head, and a line for each interval that has samples")
    func logReads() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "streamload-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let logs = HistogramLogs(prefix: folder.appending(path: "run").path())
        let recorder = Recorder()
        let metrics = RunMetrics()
        for second in 1...3 {
            if second != 2 { recorder.record(.wsPing, .milliseconds(Double(second))) }
            metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(Double(second)))
            logs.note(
                metrics,
                at: RunMoment(
                    elapsed: .seconds(Double(second)), unixSeconds: 1_767_225_600 + Double(second),
                    families: [.webSocket]))
        }
        #expect(logs.finish(try Samples.quiet()).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["run_ws_ping.hlog"])
        let text = try String(contentsOf: folder.appending(path: "run_ws_ping.hlog"), encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(4) == [
                "#[ws_ping in nanoseconds, by streamload]", "#[Histogram log format version 1.3]",
                "#[StartTime: 1767225600.000 (seconds since epoch), 2026-01-01T00:00:00Z]",
                #""StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram""#,
            ])
        #expect(
            lines.dropFirst(4).map { $0.split(separator: ",").prefix(3) } == [
                ["0.000", "1.000", "1.000"], ["2.000", "1.000", "3.000"],
            ])
        // The compressed cookie, big-endian, in base64.
        #expect(lines.dropFirst(4).allSatisfy { $0.contains(",HISTFA") })
    }
}
