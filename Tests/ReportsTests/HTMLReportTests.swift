import Foundation
import Metrics
import Reports
import Testing

@Suite("The HTML report")
struct HTMLReportTests {
    private static func page(_ summary: RunSummary) -> String {
        String(decoding: HTMLReport.render(ResultDocument(summary)), as: UTF8.self)
    }

    /// What stands between the first such tag and its end.
    private static func content(of page: String, _ tag: String) throws -> String {
        let start = try #require(page.firstRange(of: tag)).upperBound
        let end = try #require(page[start...].firstRange(of: "</script>")).lowerBound
        return String(page[start..<end])
    }

    @Test("the page carries the result as its JSON has it")
    func carriesTheResult() throws {
        let summary = try Samples.troubled()
        let carried = try Self.content(of: Self.page(summary), #"<script type="application/json" id="result">"#)
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(carried.utf8)) as? NSDictionary)
        let own = try JSONSerialization.jsonObject(with: Data(JSONReport.render(summary))) as? NSDictionary
        #expect(parsed == own)
    }

    @Test("texts of a service end no element of the page")
    func hostileTextsStayTexts() throws {
        let page = try Self.page(HostileSample.summary())
        let carried = try Self.content(of: page, #"<script type="application/json" id="result">"#)
        #expect(!carried.contains("<"))
        // One for the result, five for what draws it.
        #expect(page.ranges(of: "</script>").count == 6)
        let title = try #require(page.firstRange(of: "<title>")).upperBound
        #expect(
            page[title...].firstRange(of: "</title>")
                == page[title...].firstRange(of: "<").map { $0.lowerBound..<page.index($0.lowerBound, offsetBy: 8) })
    }

    @Test("nothing of the page is loaded from elsewhere")
    func needsNoNetwork() throws {
        let page = try Self.page(Samples.troubled())
        #expect(page.contains("Content-Security-Policy\" content=\"default-src 'none'"))
        #expect(!page.contains(" src=") && !page.contains("<link"))
    }
}
