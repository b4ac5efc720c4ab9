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

    @Test("the page carries the result as its JSON has it, but for series of nothing and histograms")
    func carriesTheResult() throws {
        let summary = try Samples.troubled()
        let carried = try Self.content(of: Self.page(summary), #"<script type="application/json" id="result">"#)
        var parsed = try Self.object(Array(carried.utf8))
        var own = try Self.object(JSONReport.render(summary))
        let drawn = try #require(
            (parsed.removeValue(forKey: "timeline") as? [String: Any])?["series"] as? [String: Any])
        let whole = try #require((own.removeValue(forKey: "timeline") as? [String: Any])?["series"] as? [String: Any])
        let distributions = try #require(own["distributions"] as? [String: [String: Any]])
        own["distributions"] = distributions.mapValues { $0.filter { ["percent", "ms"].contains($0.key) } }
        #expect(parsed as NSDictionary == own as NSDictionary)
        for (name, values) in whole {
            let numbers = try #require(values as? [Any]).map { $0 as? Double }
            let isNothing = numbers.allSatisfy { $0 ?? 0 == 0 }
            #expect((drawn[name] == nil) == isNothing)
            guard !isNothing else { continue }
            for (kept, number) in zip(try #require(drawn[name] as? [Any]), numbers) {
                guard let kept = kept as? Double, let number else { continue }
                #expect(abs(kept - number) <= abs(number) / 1_000)
            }
        }
    }

    @Test("the page has no distributions of single steps, which it does not draw")
    func stepsAreLeftOut() throws {
        let summary = try ProfileSamples.requests()
        let carried = try Self.content(of: Self.page(summary), #"<script type="application/json" id="result">"#)
        func names(_ result: [String: Any]) throws -> [String] {
            try #require(result["distributions"] as? [String: Any]).keys.filter { $0.contains("{") }
        }
        #expect(try names(Self.object(Array(carried.utf8))).isEmpty)
        #expect(try names(Self.object(JSONReport.render(summary))).count == 3)
    }

    private static func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test("an hour of everything is less than a megabyte, and none of it is lost")
    func anHourIsSmall() throws {
        var result = try Self.object(JSONReport.render(Samples.troubled()))
        var long: [String: Any] = ["ws_msgs_sent": [Int](repeating: 4_987, count: 3_600)]
        for name in (0..<14).flatMap({ trend in [50, 95, 99].map { "trend_\(trend)_p\($0)" } }) {
            long[name] = (1...3_600).map { Double($0 * 7_919 % 99_991) / 1_000 }
        }
        for name in (0..<10).map({ "counter_\($0)" }) { long[name] = (1...3_600).map { $0 * 7_919 % 9_973 } }
        for name in (0..<20).map({ "nothing_\($0)" }) { long[name] = [Int](repeating: 0, count: 3_600) }
        result["timeline"] = ["interval_s": 1, "t": (1...3_600).map { Double($0) + 0.000_123 }, "series": long]
        let bytes = try JSONSerialization.data(withJSONObject: result)
        let document = try ResultDocument(reading: Array(bytes))
        let page = String(decoding: HTMLReport.render(document), as: UTF8.self)
        #expect(page.utf8.count < 1_000_000)
        let carried = try Self.content(of: page, #"<script type="application/json" id="result">"#)
        let timeline = try #require(try Self.object(Array(carried.utf8))["timeline"] as? [String: Any])
        #expect(timeline["interval_s"] as? Int == 2)
        let series = try #require(timeline["series"] as? [String: [Double]])
        #expect(try #require(series["ws_msgs_sent"]).reduce(0, +) == 3_600 * 4_987)
        #expect(series["trend_0_p50"]?.count == 1_800)
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
