import Foundation
import Testing

extension EndToEnd {
    /// Runs in which something was tried and nothing of its kind succeeded: they fail, and say what it was.
    @Suite struct VainRunProofs {
        private func expect(_ run: LoadRun, _ reason: String, verdict: String = "nothing_succeeded") {
            #expect(run.status == 110)
            #expect(run.result["run", "reason"].string == reason)
            #expect(run.result["run", "verdict"].string == verdict)
            #expect(run.output.contains("\(reason) (exit status 110)"))
            #expect(run.output.contains("unreachable") == (verdict == "unreachable"))
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["/status/500", "/status/404", "/ok"])
        func `logins that all fail, or bring no token, are no success`(path: String) throws {
            let peer = try Peer.python("rest_peer.py")
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(peer.port)/", "--auth-url", "http://127.0.0.1:\(peer.port)\(path)",
                "-c", "3", "-d", "1",
            ])
            #expect(run.count("http_reqs") == 3)
            #expect(run.lifecycle["attempts"].int == 0)
            expect(run, "every login failed")
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["sessions: { open: 3, hold: 1s }", "users: { count: 3, for: 1s }"])
        func `a profile whose login fails for everybody has tested nothing`(load: String) throws {
            let peer = try Peer.python("rest_peer.py")
            let step = load.hasPrefix("sessions") ? "connect: ws://" : "get: http://"
            let profile = try ProfileFile(
                """
                login: { steps: [{ post: "http://127.0.0.1:\(peer.port)/status/401", name: login }] }
                scenarios:
                  all:
                    \(load)
                    steps: [{ \(step)127.0.0.1:\(peer.port)/ok }]
                """)
            expect(try profile.run(), "every login failed")
        }

        @Test(.timeLimit(.minutes(1)))
        func `dials that are all refused fail the run, although a request before them succeeded`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                scenarios:
                  all:
                    sessions: { open: 3, hold: 1s }
                    steps:
                      - { get: "http://127.0.0.1:\(peer.port)/ok", name: first }
                      - connect: ws://127.0.0.1:\(peer.port)/status/403
                """)
            let run = try profile.run()
            #expect(run.causes == ["http_403": 3])
            #expect(run.metric("http_req_failed")["fails"].int == 3)
            expect(run, "no session was established")
        }

        @Test(.timeLimit(.minutes(1)))
        func `requests that all fail fail the run, and errors that are expected do not`() throws {
            let peer = try Peer.python("rest_peer.py")
            func run(_ rest: String) throws -> LoadRun {
                try ProfileFile(
                    """
                    scenarios:
                      all:
                        arrivals: { rate: 10/s, for: 1s, users: 5 }
                        steps: [{ get: "http://127.0.0.1:\(peer.port)/status/404", name: missing\(rest) }]
                    """
                ).run()
            }
            expect(try run(""), "every request failed")
            #expect(try run(", expect: { status: 404 }").status == 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run that ends before its first session says that it was too short`() throws {
            let peer = try Peer.python("rest_peer.py")
            // Dials that are not answered within the run.
            let run = try LoadRun(["--streaming-url", "ws://127.0.0.1:\(peer.port)/hang", "-c", "2", "-d", "100ms"])
            #expect(run.lifecycle["ended", "cancelled"].int == 2)
            expect(run, "the run was too short for a session")
        }

        @Test(.timeLimit(.minutes(1)))
        func `nothing but silence is unreachable`() throws {
            let url = "127.0.0.1:\(try freePort())"
            let run = try LoadRun(["--streaming-url", "ws://\(url)/", "-c", "2", "-d", "1"])
            expect(run, "target unreachable: nothing was answered", verdict: "unreachable")
        }
    }
}
