import Testing

extension EndToEnd {
    /// The stall proofs: a target that stands still for one second must show in `ws_response_time`, whatever the tool
    /// was doing meanwhile, and nowhere that it was not.
    ///
    /// Ten sessions send 20 messages a second for 8 s: 160 each, 1,600 in all.
    @Suite struct StallProofs {
        private static let load = ["-c", "10", "-r", "20", "-d", "8", "--connect-rate", "1M/s"]

        /// A session's schedule begins when it is ready and ends with the hold, so it lacks what was due while it was
        /// dialled: the one last message, unless dialling took longer than the 50 ms between two.
        private func plan(of run: LoadRun) -> ClosedRange<Int> {
            let dialling =
                (run.metric("ws_connecting")["max"].double ?? 0) + (run.metric("loop_lag")["max"].double ?? 0)
            return 1600 - 10 * Int((dialling / 50).rounded(.up))...1600
        }

        private func expectPlan(_ run: LoadRun, received: Int?) {
            #expect(run.status == 0)
            #expect(plan(of: run).contains(run.count("ws_msgs_sent") ?? 0))
            // Not one send is missing from either distribution, and the peer saw every one.
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
            #expect(run.count("ws_service_time") == run.count("ws_msgs_sent"))
            #expect(run.count("ws_msgs_received") == run.count("ws_msgs_sent"))
            #expect(received == run.count("ws_msgs_sent"))
            #expect(run.count("ws_msgs_dropped") == 0)
            #expect(run.count("ws_msgs_unanswered") == 0)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 10])
            // 20 of a session's 160 messages were due within the stall, and waited for what was left of it.
            expectStall(in: run.metric("ws_response_time"))
        }

        private func expectStall(in trend: JSON) {
            #expect((800...1100).contains(trend["p(99)"].double ?? 0))
        }

        private func expectHonestRequestReply(of service: Service, received: String) throws {
            let run = try service.run(Self.load + ["--in-flight", "1"])
            expectPlan(run, received: try service.finish()[received].int)
            // One message a session was out when the stall came: 10 of 1,600 are beyond the 99th percentile.
            #expect((run.metric("ws_service_time")["p(99)"].double ?? 1000) < 50)
            #expect((run.metric("ws_service_time")["max"].double ?? 0) > 800)
        }

        private func expectHonestWindow(of service: Service, received: String) throws {
            let run = try service.run(Self.load)
            expectPlan(run, received: try service.finish()[received].int)
            expectStall(in: run.metric("ws_service_time"))
        }

        private static func stallingTarget() throws -> Service {
            try .target(faults: ["--stall-at", "3s", "--stall-for", "1s"])
        }

        private static func stallingPeer() throws -> Service { try .raw("/stall?at_ms=3000&for_ms=1000") }

        @Test(.timeLimit(.minutes(1)))
        func `with one in flight the wait is charged to the intended time, by the embedded target`() throws {
            try expectHonestRequestReply(of: Self.stallingTarget(), received: "messages_received")
        }

        @Test(.timeLimit(.minutes(1)))
        func `with one in flight the wait is charged to the intended time, by the raw peer`() throws {
            try expectHonestRequestReply(of: Self.stallingPeer(), received: "text_received")
        }

        @Test(.timeLimit(.minutes(1)))
        func `with the default window both times show the stall, by the embedded target`() throws {
            try expectHonestWindow(of: Self.stallingTarget(), received: "messages_received")
        }

        @Test(.timeLimit(.minutes(1)))
        func `with the default window both times show the stall, by the raw peer`() throws {
            try expectHonestWindow(of: Self.stallingPeer(), received: "text_received")
        }
    }
}
