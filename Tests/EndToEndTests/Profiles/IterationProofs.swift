import Foundation
import Testing

extension EndToEndCounts {
    /// Every iteration that has begun is complete or interrupted, and every arrival that was planned has begun or is
    /// dropped.
    @Suite struct IterationProofs {
        private struct Counts: Equatable {
            let complete: Int?
            let interrupted: Int?
            let dropped: Int?

            init(_ complete: Int, interrupted: Int = 0, dropped: Int = 0) {
                self.complete = complete
                self.interrupted = interrupted
                self.dropped = dropped
            }

            init(_ run: LoadRun) {
                complete = run.count("iterations")
                interrupted = run.count("interrupted_iterations")
                dropped = run.count("dropped_iterations")
            }
        }

        @Test(.timeLimit(.minutes(1)), arguments: [1, 2])
        func `every planned arrival is complete, interrupted or dropped`(threads: Int) throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                scenarios:
                  visits:
                    arrivals: { rate: 200/s, for: 1s, users: 20, spacing: poisson }
                    steps:
                      - choose:
                          - { weight: 9, steps: [{ get: "http://127.0.0.1:\(peer.port)/slow?ms=50", name: slow }] }
                          - { weight: 1, steps: [{ get: "http://127.0.0.1:\(peer.port)/hang", name: hang }] }
                """)
            let run = try profile.run(["--threads", "\(threads)", "--graceful-stop", "500ms"])
            let begun = (run.count("iterations") ?? 0) + (run.count("interrupted_iterations") ?? 0)
            #expect(begun + (run.count("dropped_iterations") ?? 0) == 200)
            #expect((run.count("interrupted_iterations") ?? 0) > 0)
            #expect(run.requestsByName.values.reduce(0, +) == begun)
            #expect(run.requestsByName["hang"] == run.count("interrupted_iterations"))
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["connect: ws", "stream: http"])
        func `an iteration that comes to its dial when the run is over is interrupted`(step: String) throws {
            let peer = try Peer.python("rest_peer.py")
            let place = "127.0.0.1:\(peer.port)"
            let steps = "[{ get: \"http://\(place)/slow?ms=900\", name: slow }, { \(step)://\(place)/ }]"
            let profile = try ProfileFile(
                """
                scenarios:
                  visits: { users: { count: 3, for: 500ms }, steps: \(steps) }
                  held: { sessions: { open: 2, hold: 500ms }, steps: \(steps) }
                """)
            let run = try profile.run()
            #expect(Counts(run) == Counts(0, interrupted: 5))
            #expect(run.statusesByName == ["slow": ["ok": 5]])
            #expect(run.lifecycle["attempts"].int == 0)
            #expect(run.seconds < 4)
        }

        // MARK: - Sessions in the middle of their steps

        private static let rests = ["wait: 1h", "listen: { for: 1h }", "loop: { for: 1h }, steps: [{ wait: 50ms }]"]

        @Test(.timeLimit(.minutes(1)), arguments: rests)
        func `a held session that has steps left ends with the run, as one that has none`(rest: String) throws {
            let service = try Service.target()
            let profile = try ProfileFile(
                """
                scenarios:
                  busy: { sessions: { open: 3, hold: 500ms }, steps: [{ connect: "\(service.url)" }, { \(rest) }] }
                  idle: { sessions: { open: 2, hold: 500ms }, steps: [{ connect: "\(service.url)" }] }
                """)
            let run = try profile.run(["--graceful-stop", "20s"])
            #expect(run.status == 0)
            #expect(run.seconds < 8)
            #expect(Counts(run) == Counts(5))
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 5])
            #expect(try service.finish()["closes_received"].counts == ["1000": 5])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a held session that has not come to its dial is interrupted, and nobody waits for it`() throws {
            let service = try Service.target()
            let profile = try ProfileFile(
                """
                scenarios:
                  slow: { sessions: { open: 3, hold: 500ms }, steps: [{ wait: 1h }, { connect: "\(service.url)" }] }
                  idle: { sessions: { open: 2, hold: 500ms }, steps: [{ connect: "\(service.url)" }] }
                """)
            let run = try profile.run(["--graceful-stop", "20s"])
            #expect(run.seconds < 8)
            #expect(Counts(run) == Counts(2, interrupted: 3))
            #expect(run.lifecycle["attempts"].int == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a held session whose dial fails is a failed attempt, and no iteration`() throws {
            let service = try Service.target()
            let profile = try ProfileFile(
                """
                scenarios:
                  refused: { sessions: { open: 3, hold: 1s }, steps: [{ connect: "ws://127.0.0.1:\(try freePort())" }] }
                  idle: { sessions: { open: 2, hold: 1s }, steps: [{ connect: "\(service.url)" }] }
                """)
            let run = try profile.run()
            #expect(run.causes == ["refused": 3])
            #expect(Counts(run) == Counts(2))
        }

        // MARK: - The very end

        @Test(.timeLimit(.minutes(1)), arguments: [1, 2])
        func `what is due at the very end does not begin, and what is due before it does`(threads: Int) throws {
            let peer = try Peer.python("rest_peer.py")
            func scenario(_ name: String, _ load: String, _ pacing: String) -> String {
                let step = "get: \"http://127.0.0.1:\(peer.port)/ok\", name: \(name)"
                return "  \(name): { users: { \(load) }, pacing: \(pacing), steps: [{ \(step) }] }\n"
            }
            // The second one is over before the run is; the last jumps up when all is over.
            let profile = try ProfileFile(
                "scenarios:\n" + scenario("long", "count: 1, for: 1s", "250ms")
                    + scenario("short", "count: 1, for: 500ms", "100ms")
                    + scenario("within", "count: 1, for: 1s", "249ms")
                    + scenario("jump", "stages: [{ hold: 2, for: 1s }, { ramp: 6, over: 0s }]", "1s"))
            #expect(try profile.explanation().contains("Planned in all: 5 users"))
            let run = try profile.run(["--threads", "\(threads)", "--schedule-slack", "0"])
            #expect(run.requestsByName == ["long": 4, "short": 5, "within": 5, "jump": 2])
            #expect(Counts(run) == Counts(16))
            #expect(run.metric("vus")["max"].int == 5)
        }
    }
}
