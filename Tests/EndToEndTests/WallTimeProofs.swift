import Testing

extension EndToEnd {
    /// Wall time ≤ ramp + duration + graceful stop + 1.5 s, whatever the peers do.
    @Suite struct WallTimeProofs {
        /// What starting and ending the process may take on a busy machine, before the first dial and after the last
        /// report.
        private static let processOverhead = 1.0

        private static let paths = [
            "/never-close", "/stop-reading", "/linger", "/slow-close?ms=20000", "/never-pong", "/no-ack", "/drip",
            "/reply?delay_ms=20000", "/late?ms=20000",
        ]

        private func expectLaw(_ service: Service, _ arguments: [String] = []) throws -> LoadRun {
            let run = try service.run(
                ["-c", "10", "--connect-rate", "20/s", "-r", "5", "-d", "1", "--graceful-stop", "1s"] + arguments)
            // Ten dials at 20/s: the last is due at 0.45 s.
            let law = 0.45 + 1 + 1 + 1.5
            #expect((run.result["run", "duration_s"].double ?? 100) <= law)
            #expect(run.seconds <= law + Self.processOverhead)
            return run
        }

        @Test(.timeLimit(.minutes(1)), arguments: paths)
        func `established sessions end in time whatever the raw peer does`(path: String) throws {
            let run = try expectLaw(.raw(path))
            #expect(run.status == 0)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 10])
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["--never-pong", "--delay=30s", "--hang-every=2"])
        func `sessions end in time whatever the embedded target does`(fault: String) throws {
            let run = try expectLaw(.target(faults: fault.split(separator: "=").map(String.init)))
            #expect(run.status == 0)
            #expect(run.lifecycle["attempts"].int == 10)
        }

        @Test(.timeLimit(.minutes(1)))
        func `dials that are never answered end in time`() throws {
            let run = try expectLaw(.raw("/silence"))
            #expect(run.lifecycle["ended", "cancelled"].int == 10)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a target that is stopped for good does not hold the end up`() throws {
            let service = try Service.target()
            let run = try service.run(["-c", "10", "-r", "5", "-d", "2", "--graceful-stop", "1s"]) { _ in
                letPass(seconds: 1)
                service.peer.program.signal(19)
            }
            service.peer.program.signal(18)
            #expect(run.seconds <= 2 + 1 + 1.5 + Self.processOverhead)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 10])
            #expect(run.lifecycle["unclean"].int == 10)
            // They lasted until they were given up, not until the target was last heard of.
            #expect((run.metric("ws_session_duration")["min"].double ?? 0) > 2_500)
        }
    }
}
