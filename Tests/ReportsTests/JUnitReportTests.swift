import Metrics
import Testing

@testable import Reports

@Suite("JUnit")
struct JUnitReportTests {
    private static func text(_ summary: RunSummary) -> String {
        String(decoding: JUnitReport.render(ResultDocument(summary)), as: UTF8.self)
    }

    @Test("every threshold, target and check is a case, and the run itself")
    func requestsRead() throws {
        try Golden.expect(Self.text(ProfileSamples.requests()), matches: "requests.junit")
    }

    @Test("a run that was unreachable is an error, not a page of passes")
    func unreachableIsAnError() throws {
        try Golden.expect(Self.text(Samples.unreachable()), matches: "unreachable.junit")
    }

    @Test("a run that the generator spoilt is an error with its reasons")
    func invalidIsAnError() throws {
        try Golden.expect(Self.text(Samples.troubled()), matches: "troubled.junit")
    }

    @Test("hostile texts are texts, and long ones are cut")
    func hostileIsText() throws {
        let text = Self.text(try HostileSample.summary())
        try Golden.expect(text, matches: "hostile.junit")
        #expect(text.utf8.count < 20_000)
    }

    @Test(
        "what XML cannot have is shown by its number",
        arguments: [
            ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&apos;"), ("\u{0}\n", "\\u{0}\\u{A}"), ("\u{FFFE}", "\\u{FFFE}"),
            ("ü €", "ü €"), ("\u{202E}", "\\u{202E}"),
        ])
    func xmlIsEscaped(text: String, expected: String) {
        #expect(XMLText.escaped(text) == expected)
    }

    @Test("a text is cut at its limit, and says how long it was")
    func longIsCut() {
        #expect(BoundedText.of("abcd", longest: 4) == "abcd")
        #expect(BoundedText.of("abcde", longest: 4) == "abcd… (5 bytes in all)")
        #expect(BoundedText.of("a" + String(repeating: "\u{301}", count: 9), longest: 2).unicodeScalars.count < 30)
    }
}
