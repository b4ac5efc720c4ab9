import Foundation
import Testing

extension EndToEnd {
    /// The page of a result, drawn by a real browser.
    @Suite struct PageProofs {
        /// What a browser makes of a page, and what its console says.
        private struct Drawn {
            let text: String
            let complaints: [String]
        }

        private func browse(_ page: String, in folder: TemporaryFolder, _ wish: [String]) throws -> Program {
            let flags = [
                "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
                "--user-data-dir=\(folder.path("browser"))", "--virtual-time-budget=2000",
            ]
            let browser = try Program(URL(filePath: "/usr/bin/chromium"), flags + wish + ["file://\(page)"])
            #expect(try browser.wait(within: 40) == 0)
            return browser
        }

        private func draw(_ page: String, in folder: TemporaryFolder) throws -> Drawn {
            let browser = try browse(page, in: folder, ["--dump-dom"])
            let complaints = browser.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
            return Drawn(text: browser.output, complaints: complaints.map(String.init))
        }

        private func tool(_ arguments: [String]) throws -> Int32 {
            try Program(Project.streamload, arguments).wait(within: 30)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the page draws what the JSON tells, without a word on the console`() throws {
            let folder = try TemporaryFolder()
            let (page, json) = (folder.path("report.html"), folder.path("result.json"))
            let load = ["-c", "5", "-r", "10", "-d", "3", "-q", "--threshold", "ws_msgs_sent count>0"]
            #expect(try tool(load + ["--html", page, "--json", json]) == 0)
            let drawn = try draw(page, in: folder)
            #expect(drawn.complaints.isEmpty)
            let result = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json)))
            let metrics = try #require((result as? [String: Any])?["metrics"] as? [String: [String: Any]])
            let sent = try #require(metrics["ws_msgs_sent"]?["count"] as? Int)
            // Five dials, five ends by us; and every message is a sample of the response time.
            #expect(drawn.text.contains(#"<td class="">all attempts</td><td class=""></td><td class="number">5</td>"#))
            #expect(drawn.text.contains(#"<td class="">closed by us</td><td class="">1000 normal</td>"#))
            #expect(drawn.text.contains(#"<td class="">WebSocket response</td><td class="number">\#(sent)</td>"#))
            #expect(drawn.text.contains("passed (exit code 0)") && drawn.text.contains(">✓</td>"))
            // Two canvases each: sessions, dials, messages, bytes, response times, percentiles, connecting, lateness, lag.
            #expect(drawn.text.ranges(of: "<canvas").count >= 18)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what a service says is never markup`() throws {
            let folder = try TemporaryFolder()
            let (page, json) = (folder.path("report.html"), folder.path("result.json"))
            #expect(try tool(["-c", "1", "-r", "5", "-d", "1", "-q", "--json", json]) == 0)
            let hostile =
                "</script><script>document.body.id='owned'</script><img src=x onerror=\"document.body.id='owned'\">"
            let data = try Data(contentsOf: URL(filePath: json))
            var result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            var run = try #require(result["run"] as? [String: Any])
            run["target"] = hostile
            run["profile"] = hostile
            run["options"] = [hostile: hostile]
            result["run"] = run
            result["errors"] = [
                ["scenario": hostile, "name": hostile, "cause": hostile, "count": 1, "expected": false]
            ]
            result["checks"] = [["scenario": hostile, "name": hostile, "passes": 1, "fails": 1]]
            let changed = folder.path("hostile.json")
            try JSONSerialization.data(withJSONObject: result).write(to: URL(filePath: changed))
            #expect(try tool(["report", changed, "--html", page]) == 0)
            let drawn = try draw(page, in: folder)
            #expect(drawn.complaints.isEmpty)
            #expect(!drawn.text.contains(#"id="owned""#) && !drawn.text.contains("<img"))
            // The heading, four cells of options and profile, three of the error, two of the check; and the title.
            #expect(drawn.text.ranges(of: "&lt;img src=x onerror=").count >= 9)
        }

        /// The README's picture: made anew with UPDATE_GOLDENS=1.
        @Test(.timeLimit(.minutes(1)))
        func `the page has a picture`() throws {
            let folder = try TemporaryFolder()
            let (page, picture) = (folder.path("report.html"), folder.path("report.png"))
            let profile = Project.root.appending(path: "profiles/access-layer.yaml").path
            let status = try tool(["run", profile, "-e", "LOAD=smoke", "-q", "--html", page])
            // A busy machine may spoil the numbers, not the page.
            #expect([0, 99, 111].contains(status))
            _ = try browse(page, in: folder, ["--window-size=1100,1000", "--screenshot=\(picture)"])
            let bytes = try Data(contentsOf: URL(filePath: picture))
            #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && bytes.count > 20_000)
            if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
                try bytes.write(to: Project.root.appending(path: "docs/images/report.png"))
            }
        }
    }
}
