import Foundation
import Metrics
import Profiles
import Testing
import Timing

@Suite("Explanations of profiles")
struct ExplanationTests {
    /// `UPDATE_GOLDENS=1` writes the files anew, for a person to read the difference.
    @Test("a profile is explained in the words that were last read by a person", arguments: ProfileTexts.fixtures)
    func golden(name: String) throws {
        let text =
            Explanation.lines(of: try ProfileTexts.fixture(name), file: "\(name).yaml").joined(separator: "\n") + "\n"
        let file = ProfileTexts.folder.appending(path: "explained/\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test("the overview has the explanation's words", arguments: ProfileTexts.fixtures)
    func overview(name: String) throws {
        let profile = try ProfileTexts.fixture(name)
        let explained = Explanation.lines(of: profile, file: "\(name).yaml")
        let parts = PlanOverview(of: profile, thresholds: profile.thresholds).parts
        #expect(parts.dropFirst(profile.scenarios.count).first?.title == "In all")
        for part in parts {
            #expect(part.title == "In all" || explained.contains(part.title), "\(part.title)")
            let place = explained.firstIndex(of: part.title) ?? 0
            for line in part.lines {
                #expect(explained[place...].contains { $0 == line || $0 == "  " + line }, "\(line)")
            }
        }
    }

    @Test("the overview of the one-line form says the same of it")
    func overviewOfFlags() throws {
        let load = PlanOverview(sessions: 50, connectRate: 500, hold: .seconds(30), messageRate: 5, thresholds: [])
        #expect(load.parts.map(\.title) == ["Sessions", "In all"])
        #expect(
            load.parts.flatMap(\.lines) == [
                "50 sessions, opened at 500/s, held for 30s when all are open", "messages at 5/s per session",
                "Planned in all: 50 sessions in 30.098s",
            ])
        let threshold = try Threshold.parse("ws_connecting p(95)<200")
        let quiet = PlanOverview(
            sessions: 1, connectRate: 1, hold: .seconds(1), messageRate: 0, thresholds: [threshold])
        #expect(quiet.parts.map(\.title) == ["Sessions", "In all", "It passes when"])
        #expect(quiet.parts[0].lines.last == "no messages" && quiet.parts[2].lines == ["ws_connecting p(95)<200"])
    }

    @Test("no secret that fills a profile is explained")
    func secrets() throws {
        let environment = ["PASSWORD": "hunter2", "STREAMING_URL": "wss://ada:hunter2@stage.example"]
        let lines = Explanation.lines(
            of: try ProfileTexts.fixture("streaming", environment: environment), file: "streaming.yaml")
        #expect(lines.contains("  - connect to wss://***@stage.example/ws/stream?token=***"))
        #expect(lines.allSatisfy { !$0.contains("hunter2") })
    }
}
