import Foundation
import Testing

extension EndToEnd {
    /// Messages of sessions that are gone: counted, and nobody's failure but theirs.
    @Suite struct UnsentProofs {
        private static let remark = "unsent: their session had ended"

        /// Whether the generator is blamed for sends that it did not make.
        private func blamesItself(_ run: LoadRun) -> Bool {
            run.result["generator", "reasons"].array.contains { $0.string?.contains("planned sends") ?? true }
        }

        private func total(_ run: LoadRun) -> Int {
            ["ws_msgs_sent", "ws_msgs_dropped", "ws_msgs_unsent"].reduce(0) { $0 + (run.count($1) ?? -1_000_000) }
        }

        @Test(.timeLimit(.minutes(1)), arguments: [false, true])
        func `what was planned is sent, dropped or unsent, whether sessions live or not`(live: Bool) throws {
            let service = try Service.target(faults: live ? [] : ["--close-after", "500ms"])
            let run = try service.run(["-c", "10", "-r", "20", "-d", "2"])
            // Each session has 40 messages in its two seconds; the dials come within 18 ms of one another.
            #expect((390...410).contains(total(run)))
            #expect((run.count("ws_msgs_unsent") ?? 0) == 0 || !live)
            #expect((run.count("ws_msgs_sent") ?? 0) < 130 || live)
            #expect(run.output.contains(Self.remark) == !live)
            #expect(!blamesItself(run))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a profile counts what its sessions had still to send`() throws {
            let service = try Service.target(faults: ["--close-after", "500ms"])
            let profile = try ProfileFile(
                """
                scenarios:
                  talk:
                    sessions: { open: 10, hold: 2s }
                    messages: { rate: 20/s per session }
                    steps: [{ connect: "\(service.url)" }, { send: { id: "{{id}}" } }]
                """)
            let run = try profile.run()
            #expect((380...410).contains(total(run)))
            #expect((run.count("ws_msgs_unsent") ?? 0) > 250)
            #expect(!blamesItself(run))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a session that is dialled again lacks what came due between the two`() throws {
            let service = try Service.target(faults: ["--close-after", "500ms"])
            let run = try service.run(["-c", "10", "-r", "20", "-d", "2", "--reconnect", "500ms"])
            #expect((run.count("ws_reconnects") ?? 0) >= 10)
            // Half of the time there is no session.
            #expect((100...300).contains(run.count("ws_msgs_unsent") ?? 0))
            // A new schedule has its own phase, so a message more or less comes of each new session.
            #expect((350...450).contains(total(run)))
        }

        @Test(.timeLimit(.minutes(1)))
        func `sessions that are closed at once do not make a run INVALID`() throws {
            let service = try Service.target(faults: ["--close-after", "1ms"])
            let run = try service.run(["-c", "10", "-r", "50", "-d", "300ms"])
            #expect(run.lifecycle["established"].int == 10)
            #expect(!blamesItself(run))
        }

        @Test(.timeLimit(.minutes(1)))
        func `what was not due when the run was interrupted was not planned`() throws {
            let service = try Service.target()
            let slow = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                scenarios:
                  talk:
                    sessions: { stages: [{ ramp: 10, over: 500ms }, { hold: 10, for: 30s }] }
                    messages: { rate: 50/s per session }
                    steps: [{ connect: "\(service.url)" }, { send: { id: "{{id}}" } }]
                  ask:
                    arrivals: { rate: 20/s, for: 30s, users: 5 }
                    steps: [{ get: "http://127.0.0.1:\(slow.port)/slow?ms=800", name: ask }]
                """)
            let run = try profile.run { program in
                try program.waitUntilInterruptible()
                letPass(seconds: 1)
                program.signal(SIGINT)
            }
            #expect(run.status == 105)
            #expect(!blamesItself(run))
            #expect(run.count("ws_msgs_unsent") == 0)
        }
    }
}
