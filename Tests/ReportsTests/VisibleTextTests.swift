import Metrics
import Testing

@testable import Reports

@Suite("Text of the target's on a terminal")
struct VisibleTextTests {
    @Test(
        "what a terminal would obey is shown instead",
        arguments: [
            ("plain text, ä 语 🙂", "plain text, ä 语 🙂"), ("\u{1B}[2J", "\\u{1B}[2J"), ("a\nb\tc", "a\\u{A}b\\u{9}c"),
            ("\u{7F}\u{9B}31m", "\\u{7F}\\u{9B}31m"), ("\u{202E}desrever", "\\u{202E}desrever"), ("\0", "\\u{0}"),
        ])
    func controlsAreShown(text: String, shown: String) {
        #expect(VisibleText.of(text) == shown)
    }

    @Test("neither a failure nor an event type reaches the terminal as it came")
    func reportIsSafe() throws {
        let summary = try Samples.summary(families: [.eventStream]) { recorder in
            recorder.addError(.sseStream, cause: "error: \u{1B}[31mred")
            for type in ["\u{1B}]0;title\u{7}", "other"] {
                recorder.recordEvent(at: recorder.place(of: type), gap: nil, deliveryDelay: nil)
            }
        }
        #expect(!SummaryReport.render(summary, colour: false).unicodeScalars.contains("\u{1B}"))
    }
}
