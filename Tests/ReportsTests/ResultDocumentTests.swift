import Foundation
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Results read again")
struct ResultDocumentTests {
    @Test("reports made of the JSON are those of the run")
    func readingIsWriting() throws {
        let summaries = [
            try ProfileSamples.requests(), try ProfileSamples.mixture(), try Samples.quiet(), try Samples.troubled(),
            try Samples.streams(), try Samples.unreachable(), try HostileSample.summary(),
        ]
        for summary in summaries {
            let live = ResultDocument(summary)
            let read = try ResultDocument(reading: JSONReport.render(summary))
            #expect(JUnitReport.render(read) == JUnitReport.render(live))
            #expect(MarkdownReport.render(read) == MarkdownReport.render(live))
        }
    }

    @Test("a tree is read as it was written")
    func treeIsReadAsWritten() throws {
        let bytes = JSONReport.render(try HostileSample.summary())
        #expect(JSONTree.read(bytes)?.bytes == bytes)
        let compact = try #require(JSONTree.read(bytes)).compactBytes
        #expect(JSONTree.read(compact)?.bytes == bytes)
        #expect(!compact.contains(UInt8(ascii: "\n")) && compact.count < bytes.count)
    }

    /// A result in which one thing was changed.
    private static func changed(_ change: (inout [String: Any]) -> Void) throws -> [UInt8] {
        let data = Data(JSONReport.render(try ProfileSamples.requests()))
        var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        change(&object)
        return Array(try JSONSerialization.data(withJSONObject: object))
    }

    private static func expectMistake(_ words: String, _ bytes: [UInt8]) {
        let error = #expect(throws: TextError.self) { try ResultDocument(reading: bytes) }
        #expect(error?.message == words)
    }

    @Test("what is no result is told by the path of the key")
    func mistakesHavePaths() throws {
        Self.expectMistake("not a JSON object", Array("[1]".utf8))
        Self.expectMistake("not a JSON object", Array(#"{"schema": "#.utf8))
        Self.expectMistake("'schema' is missing", Array("{}".utf8))
        Self.expectMistake(
            "'schema' is 'k6'; expected 'streamload.result/1'", try Self.changed { $0["schema"] = "k6" })
        Self.expectMistake(
            "'run.duration_s' is not a number",
            try Self.changed { result in
                var run = result["run"] as? [String: Any]
                run?["duration_s"] = NSNull()
                result["run"] = run
            })
        Self.expectMistake(
            "'metrics.http_reqs' is not an object", try Self.changed { $0["metrics"] = ["http_reqs": 1] })
        Self.expectMistake(
            "'metrics.http_reqs.type' is not trend, counter, rate or gauge",
            try Self.changed { $0["metrics"] = ["http_reqs": ["type": "sum"]] })
        Self.expectMistake(
            "'checks[0].passes' is not a whole number",
            try Self.changed { $0["checks"] = [["scenario": "a", "name": "b", "passes": 0.5, "fails": 0]] })
    }
}
