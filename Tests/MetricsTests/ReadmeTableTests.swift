import Foundation
import Metrics
import Testing

/// The README's table of metrics is the catalogue's; `UPDATE_GOLDENS=1` writes it anew.
@Suite("The metric table of the README")
struct ReadmeTableTests {
    @Test func `it is the catalogue, word for word`() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "README.md")
        let readme = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(readme.range(of: "<!-- metrics -->\n"))
        let end = try #require(readme.range(of: "<!-- /metrics -->"))
        let table = MetricCatalogue.markdownTable + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            let text = readme[..<start.upperBound] + table + readme[end.lowerBound...]
            try String(text).write(to: file, atomically: true, encoding: .utf8)
        } else {
            #expect(readme[start.upperBound..<end.lowerBound] == table)
        }
    }
}
