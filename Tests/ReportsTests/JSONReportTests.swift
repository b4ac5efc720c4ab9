import Foundation
import Metrics
import Reports
import Testing

@Suite("The JSON result")
struct JSONReportTests {
    private static func object(_ summary: RunSummary) throws -> [String: Any] {
        let data = Data(JSONReport.render(summary))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("a whole result reads as this")
    func resultReads() throws {
        try Golden.expect(
            String(decoding: JSONReport.render(Samples.troubled()), as: UTF8.self), matches: "troubled.json")
    }

    @Test("a result of token streams reads as this")
    func streamsRead() throws {
        try Golden.expect(
            String(decoding: JSONReport.render(Samples.streams()), as: UTF8.self), matches: "streams.json")
    }

    @Test("a result of requests has its submetrics, counters, checks, errors, targets and grades")
    func requestsRead() throws {
        try Golden.expect(
            String(decoding: JSONReport.render(ProfileSamples.requests()), as: UTF8.self), matches: "requests.json")
    }

    @Test("a trend without samples has count 0 and nulls")
    func emptyTrendHasNulls() throws {
        let metrics = try #require(try Self.object(Samples.unreachable())["metrics"] as? [String: [String: Any]])
        let trend = try #require(metrics["ws_response_time"])
        #expect(trend["count"] as? Int == 0)
        #expect(["min", "avg", "med", "max", "p(50)", "p(99.9)"].allSatisfy { trend[$0] is NSNull })
    }

    @Test(
        "every metric of the families used is there, and no other",
        arguments: [[.webSocket], [.eventStream], [.eventStream, .tokens], [.webSocket, .eventStream], [.requests]]
            as [Set<MetricFamily>])
    func metricsOfTheFamiliesAreThere(families: Set<MetricFamily>) throws {
        let result = try Self.object(Samples.summary(families: families) { _ in })
        let metrics = try #require(result["metrics"] as? [String: Any])
        let expected = MetricCatalogue.rows.filter { $0.family == .general || families.contains($0.family) }
        #expect(Set(metrics.keys) == Set(expected.map(\.name)))
    }

    @Test("clock skew and lower bounds are among the counters")
    func countersAreThere() throws {
        let result = try Self.object(Samples.troubled())
        #expect(
            result["counters"] as? [String: Int] == [
                "clock_skew": 4, "numbered": 0, "http_expected_errors": 0, "sse_lower_bounds": 0,
                "ws_msgs_unawaited": 0,
                "ws_response_time_lower_bounds": 1,
            ])
    }

    @Test("the schema names exactly the metrics of the catalogue")
    func schemaFollowsTheCatalogue() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../schemas/result.schema.json")
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        let metrics = try #require(properties["metrics"]?["properties"] as? [String: [String: String]])
        #expect(
            metrics.mapValues { $0["$ref"] }
                == Dictionary(
                    uniqueKeysWithValues: MetricCatalogue.rows.map { ($0.name, "#/$defs/\($0.kind.rawValue)") }))
    }

    @Test("numbers are short, and a seed keeps all its digits")
    func numbersAreShort() throws {
        let text = String(decoding: JSONReport.render(try Samples.quiet()), as: UTF8.self)
        #expect(!text.contains(/\.\d{7}/))
        #expect(text.contains("\"seed\": 18446744073709551615"))
    }
}
