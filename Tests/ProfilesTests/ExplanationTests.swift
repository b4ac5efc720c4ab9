import Foundation
import Profiles
import Testing

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

    @Test("no secret that fills a profile is explained")
    func secrets() throws {
        let environment = ["PASSWORD": "hunter2", "STREAMING_URL": "wss://ada:hunter2@stage.example"]
        let lines = Explanation.lines(
            of: try ProfileTexts.fixture("streaming", environment: environment), file: "streaming.yaml")
        #expect(lines.contains("  - connect to wss://***@stage.example/ws/stream?token=***"))
        #expect(lines.allSatisfy { !$0.contains("hunter2") })
    }
}
