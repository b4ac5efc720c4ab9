import Foundation
import Testing

extension EndToEndCounts {
    /// What a collector reads of a run, and what a run makes of a collector.
    @Suite struct OTLPProofs {
        private static let load = ["-c", "5", "-r", "20", "-d", "2"]

        private func environment(_ port: Int, _ more: [String: String] = [:]) -> [String: String] {
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port)"].merging(more) { $1 }
        }

        /// `ws_response_time` is `streamload.ws.response_time`.
        private func name(_ metric: String) -> String {
            let parts = metric.split(separator: "_", maxSplits: 1)
            return ["ws", "sse", "llm", "http"].contains(parts[0])
                ? "streamload.\(parts[0]).\(parts[1])" : "streamload.\(metric)"
        }

        private func warnings(_ run: LoadRun) -> [Substring] {
            run.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") && $0.contains("pushed") }
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["none", "gzip"])
        func `a collector's totals are those of the result`(compression: String) throws {
            let collector = try Peer.python("otlp_collector.py")
            let run = try LoadRun(
                Self.load,
                environment: environment(
                    collector.port,
                    [
                        "OTEL_METRIC_EXPORT_INTERVAL": "1000", "OTEL_EXPORTER_OTLP_COMPRESSION": compression,
                        "OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=a%20secret", "OTEL_SERVICE_NAME": "nightly",
                        "OTEL_RESOURCE_ATTRIBUTES": "team=core",
                    ]))
            let record = try collector.finish()
            #expect(run.hasPassed && warnings(run).isEmpty, "\(run.errors)")
            #expect(!run.errors.contains("a secret") && !run.output.contains("a secret"))
            #expect(record["mistakes"].array.isEmpty, "\(record["mistakes"].array.compactMap(\.string))")
            #expect(record["paths"].counts.keys.sorted() == ["/v1/metrics"])
            #expect(record["statuses"].array.count >= 2 && record["starts"].int == 1)
            #expect(record["head", "x-api-key"].string == "a secret")
            #expect(record["head", "content-type"].string == "application/json")
            #expect(record["head", "content-encoding"].string == (compression == "gzip" ? "gzip" : nil))
            #expect(record["resource", "service.name"].string == "nightly")
            #expect(record["resource", "team"].string == "core")
            #expect(record["resource", "streamload.target"].string == "embedded/echo")
            expectTotals(record["metrics"], of: run)
        }

        private func expectTotals(_ metrics: JSON, of run: LoadRun) {
            var compared = 0
            for (metric, figures) in run.result["metrics"].object where metric != "checks" {
                let row = metrics[name(metric)]
                switch figures["type"].string {
                case "counter": #expect(row["value"].int == figures["count"].int, "\(metric)")
                case "rate": #expect(row["value"].int == figures["passes"].int, "\(metric)")
                case "gauge":
                    let scale = metric == "generator_cpu" ? 100.0 : 1
                    let value = (row["value"].double ?? -1) * scale
                    #expect(abs(value - (figures["value"].double ?? -2)) < 1e-3, "\(metric)")
                default:
                    let count = figures["count"].int ?? -1
                    #expect(row["count"].int == count && row["unit"].string == "s", "\(metric)")
                    let sum = (figures["avg"].double ?? 0) * Double(count) / 1e3
                    #expect(abs((row["sum"].double ?? -1) - sum) <= sum * 1e-3 + 1e-9, "\(metric)")
                }
                compared += 1
            }
            #expect(compared > 30)
            #expect(metrics["streamload.attempts", "value"].int == run.lifecycle["attempts"].int)
            #expect(metrics["streamload.sessions_ended", "by_labels", "1000 closed_by_client"].int == 5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a collector that is away costs one warning`() throws {
            let port = try freePort()
            let run = try LoadRun(
                ["-c", "2", "-d", "2"], environment: environment(port, ["OTEL_METRIC_EXPORT_INTERVAL": "500"]))
            #expect(run.hasPassed)
            #expect(warnings(run).count == 1, "\(run.errors)")
            #expect(run.errors.contains("metrics were not pushed to http://127.0.0.1:\(port)/v1/metrics: refused: "))
            let quiet = try LoadRun(["-c", "2", "-d", "1", "--log-level", "ERROR"], environment: environment(port))
            #expect(quiet.hasPassed && warnings(quiet).isEmpty)
        }

        @Test(.timeLimit(.minutes(1)), arguments: [("25000", 5.0), ("500", 0.5)])
        func `a slow collector holds the end up for no longer than its timeout, and five seconds`(
            timeout: String, longest: Double
        ) throws {
            let collector = try Peer.python("otlp_collector.py", ["--delay", "30"])
            let run = try LoadRun(
                ["-c", "2", "-d", "1"],
                environment: environment(collector.port, ["OTEL_EXPORTER_OTLP_TIMEOUT": timeout]))
            _ = try collector.finish()
            #expect(run.hasPassed)
            #expect(warnings(run).count == 1 && run.errors.contains(": timeout: "), "\(run.errors)")
            let duration = run.result["run", "duration_s"].double ?? 0
            // Beside what starting and reporting take, which is the machine's.
            #expect(run.seconds - duration < longest + 8)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a busy collector is asked once more when it says`() throws {
            let collector = try Peer.python("otlp_collector.py", ["--statuses", "503", "--retry-after", "1"])
            let run = try LoadRun(["-c", "2", "-d", "1"], environment: environment(collector.port))
            let record = try collector.finish()
            #expect(run.hasPassed && warnings(run).isEmpty, "\(run.errors)")
            #expect(record["statuses"].array.compactMap(\.int) == [503, 200])
            let arrivals = record["arrivals"].array.compactMap(\.double)
            #expect(arrivals.count == 2 && arrivals[1] - arrivals[0] >= 0.99)
            #expect(record["metrics", "streamload.ws.sessions", "value"].int == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a collector that stays busy, refuses or rejects is told of once`() throws {
            let cases = [
                (["--statuses", "503,503,503", "--retry-after", "0"], "answered 503", 2),
                (["--statuses", "400,400"], "answered 400", 1), (["--reject", "7"], "rejected 7 data points", 1),
            ]
            for (arguments, told, asked) in cases {
                let collector = try Peer.python("otlp_collector.py", arguments)
                let run = try LoadRun(["-c", "2", "-d", "1"], environment: environment(collector.port))
                #expect(try collector.finish()["statuses"].array.count == asked)
                #expect(run.hasPassed)
                #expect(warnings(run).count == 1 && run.errors.contains(": the collector \(told)"), "\(run.errors)")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a collector is believed by its certificate, and shown ours`() throws {
            let certificates = try Certificates()
            let collector = try Peer.python(
                "otlp_collector.py", certificates.server + ["--client-ca", certificates.authority])
            let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://localhost:\(collector.port)"]
            let ours = [
                "OTEL_EXPORTER_OTLP_CERTIFICATE": certificates.authority,
                "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": certificates.client[1],
                "OTEL_EXPORTER_OTLP_CLIENT_KEY": certificates.client[3],
            ]
            let run = try LoadRun(["-c", "2", "-d", "1"], environment: endpoint.merging(ours) { $1 })
            #expect(run.hasPassed && warnings(run).isEmpty, "\(run.errors)")
            let stranger = try LoadRun(["-c", "2", "-d", "1"], environment: endpoint)
            #expect(stranger.hasPassed && stranger.errors.contains(": tls: "), "\(stranger.errors)")
            #expect(try collector.finish()["statuses"].array.compactMap(\.int) == [200])
        }
    }
}
