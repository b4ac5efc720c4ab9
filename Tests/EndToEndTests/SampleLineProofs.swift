import Foundation
import Testing

extension EndToEndCounts {
    /// k6's lines of a profile, asked as people ask those of k6.
    @Suite struct SampleLineProofs {
        /// Points by metric and by name, as `select(.data.tags.name == "…")` finds them: their number, their sum and the
        /// 95th percentile of their values.
        private static let reader = """
            import json, sys
            points = {}
            for line in open(sys.argv[1]):
                entry = json.loads(line)
                if entry["type"] != "Point": continue
                name = entry["data"]["tags"].get("name", "")
                points.setdefault(entry["metric"], {}).setdefault(name, []).append(entry["data"]["value"])
            print(json.dumps({metric: {name: {"count": len(values), "sum": sum(values),
                                              "p95": sorted(values)[-(-len(values) * 95 // 100) - 1]}
                                       for name, values in names.items()} for metric, names in points.items()}))
            """

        @Test(.timeLimit(.minutes(1)))
        func `requests, failures and times by name are those of the result, and add up to it`() throws {
            let folder = try TemporaryFolder()
            let profile = try ProfileFile(
                """
                scenarios:
                  reader:
                    users: { count: 4, for: 1500ms }
                    steps: [{ get: embedded/health, name: read }, { get: embedded/nothing }, { wait: 50ms }]
                  chat: { sessions: { open: 3, hold: 1s }, steps: [{ connect: embedded/echo }, { listen: 500ms }] }
                """)
            let (lines, result) = (folder.path("lines.json"), folder.path("result.json"))
            let program = try Program(
                Project.streamload, ["run", profile.path, "-q", "--out", "json=\(lines)", "--json", result])
            #expect([0, 111].contains(try program.wait(within: 30)))
            let reading = try Program(Project.python, ["-c", Self.reader, lines])
            #expect(try reading.wait(within: 30) == 0, "\(reading.errors)")
            let points = try JSON(Data(reading.output.utf8))
            let told = try JSON(Data(contentsOf: URL(filePath: result)))
            for name in ["read", "GET /nothing"] {
                let tags = "{scenario:reader,name:\(name)}"
                let submetrics = told["submetrics"]
                let requests = try #require(submetrics["http_reqs\(tags)", "count"].int)
                #expect(requests > 10 && points["http_reqs", name, "sum"].int == requests)
                #expect(points["http_req_failed", name, "count"].int == requests)
                #expect(points["http_req_failed", name, "sum"].int == (name == "read" ? 0 : requests))
                let p95 = try #require(submetrics["http_req_duration\(tags)", "p(95)"].double)
                let ratio = try #require(points["http_req_duration", name, "p95"].double) / p95
                #expect(abs(ratio - 1) < 0.001, "\(name): \(ratio)")
            }
            for metric in ["http_reqs", "data_sent", "data_received", "ws_sessions"] {
                let sum = points[metric].object.values.reduce(0) { $0 + ($1["sum"].int ?? 0) }
                #expect(sum == told["metrics", metric, "count"].int, "\(metric)")
            }
            #expect(points["data_received", "", "sum"].int ?? 0 > 0)
            #expect(points["ws_sessions"].object.keys.sorted() == [""])
        }
    }
}
