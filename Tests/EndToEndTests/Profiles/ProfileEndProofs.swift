import Foundation
import Testing

extension EndToEndCounts {
    /// How runs of profiles end: by a judgement, by a hand, by a target that is gone or never was.
    @Suite struct ProfileEndProofs {
        private static func visits(_ url: String, _ load: String = "arrivals: { rate: 50/s, for: 1s, users: 50 }")
            -> String
        {
            """
            scenarios:
              visits:
                \(load)
                steps: [{ get: "\(url)", name: visit }]
            """
        }

        // MARK: - Judgements

        @Test(.timeLimit(.minutes(1)))
        func `a threshold with abortOnFail ends the run early, and its report is complete`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                Self.visits("http://127.0.0.1:\(peer.port)/status/500", "arrivals: { rate: 50/s, for: 30s, users: 50 }")
                    + "\nthresholds: { http_req_failed: [{ threshold: \"rate<0.1\", abortOnFail: true }] }\n")
            let run = try profile.run()
            #expect(run.status == 99)
            let reason = "the run was ended early by http_req_failed rate<0.1"
            #expect(run.result["run", "reason"].string == reason)
            #expect(run.output.contains("failed: 1 of 1 thresholds not met, \(reason) (exit status 99)"))
            #expect(run.seconds < 6)
            let requests = try #require(run.count("http_reqs"))
            #expect((10...200).contains(requests))
            #expect(run.statusesByName == ["visit": ["500": requests]])
            #expect(try peer.finish()["requests"].counts == ["GET /status/500": requests])
        }

        @Test(.timeLimit(.minutes(1)))
        func `thresholds of rows and of statuses are judged by their own values`() throws {
            let peer = try Peer.python("rest_peer.py")
            let url = "http://127.0.0.1:\(peer.port)"
            let profile = try ProfileFile(
                """
                scenarios:
                  a:
                    arrivals: { rate: 20/s, for: 1s, users: 20 }
                    steps: [{ get: "\(url)/ok", name: fast }, { get: "\(url)/slow?ms=200", name: slow }]
                  b:
                    arrivals: { rate: 10/s, for: 1s, users: 20 }
                    steps: [{ get: "\(url)/status/404", name: missing, expect: { status: 404 } }]
                thresholds:
                  "http_reqs{name:fast}": ["count==20"]
                  "http_reqs{scenario:b}": ["count==10"]
                  "http_reqs{status:404}": ["count==10"]
                  "http_req_duration{name:slow}": ["min>=190", "p(95)<150"]
                  "http_req_failed{scenario:b}": ["rate==0"]
                """)
            let run = try profile.run()
            let verdicts = run.result["thresholds"].array.map { "\($0["expression"].string ?? "") \($0["ok"].isTrue)" }
            #expect(
                verdicts.sorted() == [
                    "count==10 true", "count==10 true", "count==20 true", "min>=190 true", "p(95)<150 false",
                    "rate==0 true",
                ])
            #expect(run.status == 99)
        }

        @Test(.timeLimit(.minutes(1)), arguments: [("1%", "5%", "fail", Int32(99)), ("1%", "60%", "warn", 0)])
        func `a target is warned of up to its critical value, and beyond it the run fails`(
            target: String, critical: String, verdict: String, status: Int32
        ) throws {
            let peer = try Peer.python("rest_peer.py")
            let url = "http://127.0.0.1:\(peer.port)"
            let profile = try ProfileFile(
                """
                scenarios:
                  a:
                    arrivals: { rate: 20/s, for: 1s, users: 20 }
                    steps: [{ get: "\(url)/ok", name: good }, { get: "\(url)/status/500", name: bad }]
                targets:
                  - { metric: http_req_failed, target: \(target), critical: \(critical) }
                """)
            let run = try profile.run()
            #expect(run.result["targets"].array.map { $0["result"].string } == [verdict])
            #expect(run.result["targets"].array.first?["observed"].double == 0.5)
            #expect(run.status == status)
        }

        // MARK: - Interrupts

        /// Runs, interrupts after a second, and expects the end within the limit.
        private func interrupt(_ profile: ProfileFile, _ arguments: [String], endsWithin limit: Double) throws
            -> LoadRun
        {
            var sent = Date()
            let run = try profile.run(arguments) { program in
                try program.waitUntilInterruptible()
                letPass(seconds: 1)
                sent = Date()
                program.signal(SIGINT)
            }
            #expect(Date().timeIntervalSince(sent) < limit)
            #expect(run.status == 105)
            #expect(run.result["run", "exit_code"].int == 105)
            #expect(run.output.contains("interrupted"))
            return run
        }

        @Test(.timeLimit(.minutes(1)))
        func `an interrupt lets requests end, and begins no more`() throws {
            let peer = try Peer.python("rest_peer.py")
            let load = "users: { count: 10, for: 30s }\n    pacing: 50ms"
            let profile = try ProfileFile(Self.visits("http://127.0.0.1:\(peer.port)/slow?ms=200", load))
            let run = try interrupt(profile, ["--graceful-stop", "2s"], endsWithin: 2)
            let requests = try #require(run.count("http_reqs"))
            #expect(run.statusesByName == ["visit": ["ok": requests]])
            #expect(run.count("iterations") == requests)
            #expect(try peer.finish()["requests"].counts == ["GET /slow": requests])
        }

        @Test(.timeLimit(.minutes(1)))
        func `an interrupt ends what does not end by itself, and counts it as unanswered`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                Self.visits("http://127.0.0.1:\(peer.port)/hang", "users: { count: 10, for: 30s }"))
            let run = try interrupt(profile, ["--graceful-stop", "500ms"], endsWithin: 2.5)
            #expect(run.statusesByName == ["visit": ["unanswered": 10]])
            #expect(run.count("iterations") == 0)
            #expect(run.count("interrupted_iterations") == 10)
            #expect((run.metric("http_response_time")["min"].double ?? 0) > 1000)
            #expect(try peer.finish()["requests"].counts == ["GET /hang": 10])
        }

        @Test(.timeLimit(.minutes(1)))
        func `an interrupt during the login of sessions ends in time`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                login: { steps: [{ get: "http://127.0.0.1:\(peer.port)/hang", name: login }] }
                scenarios:
                  held:
                    sessions: { open: 5, hold: 30s }
                    steps: [{ connect: "ws://127.0.0.1:\(peer.port)/" }]
                """)
            let run = try interrupt(profile, ["--graceful-stop", "500ms"], endsWithin: 2.5)
            #expect(run.statusesByName == ["login": ["unanswered": 5]])
            #expect(run.lifecycle["attempts"].int == 0)
            #expect(run.count("iterations") == 0)
            #expect(run.count("interrupted_iterations") == 5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the end of a run waits no longer than the graceful stop`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                Self.visits("http://127.0.0.1:\(peer.port)/hang", "arrivals: { rate: 10/s, for: 1s, users: 4 }"))
            let run = try profile.run(["--graceful-stop", "1s", "--threads", "1"])
            // Its length, the graceful stop, and one second and a half for the rest.
            #expect(run.seconds < 3.5)
            #expect(run.count("dropped_iterations") == 6)
            #expect(run.count("interrupted_iterations") == 4)
            #expect(run.output.contains("peak 4    0 iterations    0/s iterations    4 interrupted"))
            #expect(run.statusesByName == ["visit": ["unanswered": 4]])
            #expect(run.status == 110)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a user that leaves during its login is not there any more when the answer comes`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                login: { steps: [{ get: "http://127.0.0.1:\(peer.port)/slow?ms=900", name: login }] }
                scenarios:
                  held:
                    sessions: { stages: [{ ramp: 3, over: 100ms }, { ramp: 0, over: 300ms }, { hold: 0, for: 1s }] }
                    steps: [{ connect: "ws://127.0.0.1:\(peer.port)/" }]
                """)
            let run = try profile.run()
            #expect(run.status == 0)
            #expect(run.statusesByName == ["login": ["ok": 3]])
            #expect(run.count("iterations") == 0)
            #expect(run.count("interrupted_iterations") == 3)
            #expect(run.lifecycle["attempts"].int == 0)
        }

        // MARK: - Targets

        @Test(.timeLimit(.minutes(1)))
        func `a target that dies leaves errors by their cause, and the run ends on time`() throws {
            let peer = try Peer.python("rest_peer.py")
            let load = "users: { count: 5, for: 3s }\n    pacing: 50ms"
            let profile = try ProfileFile(Self.visits("http://127.0.0.1:\(peer.port)/ok", load))
            let run = try profile.run { _ in
                letPass(seconds: 1.5)
                peer.program.signal(SIGKILL)
            }
            #expect(run.status == 0)
            #expect((2.5..<6).contains(run.seconds))
            let causes = run.statusesByName["visit"] ?? [:]
            #expect(Set(causes.keys).isSubset(of: ["ok", "refused", "reset", "closed"]))
            #expect((causes["ok"] ?? 0) > 20)
            #expect((causes["refused"] ?? 0) > 20)
            #expect(run.count("iterations") == run.count("http_reqs"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a target that is not there is unreachable`() throws {
            let url = "127.0.0.1:\(try freePort())"
            let rest = try ProfileFile(Self.visits("http://\(url)/", "users: { count: 2, for: 1s }\n    pacing: 200ms"))
            let run = try rest.run()
            #expect(run.status == 110)
            #expect(run.statusesByName["visit"]?.keys.sorted() == ["refused"])
            let named = try ProfileFile(Self.visits("http://no-such-host.invalid/"))
            let unresolved = try named.run()
            #expect(unresolved.status == 110)
            #expect(unresolved.statusesByName["visit"]?.keys.sorted() == ["dns"])
        }

        @Test(.timeLimit(.minutes(1)))
        func `scenarios and tags select what runs, and one that is not there is refused with those that are`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                ["one", "two", "three"].reduce("scenarios:\n") { text, name in
                    text + """
                          \(name):
                            tags: [\(name == "one" ? "small" : "big")]
                            arrivals: { rate: 10/s, for: 500ms, users: 5 }
                            steps: [{ get: "http://127.0.0.1:\(peer.port)/status/200?\(name)", name: \(name) }]

                        """
                })
            #expect(try profile.run(["--scenario", "two"]).requestsByName == ["two": 5])
            #expect(try profile.run(["--tags", "big"]).requestsByName == ["two": 5, "three": 5])
            #expect(try peer.finish()["requests"].counts == ["GET /status/200": 15])
            let program = try Program(Project.streamload, ["run", profile.path, "--scenario", "four"])
            #expect(try program.wait(within: 20) != 0)
            #expect(program.errors.contains("four"))
            #expect(program.errors.contains("one"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `more users than open files allow are refused in a sentence`() throws {
            let profile = try ProfileFile(
                Self.visits("http://127.0.0.1:\(try freePort())/", "users: { count: 500, for: 1s }"))
            let program = try Program(
                URL(filePath: "/bin/sh"),
                ["-c", "ulimit -n 200; exec \"$0\" run \"$1\"", Project.streamload.path, profile.path])
            #expect(try program.wait(within: 20) == 64)
            #expect(program.output == "")
            #expect(program.errors.contains("200"))
            #expect(program.errors.contains("open files"))
        }

        // MARK: - Broken answers

        private static let broken: [(path: String, causes: [String: Int], status: Int32)] = [
            ("close", ["closed": 5], 110), ("reset", ["reset": 5], 110), ("garbage", ["garbage": 5], 110),
            ("hang", ["timeout": 5], 110), ("short", ["cut": 5], 110), ("cut-chunk", ["cut": 5], 110),
            ("bad-chunk", ["garbage": 5], 110), ("half-head", ["cut": 5], 110), ("huge-head", ["too_large": 5], 110),
            ("endless", ["timeout": 5], 110), ("status/503", ["503": 5], 110), ("loop", ["ok": 50, "redirects": 5], 0),
        ]

        @Test(.timeLimit(.minutes(1)), arguments: broken)
        func `an answer that is none is counted by what is wrong with it`(
            row: (path: String, causes: [String: Int], status: Int32)
        ) throws {
            let peer = try Peer.python("rest_peer.py")
            let url = "http://127.0.0.1:\(peer.port)"
            let profile = try ProfileFile(
                """
                scenarios:
                  visits:
                    arrivals: { rate: 10/s, for: 500ms, users: 5 }
                    steps: [{ get: "\(url)/\(row.path)", name: visit, timeout: 600ms, check: { fine: status == 200 } }]
                """)
            let run = try profile.run()
            let sent = row.causes.values.reduce(0, +)
            #expect(run.statusesByName == ["visit": row.causes])
            #expect(run.metric("http_req_failed")["passes"].int == 5)
            #expect(run.check("visits", "fine")?.fails == 5)
            #expect(run.count("iterations") == 5)
            #expect(run.status == row.status)
            #expect(run.seconds < 4)
            #expect(try peer.finish()["requests"].counts == ["GET /\(row.path)": sent])
        }
    }
}
