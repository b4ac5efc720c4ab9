import Metrics
import Testing

@testable import Reports

@Suite("Markdown")
struct MarkdownReportTests {
    private static func text(_ summary: RunSummary) -> String {
        String(decoding: MarkdownReport.render(ResultDocument(summary)), as: UTF8.self)
    }

    @Test("a run of requests reads as this")
    func requestsRead() throws {
        try Golden.expect(Self.text(ProfileSamples.requests()), matches: "requests.markdown")
    }

    @Test("a run in which everything went wrong reads as this")
    func troubledReads() throws {
        try Golden.expect(Self.text(Samples.troubled()), matches: "troubled.markdown")
    }

    @Test("losses and endings are told as the terminal tells them")
    func lossesAreTold() throws {
        let samples = [
            (try Samples.troubled(), ["pushes", "messages", "lower bounds", "not timed", "ended"]),
            (try Samples.streams(), ["events", "types", "on the way", "tokens", "ended"]),
        ]
        for (summary, labels) in samples {
            let rows = ConditionalRows.rows(ResultDocument(summary))
            #expect(rows.map(\.label) == labels)
            let terminal = SummaryReport.render(summary, colour: false, width: 1_000).split(separator: "\n")
            let markdown = Self.text(summary)
            for row in rows {
                #expect(terminal.contains { $0 == row.lines(width: 1_000).joined() })
                let cells = row.parts.map(MarkdownText.code).joined(separator: ", ")
                #expect(markdown.contains("\n| \(row.label) | \(cells) |\n"))
            }
        }
    }

    @Test("hostile texts are code, and every row has as many cells as its header")
    func hostileIsText() throws {
        let text = Self.text(try HostileSample.summary())
        try Golden.expect(text, matches: "hostile.markdown")
        #expect(text.utf8.count < 20_000)
        var cells: Int?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                cells = nil
                continue
            }
            let count = line.count { $0 == "|" }
            #expect(count == cells ?? count, "\(line.prefix(200))")
            cells = count
        }
    }

    @Test(
        "what would end a cell or its code is written by its number",
        arguments: [
            ("p(95)<200", "`p(95)<200`"), ("a|b", "<code>a&#124;b</code>"), ("`x`", "<code>&#96;x&#96;</code>"),
            ("", "–"), ("a\nb", "<code>a&#92;u&#123;A&#125;b</code>"), ("<b>|", "<code>&#60;b&#62;&#124;</code>"),
        ])
    func codeIsClosed(text: String, expected: String) {
        #expect(MarkdownText.code(text) == expected)
    }
}
