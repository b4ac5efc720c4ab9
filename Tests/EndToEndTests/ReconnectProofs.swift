import Testing

extension EndToEnd {
    /// Lost sessions are dialled again by policy only; each redial is an attempt with an entry of its own.
    @Suite struct ReconnectProofs {
        private static let load = ["-c", "5", "-r", "5", "-d", "2800ms"]
        private static let policy = ["--reconnect", "delay=100ms,factor=1,max=100ms,jitter=none,attempts=3"]

        /// The two endings of the embedded target's making, and where they are counted.
        enum Fault: String, CaseIterable {
            case close = "--close-after"
            case reset = "--reset-after"

            func count(in run: LoadRun) -> Int? {
                switch self {
                case .close: run.lifecycle["ended", "closed_by_peer", "1000"].int
                case .reset: run.lifecycle["ended", "lost"].int
                }
            }
        }

        @Test(.timeLimit(.minutes(1)), arguments: Fault.allCases)
        func `a lost session is dialled again after the delay`(fault: Fault) throws {
            let service = try Service.target(faults: [fault.rawValue, "400ms"])
            let run = try service.run(Self.load + Self.policy)
            let counts = try service.finish()
            let established = run.lifecycle["established"].int ?? 0
            // One life is 400 ms and the wait 100 ms: six in 2.8 s, one or two less on a busy machine, each.
            #expect((5 * 4...5 * 6).contains(established))
            #expect(run.count("ws_reconnects") == established - 5)
            #expect(run.count("ws_sessions") == established)
            #expect(counts["sessions"].int == established)
            #expect(run.lifecycle["connect_failed", "total"].int == 0)
            #expect(run.lifecycle["peak_open"].int == 5)
            let ended = fault.count(in: run) ?? 0
            let ours = run.lifecycle["ended", "closed_by_client", "1000"].int ?? 0
            #expect(ended + ours == established)
            #expect(ended >= established - 5)
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)), arguments: Fault.allCases)
        func `without a policy nothing is dialled again`(fault: Fault) throws {
            let service = try Service.target(faults: [fault.rawValue, "400ms"])
            let run = try service.run(Self.load)
            #expect(run.lifecycle["attempts"].int == 5)
            #expect(fault.count(in: run) == 5)
            #expect(run.count("ws_reconnects") == 0)
            // With no session left and none to come there is nothing to wait for.
            #expect(run.result["run", "phases", "hold_s"].double ?? 3 < 2.5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a refused dial is dialled again, and is no reconnect`() throws {
            let service = try Service.target(faults: ["--refuse-every", "2", "--refuse-status", "503"])
            let run = try service.run(["-c", "4", "-r", "5", "-d", "1500ms"] + Self.policy)
            // Handshakes 2, 4 and 6 are refused; the seventh is the last that is needed.
            #expect(run.causes == ["http_503": 3])
            #expect(run.lifecycle["attempts"].int == 7)
            #expect(run.lifecycle["established"].int == 4)
            #expect(run.count("ws_reconnects") == 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `redials that fail end with the attempts of the policy`() throws {
            for service in [try Service.target(), try Service.raw("/echo")] {
                let run = try service.run(Self.load + Self.policy) { _ in
                    letPass(seconds: 1.5)
                    service.peer.program.signal(9)
                }
                #expect(run.lifecycle["established"].int == 5)
                #expect(run.lifecycle["ended", "lost"].int == 5)
                #expect(run.causes == ["refused": 5 * 3])
                #expect(run.lifecycle["attempts"].int == 5 + 5 * 3)
                #expect(run.count("ws_reconnects") == 0)
            }
        }
    }
}
