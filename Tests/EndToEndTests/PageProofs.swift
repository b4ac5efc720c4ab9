import Foundation
import Testing

extension EndToEnd {
    /// The page of a result, in a real browser that is used as people use one.
    @Suite struct PageProofs {
        private func tool(_ arguments: [String], within seconds: Double = 30) throws -> Int32 {
            try Program(Project.streamload, arguments).wait(within: seconds)
        }

        /// Five sessions of ten messages a second: a page that lies in a folder, and the result that it shows.
        private func report(in folder: TemporaryFolder, seconds: Int) throws -> (page: String, result: JSON) {
            let (page, json) = (folder.path("report.html"), folder.path("result.json"))
            let load = ["-c", "5", "-r", "10", "-d", "\(seconds)", "-q", "--threshold", "ws_msgs_sent count>0"]
            #expect([0, 111].contains(try tool(load + ["--html", page, "--json", json])))
            return ("file://\(page)", try JSON(Data(contentsOf: URL(filePath: json))))
        }

        /// Gives the chart of that title an id.
        private func mark(_ title: String, as id: String, in browser: Browser) throws {
            let figures = "[...document.querySelectorAll('figure')]"
            _ = try browser.value(
                "\(figures).find((one) => one.querySelector('h3').innerText === '\(title)').id = '\(id)'")
        }

        private func expectQuiet(_ browser: Browser, about page: String) throws {
            #expect(try browser.complaints() == [])
            // Nothing but the page itself, and pictures that are written into its style.
            let others = try browser.requests().filter { $0 != page && !$0.hasPrefix("data:") }
            #expect(others == [])
        }

        @Test(.timeLimit(.minutes(1)))
        func `the page shows what the JSON tells, and asks nobody for anything`() throws {
            let folder = try TemporaryFolder()
            let (page, result) = try report(in: folder, seconds: 1)
            let browser = try Browser()
            try browser.open(page)
            let sent = try #require(result["metrics", "ws_msgs_sent", "count"].int)
            let rows = try browser.texts("tr").map { $0.replacing("\t", with: "|") }
            // Five dials, five ends by us; and every message is a sample of the response time.
            #expect(rows.contains { $0.hasPrefix("all attempts||5|") })
            #expect(rows.contains { $0.hasPrefix("closed by us|1000 normal|5|") })
            #expect(rows.contains { $0.hasPrefix("WebSocket response|\(sent)|") })
            #expect(rows.contains { $0.hasPrefix("✓|ws_msgs_sent|count>0|\(sent)") })
            let status = try #require(result["run", "exit_code"].int)
            #expect(try browser.text("#verdict").hasSuffix("(exit code \(status))"))
            #expect(try browser.text("#validity").hasPrefix(try #require(result["generator", "validity"].string)))
            // Sessions, dials, messages, bytes, response times, percentiles, connecting, lateness, lag.
            #expect(try browser.texts("figure").count >= 9)
            #expect(try browser.value("document.querySelectorAll('figure canvas').length").int ?? 0 >= 18)
            try expectQuiet(browser, about: page)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a chart tells its values under the pointer, hides a series and is zoomed`() throws {
            let folder = try TemporaryFolder()
            let (page, result) = try report(in: folder, seconds: 6)
            let browser = try Browser()
            try browser.open(page)
            try mark("Messages and events per second", as: "messages", in: browser)
            try browser.hover("#messages .chart")
            let rows = zip(result["timeline", "t"].array, result["timeline", "series", "ws_msgs_sent"].array)
            let times = rows.compactMap { $0.0.double }
            let time = try browser.text("#messages time")
            let row = try #require(times.firstIndex { String(format: "%.1f s", $0) == time }, "\(time)")
            let length = times[row] - (row > 0 ? times[row - 1] : 0)
            let rate = try #require(Array(rows)[row].1.double) / length
            let shown = try browser.texts("#messages output").compactMap(Double.init)
            // Of three digits.
            #expect(shown.count == 2 && abs(shown[0] - rate) <= rate / 200 && shown[1] > 0, "\(shown) \(rate)")

            try browser.click("#messages label:first-child input")
            try browser.hover("#messages .chart", across: 0.7)
            let left = try browser.texts("#messages output")
            #expect(left[0] == "" && left[1] != "")

            let axis = "#messages .dygraph-axis-label-x"
            let all = try browser.texts(axis)
            try browser.drag("#messages .chart", from: 0.4, to: 0.7)
            #expect(try browser.texts(axis) != all)
            for across in [0.1, 0.95] {
                try browser.hover("#messages .chart", across: across)
                let seconds = try #require(Double(try browser.text("#messages time").dropLast(2)))
                #expect((1.5...4.5).contains(seconds), "\(seconds)")
            }
            try browser.click("#messages .chart", times: 2)
            #expect(try browser.texts(axis) == all)
            try expectQuiet(browser, about: page)
        }

        /// How many dots of the screen have the colour of the first series of a chart.
        private static let dots = """
            (() => {
              const swatch = document.querySelector("#marked .swatch");
              const colour = getComputedStyle(swatch).backgroundColor.match(/[0-9]+/g).map(Number);
              return [...document.querySelectorAll("#marked canvas")].reduce((count, canvas) => {
                const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                for (let at = 0; at < data.length; at += 4) {
                  if (data[at + 3] === 255 && colour.every((part, place) => data[at + place] === part)) count += 1;
                }
                return count;
              }, 0);
            })()
            """

        @Test(.timeLimit(.minutes(1)))
        func `a short run is drawn from its start, and what happened once is seen`() throws {
            let folder = try TemporaryFolder()
            let (page, result) = try report(in: folder, seconds: 3)
            let browser = try Browser()
            try browser.open(page)
            try mark("Messages and events per second", as: "messages", in: browser)
            #expect(try browser.texts("#messages .dygraph-axis-label-x").first == "0.0 s")
            // The first row is of the second before it.
            let (row, series) = (result["timeline", "t"].array, result["timeline", "series"])
            let rate = try #require(series["ws_msgs_sent"].array.first?.double) / (row.first?.double ?? 0)
            try browser.hover("#messages .chart", across: 0.08)
            #expect(try browser.text("#messages time") == "0.0 s")
            let shown = try #require(Double(try browser.text("#messages output")))
            #expect(abs(shown - rate) <= rate / 200, "\(shown) \(rate)")
            // The ends came in a twentieth of a second, and no fewer than five a second are drawn for them.
            try mark("Dials and ends per second", as: "ends", in: browser)
            try browser.hover("#ends .chart", across: 0.999)
            let ends = try browser.texts("#ends output").compactMap(Double.init)
            #expect(ends.count == 2 && ends[1] > 2 && ends[1] <= 10, "\(ends)")
            try expectQuiet(browser, about: page)

            // One ping in the second row, and nothing before or after.
            let text = try String(contentsOfFile: folder.path("result.json"), encoding: .utf8)
            let lonely = text.replacing(/"ws_ping_p(\d+)": \[.*\]/) { found in
                let values = row.indices.map { found.1 == "50" && $0 == 1 ? "1.5" : "null" }
                return "\"ws_ping_p\(found.1)\": [\(values.joined(separator: ", "))]"
            }
            try Data(lonely.utf8).write(to: URL(filePath: folder.path("lonely.json")))
            #expect(try tool(["report", folder.path("lonely.json"), "--html", folder.path("lonely.html")]) == 0)
            try browser.open("file://\(folder.path("lonely.html"))")
            try mark("Ping round trip", as: "marked", in: browser)
            #expect(try browser.value(Self.dots).int ?? 0 >= 9)
        }

        /// The least contrast of a colour of text to its ground (WCAG 2.2, "contrast ratio"; 4.5 is its AA).
        private static let contrast = """
            (() => {
              const light = (name) => {
                const probe = document.body.appendChild(document.createElement("i"));
                probe.style.color = `var(${name})`;
                const parts = getComputedStyle(probe).color.match(/[0-9.]+/g).slice(0, 3).map((part) => {
                  const share = part / 255;
                  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                });
                probe.remove();
                return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05;
              };
              const ratio = (name) => {
                const pair = [light(name), light("--ground")];
                return Math.max(...pair) / Math.min(...pair);
              };
              return Math.min(...["--text", "--quiet", "--good", "--warn", "--bad"].map(ratio));
            })()
            """

        @Test(.timeLimit(.minutes(1)))
        func `the page is legible on a phone, in the dark and on paper`() throws {
            let folder = try TemporaryFolder()
            let (page, _) = try report(in: folder, seconds: 1)
            let browser = try Browser()
            try browser.open(page)
            #expect(try browser.value(Self.contrast).double ?? 0 >= 4.5)
            let ground = "getComputedStyle(document.body).backgroundColor"
            #expect(try browser.value(ground).string == "rgb(255, 255, 255)")
            #expect(try browser.paper().starts(with: Data("%PDF-".utf8)))

            try browser.show(as: .init(width: 390, height: 844, isPhone: true, isDark: true))
            #expect(try browser.value(ground).string != "rgb(255, 255, 255)")
            #expect(try browser.value(Self.contrast).double ?? 0 >= 4.5)
            // The page is turned and the charts with it; only tables may be pushed to and fro, each by itself.
            try browser.wait(until: "document.documentElement.scrollWidth === 390")
            try browser.wait(
                until:
                    "[...document.querySelectorAll('canvas')].every((one) => one.getBoundingClientRect().right <= 390)")
            try browser.open(page)
            #expect(try browser.value("document.documentElement.scrollWidth").int == 390)
            try expectQuiet(browser, about: page)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what a service says is never markup`() throws {
            let folder = try TemporaryFolder()
            let (page, json) = (folder.path("report.html"), folder.path("hostile.json"))
            let hostile =
                "</script><script>document.body.id='owned'</script><img src=x onerror=\"document.body.id='owned'\">"
            try HostileResult().write(hostile, to: json)
            #expect(try tool(["report", json, "--html", page]) == 0)
            let browser = try Browser()
            try browser.open("file://\(page)")
            #expect(try browser.value("document.body.id").string == "")
            #expect(try browser.value("document.images.length").int == 0)
            #expect(try browser.value("document.title").string?.hasPrefix(hostile) == true)
            let text = try browser.value("document.body.textContent").string ?? ""
            // The heading, three cells of options and profile, three of the error, two of each check.
            #expect(text.ranges(of: "<img src=x onerror=").count >= 11)
            try expectQuiet(browser, about: "file://\(page)")
        }

        /// The README's picture: made anew with UPDATE_GOLDENS=1, of a run that is long enough to have something to show.
        @Test(.timeLimit(.minutes(1)))
        func `the page has a picture`() throws {
            let isKept = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"
            let folder = try TemporaryFolder()
            let page = folder.path("report.html")
            let profile = Project.root.appending(path: "profiles/access-layer.yaml").path
            let load = isKept ? ["-e", "length=20s"] : ["-e", "LOAD=smoke"]
            let status = try tool(["run", profile, "-q", "--html", page] + load, within: 50)
            // A busy machine may spoil the numbers, not the page.
            #expect([0, 99, 111].contains(status))
            let browser = try Browser(.init(height: 1300))
            try browser.open("file://\(page)")
            let picture = try browser.picture()
            #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > 20_000)
            try expectQuiet(browser, about: "file://\(page)")
            if isKept { try picture.write(to: Project.root.appending(path: "docs/images/report.png")) }
        }
    }
}
