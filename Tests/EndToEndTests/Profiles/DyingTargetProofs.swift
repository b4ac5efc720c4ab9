import Foundation
import Testing

extension EndToEndCounts {
    /// A target that dies in the middle of a profile's run: what is lost is told by its cause, and the run goes to its end.
    @Suite struct DyingTargetProofs {
        /// Runs, and kills the peer when the run has been under way for a while.
        private func run(_ yaml: String, against peer: Peer, after seconds: Double) throws -> LoadRun {
            let text = yaml.replacingOccurrences(of: "ADDRESS", with: "127.0.0.1:\(peer.port)")
            return try ProfileFile(text).run(["--graceful-stop", "1s"]) { program in
                try program.waitUntilInterruptible()
                letPass(seconds: seconds)
                peer.program.signal(SIGKILL)
            }
        }

        /// What a dead target does to a request: the connection is closed or reset under it, and the next is refused.
        private static let causes: Set = ["refused", "reset", "closed", "cut"]

        @Test(.timeLimit(.minutes(1)))
        func `sessions and streams are lost, requests refused, and a threshold fails the run at its end`() throws {
            let run = try run(
                """
                scenarios:
                  talkers:
                    sessions: { open: 5, hold: 2500ms }
                    messages: { rate: 20/s per session }
                    steps:
                      - connect: ws://ADDRESS/echo
                      - { send: { id: "{{id}}" }, reply: { match: $.id, within: 1s } }
                  listeners:
                    sessions: { open: 5, hold: 2500ms }
                    reconnect: { delay: 100ms, factor: 1, jitter: none, attempts: 3 }
                    steps: [{ stream: "http://ADDRESS/events?rate=20" }]
                  visitors:
                    users: { count: 5, for: 2500ms }
                    pacing: 100ms
                    steps: [{ get: "http://ADDRESS/health", name: visit }]
                  passers-by:
                    arrivals: { rate: 40/s, for: 2500ms, users: 40 }
                    steps:
                      - { get: "http://ADDRESS/health", name: look, required: true }
                      - { get: "http://ADDRESS/health", name: enter }
                thresholds: { http_req_failed: ["rate<0.01"] }
                """, against: Peer.target(), after: 1)
            #expect(run.status == 99)
            #expect((2..<7).contains(run.seconds))
            #expect(run.lifecycle["ended", "lost"].int == 10)
            // Each stream is dialled three times more, in vain.
            #expect(run.causes == ["refused": 15])
            #expect(run.lifecycle["established"].int == 10)
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
            for name in ["visit", "look"] {
                let statuses = try #require(run.statusesByName[name])
                #expect(Set(statuses.keys).isSubset(of: Self.causes.union(["ok"])), "\(statuses)")
                #expect((statuses["ok"] ?? 0) > 0)
                #expect((statuses["refused"] ?? 0) > 0)
            }
            // Who could not look did not enter.
            let (looks, enters) = (run.statusesByName["look"] ?? [:], run.requestsByName["enter"])
            #expect(looks["ok"] == enters)
            let failed = run.statusesByName.values.joined().filter { $0.key != "ok" }.reduce(0) { $0 + $1.value }
            #expect(run.metric("http_req_failed")["passes"].int == failed)
        }

        @Test(.timeLimit(.minutes(1)))
        func `who waits for its login learns that the target is gone, and tries again with each iteration`() throws {
            let run = try run(
                """
                login: { steps: [{ get: "http://ADDRESS/hang", name: login }] }
                scenarios:
                  visitors:
                    users: { count: 5, for: 2s }
                    pacing: 200ms
                    steps: [{ get: "http://ADDRESS/ok", name: never }]
                """, against: Peer.python("rest_peer.py"), after: 0.7)
            #expect(run.status == 110)
            let logins = try #require(run.statusesByName["login"])
            let gone = ["closed", "reset"].reduce(0) { $0 + (logins[$1] ?? 0) }
            // A server that dies closes its connections one after another and its listener some time between: who is told
            // early may get in once more, to be told again.
            #expect((5...10).contains(gone))
            #expect((logins["refused"] ?? 0) >= 5)
            #expect(run.requestsByName["never"] == 0)
            #expect(run.count("iterations") == run.requestsByName["login"])
            #expect(run.seconds < 6)
        }
    }
}
