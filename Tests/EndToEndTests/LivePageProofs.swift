import Foundation
import Testing

extension EndToEnd {
    /// The live page, in a real browser that is used as people use one.
    @Suite struct LivePageProofs {
        @Test(.timeLimit(.minutes(1)))
        func `a person starts, changes and stops a run, and the page tells what the JSON tells`() throws {
            let target = try Peer.target()
            let load = ["--streaming-url", "ws://127.0.0.1:\(target.port)/echo", "-c", "10", "-r", "5", "-d", "30"]
            let live = try LiveRun(load + ["--web-wait"])
            try live.waitUntil("Ready: press Start")
            // There is no choice of scenarios where there are none.
            #expect(try !live.page.text("form").contains("Scenario"))
            try live.page.click("#start")
            try live.waitUntil("Running: hold")
            try live.page.type("20", into: "#user_count")
            try live.page.type("10", into: "#message_rate")
            try live.page.click("#apply")
            try live.page.wait(for: "#answer", toSay: "Changed.")
            try live.wait(for: "most open at once", toBe: "20")
            try live.page.click("#stop")
            try live.waitUntilFinished()
            try live.page.click("details summary")
            let attempts = live.count(try live.row("all attempts"), at: 2)
            let shown = try ["ws_msgs_sent", "ws_response_time", "ws_service_time"].map { name in
                live.count(try live.row(name), at: 1)
            }
            try live.expectQuiet()
            let (status, result, _) = try live.result()
            #expect([0, 111].contains(status))
            #expect(attempts == 20 && result["lifecycle", "attempts"].int == 20)
            #expect(result["lifecycle", "ended", "closed_by_client"].counts == ["1000": 20])
            let told = ["ws_msgs_sent", "ws_response_time", "ws_service_time"].map {
                result["metrics", $0, "count"].int
            }
            #expect(shown == told)
            let changes = result["run", "changes"].array
            #expect(changes.map { $0["connections"].int } == [20] && changes.map { $0["message_rate"].double } == [10])
            let counts = try target.finish()
            #expect(counts["messages_received"].int == told[0], "\(counts)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `before Start the page says what the run will do`() throws {
            let flags = try LiveRun(
                ["-c", "3", "-r", "5", "-d", "20", "--threshold", "ws_connecting p(95)<200", "--web-wait"])
            try flags.waitUntil("Ready: press Start")
            #expect(try flags.page.text("#live .line").contains("20 s are planned"))
            #expect(
                try flags.page.texts(".plan") == [
                    "3 sessions, opened at 500/s, held for 20s when all are open\nmessages at 5/s per session",
                    "Planned in all: 3 sessions in 20.004s", "ws_connecting p(95)<200",
                ])
            try flags.expectQuiet()
            flags.program.signal(SIGINT)
            #expect(try flags.program.wait(within: 20) == 105)
            let profile = try ProfileFile(
                """
                scenarios:
                  "<b>look</b>":
                    users: { stages: [{ ramp: 4, over: 1s }, { hold: 4, for: 2s }] }
                    steps: [{ get: embedded/health }, { wait: 100ms }]
                  ask: { arrivals: { rate: 5/s, for: 1s }, steps: [{ get: embedded/health }] }
                thresholds: { http_req_failed: ["rate<0.1"] }
                """)
            let live = try LiveRun(["run", profile.path, "--threshold", "iterations count>1", "--web-wait"])
            try live.waitUntil("Ready: press Start")
            let plan =
                "[...document.querySelectorAll('[data-key=\"What is planned\"] > *')].map((one) => one.innerText)"
            let told = try live.page.value(plan).array.compactMap(\.string)
            #expect(told.first == "What is planned")
            #expect(told.contains("Scenario <b>look</b>") && told.contains("Scenario ask"))
            #expect(told.contains { $0.hasPrefix("users in stages\n  to 4 users over 1s\n  4 users for 2s\n") })
            #expect(told.contains { $0.hasPrefix("arrivals at 5/s for 1s\nat most 1,000 users at once\n") })
            #expect(told.contains { $0.hasPrefix("Planned in all: 4 users, 5 arrivals") })
            #expect(told.suffix(2) == ["It passes when", "http_req_failed rate<0.1\niterations count>1"])
            try live.page.click("#start")
            try live.waitUntilFinished()
            #expect(try live.page.value("document.querySelector('.plan')").isNull)
            try live.expectQuiet()
        }

        @Test(.timeLimit(.minutes(1)))
        func `what is downloaded is what was written`() throws {
            let folder = try TemporaryFolder()
            let files = [
                "--html", folder.path("report.html"), "--junit", folder.path("junit.xml"), "--markdown",
                folder.path("report.md"), "--csv", folder.path("run"),
            ]
            let live = try LiveRun(
                ["-c", "5", "-r", "10", "-d", "2", "--threshold", "ws_msgs_sent count>0", "--web-wait"] + files)
            try live.waitUntil("Ready: press Start")
            try live.page.click("#start")
            try live.waitUntilFinished()
            let reports = [
                "stats/report": "report.html", "junit.xml": "junit.xml", "report.md": "report.md",
                "stats/requests/csv": "run_stats.csv", "stats/failures/csv": "run_failures.csv",
                "stats/requests_full_history/csv": "run_stats_history.csv",
            ]
            func download(_ path: String) throws -> (name: String, contents: Data) {
                try live.page.download("#downloads a[href='\(path)']")
            }
            let json = try download("result.json")
            let others = try reports.map { (file: $0.value, report: try download($0.key)) }
            try live.expectQuiet()
            let (_, _, result) = try live.result()
            #expect(json.name == "result.json" && json.contents == result)
            for (file, report) in others {
                let written = try Data(contentsOf: URL(filePath: folder.path(file)))
                #expect(report.contents == written && file.hasSuffix(report.name), "\(file)")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `the next run goes by the numbers in the fields`() throws {
            let live = try LiveRun(["-c", "3", "-r", "5", "-d", "1", "--web-wait"])
            try live.waitUntil("Ready: press Start")
            try live.page.click("#start")
            try live.waitUntilFinished()
            #expect(try live.row("all attempts")[2] == "3")
            #expect(try live.page.text("#start") == "Start again")
            try live.page.type("7", into: "#user_count")
            try live.page.click("#start")
            try live.wait(for: "attempts", toBe: "7")
            try live.waitUntilFinished()
            try live.expectQuiet()
            let (_, result, _) = try live.result()
            #expect(result["lifecycle", "attempts"].int == 7)
            #expect(result["run", "options", "max-connections"].int == 7)
            // What is left of the page says that there is nobody behind it any more.
            try live.page.wait(until: "document.querySelector('#answer').innerText.startsWith('No connection')")
        }

        @Test(.timeLimit(.minutes(1)))
        func `the final report stays until the page is closed`() throws {
            let live = try LiveRun(["-c", "2", "-r", "5", "-d", "1"])
            try live.waitUntilFinished()
            // Longer than it waits for somebody to come back.
            letPass(seconds: 3)
            #expect(live.program.isRunning)
            try live.page.show(as: .init(width: 390, height: 844, isPhone: true, isDark: true))
            try live.page.wait(until: "document.documentElement.scrollWidth === 390")
            try live.expectQuiet()
            try live.page.close()
            let (status, result, _) = try live.result(interrupting: false)
            #expect([0, 111].contains(status))
            #expect(result["lifecycle", "attempts"].int == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an interrupted run shows what it came to, and ends with its page`() throws {
            let live = try LiveRun(["-c", "2", "-r", "5", "-d", "60"])
            try live.waitUntil("Running: hold")
            live.program.signal(SIGINT)
            try live.waitUntilFinished()
            #expect(try live.page.text("#verdict").contains("interrupted"))
            try live.expectQuiet()
            try live.page.close()
            let (status, result, _) = try live.result(interrupting: false)
            #expect(status == 105)
            #expect(result["lifecycle", "ended", "closed_by_client"].counts == ["1000": 2])
        }

        @Test(.timeLimit(.minutes(1)))
        func `each scenario of a profile has numbers of its own`() throws {
            let profile = try ProfileFile(
                """
                scenarios:
                  talkers:
                    sessions: { open: 2, hold: 30s }
                    messages: { rate: 5/s per session }
                    steps: [{ connect: embedded/echo }, { send: "{{id}}", reply: { match: id } }]
                  readers:
                    users: { count: 3, for: 30s }
                    steps: [{ get: embedded/health }, { wait: 100ms }]
                """)
            let live = try LiveRun(["run", profile.path])
            try live.waitUntil("Running: hold")
            try live.page.choose("readers", in: "#scenario")
            try live.page.wait(until: "document.querySelector('#user_count').value === '3'")
            try live.page.type("4", into: "#user_count")
            try live.page.click("#apply")
            try live.page.wait(for: "#answer", toSay: "Changed.")
            try live.page.choose("talkers", in: "#scenario")
            try live.page.type("5", into: "#user_count")
            try live.page.type("0", into: "#message_rate")
            try live.page.click("#apply")
            try live.wait(for: "most open at once", toBe: "5")
            try live.page.click("#stop")
            try live.waitUntilFinished()
            try live.expectQuiet()
            try live.page.close()
            let (_, result, _) = try live.result(interrupting: false)
            #expect(result["metrics", "vus", "max"].int == 9)
            let changes = result["run", "changes"].array
            #expect(changes.map { $0["scenario"].string } == ["readers", "talkers"])
            #expect(changes.map { $0["connections"].int } == [4, 5])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a page with a token lets in who knows it, and keeps it from others`() throws {
            let token = "open sesame"
            let live = try LiveRun(["-c", "2", "-r", "5", "-d", "1", "--web-wait", "--web-token", token])
            #expect(try live.page.text("label") == "This page wants a token.")
            try live.page.type("open barley", into: "#token")
            try live.page.click("button")
            try live.page.wait(for: "label", toSay: "That is not the token.")
            try live.page.type(token, into: "#token")
            try live.page.click("button")
            try live.waitUntil("Ready: press Start")
            // Neither the history of the browser nor a script has it.
            #expect(try live.page.value("location.href").string == live.address)
            #expect(try live.page.value("document.cookie").string == "")
            try live.page.click("#start")
            try live.waitUntilFinished()
            #expect(try live.row("all attempts")[2] == "2")
            let (_, _, data) = try live.result()
            #expect(!String(decoding: data, as: UTF8.self).contains(token) && !live.program.errors.contains(token))
        }

        @Test(.timeLimit(.minutes(1)))
        func `what a service or a profile says is never markup`() throws {
            let peer = try Peer.raw()
            let hostile = "<img src=x onerror=document.body.id='owned'>"
            let reason = try #require(hostile.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let profile = try ProfileFile(
                """
                scenarios:
                  "\(hostile)":
                    sessions: { open: 2, hold: 2s }
                    steps:
                      - get: http://127.0.0.1:\(peer.port)/status/500
                        name: "\(hostile)"
                        check: { "\(hostile)": status == 200 }
                      - connect: ws://127.0.0.1:\(peer.port)/close/4000?at=open&reason=\(reason)
                """)
            let live = try LiveRun(["run", profile.path])
            try live.waitUntilFinished()
            let text = try live.page.value("document.body.textContent").string ?? ""
            #expect(text.contains("4000") && text.ranges(of: hostile).count >= 3)
            #expect(try live.page.value("document.body.id").string == "")
            #expect(try live.page.value("document.images.length").int == 0)
            try live.expectQuiet()
        }

        @Test(.timeLimit(.minutes(1)))
        func `a browser that sleeps costs the run nothing, and catches up`() throws {
            try TimeClaims.measure { claims in
                let live = try LiveRun(["-c", "50", "-r", "20", "-d", "6"])
                try live.waitUntil("Running: hold")
                try live.page.suspend()
                letPass(seconds: 3)
                try live.page.resume()
                try live.waitUntilFinished()
                try live.page.click("details summary")
                let sent = live.count(try live.row("ws_msgs_sent"), at: 1)
                try live.expectQuiet()
                try live.page.close()
                let (_, result, _) = try live.result(interrupting: false)
                #expect(sent == result["metrics", "ws_msgs_sent", "count"].int)
                #expect(result["metrics", "ws_msgs_dropped", "count"].int == 0)
                claims.expect(result["generator", "validity"].string != "INVALID", "the generator was held up")
            }
        }

        /// The README's picture, in the middle of a run: made anew with UPDATE_GOLDENS=1.
        @Test(.timeLimit(.minutes(1)))
        func `the live page has a picture`() throws {
            let target = try Peer.target(["--refuse-every", "20"])
            let load = ["--streaming-url", "ws://127.0.0.1:\(target.port)/echo", "-c", "200", "-r", "5"]
            let live = try LiveRun(load + ["-d", "60", "--connect-rate", "40"])
            try live.waitUntil("Running: hold")
            try live.page.type("260", into: "#user_count")
            try live.page.click("#apply")
            try live.wait(for: "most open at once", toBe: "247")
            _ = try live.page.value("scrollTo(0, 0)")
            let picture = try live.page.picture()
            #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > 20_000)
            #expect(try live.page.text(".log").contains("ws connect"))
            try live.expectQuiet()
            try live.page.click("#stop")
            try live.waitUntilFinished()
            let (_, result, _) = try live.result()
            #expect(result["lifecycle", "connect_failed", "causes"].counts == ["http_503": 13])
            if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
                try picture.write(to: Project.root.appending(path: "docs/images/live.png"))
            }
        }
    }
}
