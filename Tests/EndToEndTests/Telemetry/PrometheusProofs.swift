import Foundation
import Testing

extension EndToEndCounts {
    /// What Prometheus' own tools make of our text.
    @Suite struct PrometheusProofs {
        @Test(.timeLimit(.minutes(1)), arguments: ["everything", "hostile"])
        func `promtool has no complaint`(golden: String) throws {
            let shell = URL(filePath: "/bin/sh")
            let check = try Program(
                shell, ["-c", #"promtool check metrics <"$1""#, "sh", Exposition.file(golden).path])
            #expect(try check.wait(within: 20) == 0)
            #expect(check.output.isEmpty && check.errors.isEmpty, "\(check.output)\(check.errors)")
        }

        /// One Prometheus for all of them: it begins to scrape five seconds after its start.
        @Test(.timeLimit(.minutes(1)))
        func `Prometheus reads exact counts, rates and quantiles, hostile texts, and all that the dashboard asks for`()
            throws
        {
            let text = try Exposition.golden("everything")
            let hostile = try Exposition.golden("hostile")
            let prometheus = try PrometheusPeer(scraping: ["everything": text, "hostile": hostile])
            // A rate needs two scrapes.
            try prometheus.wait(for: "min(count_over_time(up[1m])) >= bool 2", toBe: 1)
            #expect(try prometheus.value("min(up)") == 1)
            try expectFigures(prometheus)
            try expectSeries(of: hostile, prometheus)
            try expectAnswers(
                to: dashboard(), names: Exposition.names(text).union(Exposition.names(hostile)), prometheus)
            try prometheus.serve(Exposition.doubled(text), as: "everything")
            try expectRates(prometheus)
            #expect(try prometheus.finish()["scrapes"].int ?? 0 >= 2)
        }

        private func expectFigures(_ prometheus: PrometheusPeer) throws {
            #expect(try prometheus.value("streamload_ws_msgs_sent_total") == 101)
            let ends = "sum(streamload_connect_failures_total{X}) + sum(streamload_sessions_ended_total{X})"
            let rest = "\(ends) - sum(streamload_attempts_total{X})".replacing("X", with: #"text="everything""#)
            #expect(try prometheus.value(rest) == 0)
            #expect(try prometheus.value(#"streamload_phase{phase="hold", text="everything"}"#) == 1)
            #expect(try prometheus.value(#"streamload_run_state{state="running", text="everything"}"#) == 1)
            #expect(try prometheus.value(#"streamload_run_state{state="ended", text="hostile"}"#) == 1)
            let verdicts = try prometheus.ask("streamload_run_exit_status > 0")
            #expect(verdicts.map(\.value) == [99] && verdicts.map { $0.labels["verdict"] } == ["threshold_failed"])
            #expect(try prometheus.value(#"streamload_run_validity{validity="SUSPECT"}"#) == 1)
            let share = "streamload_ws_connect_failed_total / streamload_ws_connect_failed_occasions_total"
            #expect(try prometheus.value(share) == 0.3)
            // Six of eleven times are at most 15 ms, five at most 10 ms: a quarter into the two that are up to 20 ms.
            let half = try prometheus.value("histogram_quantile(0.5, streamload_ws_response_time_seconds_bucket)")
            #expect(abs((half ?? -1) - 0.0125) < 1e-9)
        }

        private func expectSeries(of hostile: String, _ prometheus: PrometheusPeer) throws {
            let errors = try prometheus.ask(#"streamload_errors_total{text="hostile"}"#)
            #expect(errors.count == hostile.split(separator: "\n").count { $0.hasPrefix("streamload_errors_total{") })
            #expect(errors.contains { $0.labels["cause"] == "<script>alert(1)</script>" })
            #expect(errors.contains { $0.labels["cause"] == #""quoted", 'twice'"# })
        }

        private func expectRates(_ prometheus: PrometheusPeer) throws {
            try prometheus.wait(for: "streamload_ws_msgs_sent_total", toBe: 202)
            // Both were seen at the same moments, so that their rates are to one another as their counts.
            let ratio = try prometheus.value(
                "rate(streamload_ws_msgs_sent_total[1m]) / rate(streamload_ws_msgs_received_total[1m])")
            #expect(abs((ratio ?? -1) - 101 / 102) < 1e-9)
            let half = try prometheus.value(
                "histogram_quantile(0.5, rate(streamload_ws_response_time_seconds_bucket[1m]))")
            #expect(abs((half ?? -1) - 0.0125) < 1e-9)
        }

        // MARK: - The dashboard

        private func dashboard() throws -> JSON {
            try JSON(Data(contentsOf: Project.root.appending(path: "contrib/grafana/streamload.json")))
        }

        /// Every metric of a panel exists, and Prometheus has an answer to every expression.
        private func expectAnswers(to dashboard: JSON, names: Set<String>, _ prometheus: PrometheusPeer) throws {
            let variables = dashboard["templating", "list"].array.dropFirst().compactMap { $0["definition"].string }
            #expect(dashboard["templating", "list"].array.first?["name"].string == "datasource")
            #expect(variables.count == 2 && variables.allSatisfy { $0.contains("streamload_run_info") })
            var count = 0
            for panel in dashboard["panels"].array {
                let title = panel["title"].string ?? ""
                for expression in panel["targets"].array.compactMap({ $0["expr"].string }) {
                    for name in expression.matches(of: /streamload_[a-z0-9_]+/) {
                        #expect(names.contains(String(name.output)), "\(title): \(name.output)")
                    }
                    let query = expression.replacing("$__rate_interval", with: "1m")
                        .replacing("$instance", with: ".*")
                    #expect(!query.contains("$"), "\(title): \(query)")
                    #expect(try !prometheus.ask(query).isEmpty, "\(title): \(query)")
                    count += 1
                }
            }
            #expect(count > 30)
        }
    }
}
