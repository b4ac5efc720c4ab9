import Testing

extension EndToEndCounts {
    /// Handshakes that a target refuses or never answers, among others that it accepts, and the endings of its fault plan.
    @Suite struct RefusalProofs {
        private static let load = ["-c", "30", "-r", "5", "-d", "1", "--connect-timeout", "700ms"]

        private func expectRefusals(_ run: LoadRun, _ causes: [String: Int]) {
            let failed = causes.values.reduce(0, +)
            #expect(run.status == 0)
            #expect(run.causes == causes)
            #expect(run.lifecycle["attempts"].int == 30)
            #expect(run.lifecycle["established"].int == 30 - failed)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 30 - failed])
            #expect(run.metric("ws_connect_failed")["passes"].int == failed)
            #expect(run.metric("ws_connect_failed")["fails"].int == 30 - failed)
            // The time of a failed dial never enters the distribution of the others.
            #expect(run.count("ws_connecting") == 30 - failed)
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `every third handshake is refused with 429 by the embedded target`() throws {
            let service = try Service.target(faults: ["--refuse-every", "3", "--refuse-status", "429"])
            expectRefusals(try service.run(Self.load), ["http_429": 10])
            #expect(try service.finish()["handshakes"].counts == ["accepted": 20, "refused": 10])
        }

        @Test(.timeLimit(.minutes(1)))
        func `every third handshake is refused with 429 by the raw peer`() throws {
            let service = try Service.raw("/flaky?every=3&status=429")
            expectRefusals(try service.run(Self.load), ["http_429": 10])
            #expect(try service.finish()["handshakes"].int == 20)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a handshake that is never answered is a timeout`() throws {
            let service = try Service.target(faults: ["--hang-every", "3"])
            expectRefusals(try service.run(Self.load), ["timeout": 10])
            #expect(try service.finish()["handshakes"].counts == ["accepted": 20, "hung": 10])
        }

        @Test(.timeLimit(.minutes(1)))
        func `refusals and silence are told apart`() throws {
            // Of 30 handshakes 3, 6, …, 30 are refused; 5, 10, 20 and 25 hang.
            let service = try Service.target(
                faults: ["--refuse-every", "3", "--refuse-status", "503", "--hang-every", "5"])
            expectRefusals(try service.run(Self.load), ["http_503": 10, "timeout": 4])
        }

        @Test(
            .timeLimit(.minutes(2)),
            arguments: [
                ("0", "1005"), ("1000", "1000"), ("1001", "1001"), ("1006", "1006"), ("1012", "1012"), ("2999", "2999"),
                ("4000", "4000"),
            ])
        func `the embedded target's close code is the one in the ledger`(code: String, entry: String) throws {
            let service = try Service.target(faults: ["--close-after", "300ms", "--close-code", code])
            let run = try service.run(["-c", "5", "-r", "10", "-d", "2"])
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == [entry: 5])
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
            #expect(try service.finish()["closes_sent"].counts == [code == "0" ? "none" : code: 5])
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["--reset-after", "--eof-after"])
        func `a session that ends without a Close is lost`(fault: String) throws {
            let service = try Service.target(faults: [fault, "300ms"])
            let run = try service.run(["-c", "5", "-r", "10", "-d", "2"])
            #expect(run.lifecycle["ended", "lost"].int == 5)
            let counts = try service.finish()
            #expect((counts["resets"].int ?? 0) + (counts["ends_of_stream"].int ?? 0) == 5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a target that never reads misses its pong and answers nothing`() throws {
            let service = try Service.target(faults: ["--never-pong"])
            let run = try service.run([
                "-c", "5", "-r", "10", "-d", "3", "--ping-interval", "500ms", "--pong-timeout", "700ms",
            ])
            #expect(run.lifecycle["ended", "pong_timeout"].int == 5)
            #expect(run.count("ws_pong_missed") == 5)
            #expect((run.count("ws_msgs_sent") ?? 0) > 0)
            #expect(run.count("ws_msgs_unanswered") == run.count("ws_msgs_sent"))
        }
    }
}
