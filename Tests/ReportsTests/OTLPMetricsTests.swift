import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("OTLP's metrics")
struct OTLPMetricsTests {
    private func text(_ metrics: RunMetrics, _ families: Set<MetricFamily>) -> String {
        String(
            decoding: OTLPMetrics.render(
                metrics, families: families, resource: [("service.name", "streamload"), ("team", "core")],
                version: "1.0.0", span: OTLPMetrics.Span(start: 1_767_225_600, end: 1_767_225_601.5)),
            as: UTF8.self)
    }

    /// The metrics of a request, as JSON has them.
    private func metrics(_ text: String) throws -> [[String: Any]] {
        let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let resources = try #require(root["resourceMetrics"] as? [[String: Any]])
        let scopes = try #require(resources.first?["scopeMetrics"] as? [[String: Any]])
        return try #require(scopes.first?["metrics"] as? [[String: Any]])
    }

    @Test("a request reads")
    func requestReads() throws {
        let text = text(TelemetrySamples.everything(), [])
        // A line for each metric: the request itself has none.
        try Golden.expect(text.replacing("{\"name\":", with: "\n{\"name\":"), matches: "general.otlp")
    }

    @Test("every metric of the catalogue has its name, its protocol a namespace")
    func namesAreTheCatalogues() throws {
        let told = try metrics(text(TelemetrySamples.everything(), TelemetrySamples.families))
        let names = told.compactMap { $0["name"] as? String }
        #expect(Set(names).count == names.count)
        for row in MetricCatalogue.rows {
            let prefix = ["ws_", "sse_", "llm_", "http_"].first { row.name.hasPrefix($0) }
            let name = prefix.map { "\($0.dropLast()).\(row.name.dropFirst($0.count))" } ?? row.name
            #expect(names.contains("streamload.\(name)"))
        }
    }

    @Test("hostile texts arrive as they are, or cut")
    func hostileTextsArrive() throws {
        let text = text(HostileSample.metrics(), [.eventStream])
        #expect(text.utf8.count < 200_000)
        let errors = try #require(try metrics(text).first { $0["name"] as? String == "streamload.errors" })
        let points = try #require((errors["sum"] as? [String: Any])?["dataPoints"] as? [[String: Any]])
        let causes = points.compactMap { point in
            (point["attributes"] as? [[String: Any]])?.first { $0["key"] as? String == "cause" }
                .flatMap { ($0["value"] as? [String: Any])?["stringValue"] as? String }
        }
        #expect(causes.count == HostileSample.texts.count)
        for text in HostileSample.texts where text.count < 100 && VisibleText.of(text) == text {
            #expect(causes.contains(text))
        }
    }
}
