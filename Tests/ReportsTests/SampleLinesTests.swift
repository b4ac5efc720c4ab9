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
}
