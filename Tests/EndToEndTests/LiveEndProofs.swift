import Foundation
import Testing

extension EndToEnd {
    /// What is left of runs under a live page, in a real browser.
    @Suite struct LiveEndProofs {
        @Test(.timeLimit(.minutes(1)))
        func `a run that passes does not make up for one before it that failed`() throws {
            let live = try LiveRun(
                ["-c", "4", "-r", "10", "-d", "1", "--threshold", "ws_msgs_sent count<20", "--web-wait"])
            try live.waitUntil("Ready: press Start")
            try live.page.click("#start")
            try live.waitUntilFinished()
            #expect(try live.page.text("#verdict") == "threshold_failed (exit code 99)")
            try live.page.type("1", into: "#user_count")
            try live.page.type("2", into: "#message_rate")
            try live.page.click("#start")
            try live.wait(for: "attempts", toBe: "1")
            try live.waitUntilFinished()
            let verdict = try live.page.text("#verdict")
            try live.expectQuiet()
            let (status, result, _) = try live.result()
            #expect(result["metrics", "ws_msgs_sent", "count"].int ?? 20 < 20)
            // A busy machine may spoil the numbers of the second, which says more than a threshold.
            let own = try #require(result["run", "exit_code"].int)
            #expect(own == 0 && status == 99 || own == 111 && status == 111, "\(own) \(status)")
            #expect(verdict.hasSuffix("(exit code \(own))"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a terminal that hangs up ends the run, and every report is whole`() throws {
            let folder = try TemporaryFolder()
            let files = [
                "--html", folder.path("report.html"), "--junit", folder.path("junit.xml"), "--markdown",
                folder.path("report.md"), "--csv", folder.path("run"), "--hdr", folder.path("run"),
            ]
            let live = try LiveRun(["-c", "2", "-r", "5", "-d", "60"] + files)
            try live.waitUntil("Running: hold")
            try live.wait(for: "open WebSockets", toBe: "2")
            live.program.signal(SIGHUP)
            try live.waitUntilFinished()
            #expect(try live.page.text("#verdict").contains("interrupted"))
            try live.expectQuiet()
            try live.page.close()
            let (status, result, _) = try live.result(interrupting: false)
            #expect(status == 105 && result["run", "exit_code"].int == 105)
            #expect(result["lifecycle", "ended", "closed_by_client"].counts == ["1000": 2])
            let sent = try #require(result["metrics", "ws_msgs_sent", "count"].int)
            func text(_ name: String) throws -> String {
                try String(contentsOf: URL(filePath: folder.path(name)), encoding: .utf8)
            }
            #expect(try text("report.html").hasSuffix("</html>\n"))
            #expect(try JUnitFile(folder.path("junit.xml")).cases.map(\.outcome) == ["Error"])
            #expect(try text("report.md").contains("interrupted"))
            #expect(try text("run_stats.csv").split(separator: "\r\n").contains { $0.contains("WS,message,\(sent)") })
            let logs = try HistogramCounts.read([folder.path("run_ws_response_time.hlog")])
            #expect(logs.first?.values.first?.count == sent)
        }

        @Test(.timeLimit(.minutes(1)))
        func `histograms and Prometheus' text are downloaded as they were written`() throws {
            let folder = try TemporaryFolder()
            let live = try LiveRun(
                ["-c", "5", "-r", "20", "-d", "2", "--hdr", folder.path("run"), "--web-wait"])
            try live.waitUntil("Ready: press Start")
            try live.page.click("#start")
            try live.waitUntilFinished()
            let log = try live.page.download("#downloads a[href='histograms.hlog']")
            let exposition = try live.page.download("#downloads a[href='metrics']")
            try live.expectQuiet()
            let (status, result, _) = try live.result()
            #expect(log.name == "histograms.hlog")
            try log.contents.write(to: URL(filePath: folder.path(log.name)))
            let names = result["metrics"].object.filter {
                $0.value["type"].string == "trend" && $0.value["count"].int != 0
            }
            .keys.sorted()
            let read = try HistogramCounts.read(
                [folder.path(log.name)] + names.map { folder.path("run_\($0).hlog") })
            // One log of all, and one file each: the same samples.
            #expect(read[0].keys.sorted() == names)
            for (name, file) in zip(names, read.dropFirst()) {
                #expect(file.values.first == read[0][name] && file.count == 1, "\(name)")
                #expect(read[0][name]?.count == result["metrics", name, "count"].int, "\(name)")
            }
            let told = String(decoding: exposition.contents, as: UTF8.self)
            try expect(told, of: result)
            let verdict = try #require(result["run", "verdict"].string)
            let validity = try #require(result["generator", "validity"].string)
            #expect(told.contains("streamload_run_exit_status{verdict=\"\(verdict)\"} \(status)\n"))
            #expect(told.contains("streamload_run_validity{validity=\"\(validity)\"} 1\n"))
            #expect(told.contains("streamload_run_state{state=\"ended\"} 1\n"))
            try exposition.contents.write(to: URL(filePath: folder.path("metrics")))
            let check = try Program(
                URL(filePath: "/bin/sh"), ["-c", #"promtool check metrics <"$1""#, "sh", folder.path("metrics")])
            #expect(try check.wait(within: 20) == 0, "\(check.output)\(check.errors)")
        }

        /// Every counter and the number of samples of every trend, as the JSON has them.
        private func expect(_ exposition: String, of result: JSON) throws {
            let series = exposition.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
                $0.split(separator: " ")
            }
            func value(_ names: String...) -> Int? {
                series.first { names.contains(String($0[0])) }.flatMap { Int($0[1]) }
            }
            for (name, metric) in result["metrics"].object {
                let count = metric["count"].int
                switch metric["type"].string {
                case "counter":
                    #expect(value("streamload_\(name)_total", "streamload_\(name)_bytes_total") == count, "\(name)")
                case "trend": #expect(value("streamload_\(name)_seconds_count") == count, "\(name)")
                default: break
                }
            }
        }
    }
}
