import ArgumentParser
import Foundation
import Logging
import Testing

@testable import StreamLoad

@Suite("Help and logs")
struct HelpTests {
    /// `UPDATE_GOLDENS=1` writes the files anew, for a human to read the difference.
    @Test(
        "the help text is the one that was last read by a human",
        arguments: [
            ("help.txt", RunCommand.self as any ParsableCommand.Type), ("serve-help.txt", ServeCommand.self),
            ("validate-help.txt", ValidateCommand.self), ("explain-help.txt", ExplainCommand.self),
            ("report-help.txt", ReportCommand.self),
            ("compare-help.txt", CompareCommand.self),
        ])
    func golden(name: String, command: any ParsableCommand.Type) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
        let help = StreamLoad.helpMessage(for: command, columns: 100) + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            try help.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try help == String(contentsOf: file, encoding: .utf8))
    }

    @Test("the list of flags that hints are taken from is the help text's")
    func knownFlags() {
        let flags = RunOptions.knownFlags
        for flag in ["--max-connections", "-c", "--vus", "--tls-resume", "-H", "--no-color", "--json"] {
            #expect(flags.contains(flag))
        }
    }

    @Test("a log line holds its level, its text and its values in order")
    func logLine() {
        #expect(
            StandardErrorLog.line(.warning, "slow", ["b": "2", "a": "1"]) == "warning: slow a=1 b=2")
    }
}
