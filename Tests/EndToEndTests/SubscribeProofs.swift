import Testing

extension EndToEnd {
    /// A session is ready when its subscribe is acknowledged, and sends nothing before.
    @Suite struct SubscribeProofs {
        private static let load = [
            "-c", "5", "-r", "10", "-d", "2", "--subscribe", #"{"action":"subscribe","channels":["power"]}"#,
        ]

        @Test(.timeLimit(.minutes(1)))
        func `the acknowledgement is timed, and the schedule starts with it`() throws {
            let service = try Service.raw("/subscribe?delay_ms=500")
            let run = try service.run(Self.load + ["--subscribe-ack", "type=subscribed"])
            let counts = try service.finish()
            #expect(run.status == 0)
            #expect(run.count("ws_subscribe_ack") == 5)
            #expect((run.metric("ws_subscribe_ack")["min"].double ?? 0) >= 500)
            #expect(run.count("ws_subscribe_failed") == 0)
            // Half a second less than the hold: 15 messages each, 14 after a slow handshake, and one more where the ramp
            // leaves room for it.
            #expect((5 * 13...5 * 16).contains(run.count("ws_msgs_sent") ?? 0))
            // Neither the subscribe nor its acknowledgement is a message of ours.
            #expect(counts["text_received"].int == (run.count("ws_msgs_sent") ?? 0) + 5)
            #expect(counts["text_sent"].int == (run.count("ws_msgs_received") ?? 0) + 5)
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `the embedded target acknowledges by channel`() throws {
            let service = try Service.target("/ws/stream?token=demo", faults: ["--tick-rate", "1/h"])
            let run = try service.run(Self.load + ["--subscribe-ack", "type=subscribed"])
            let counts = try service.finish()
            #expect(run.count("ws_subscribe_ack") == 5)
            #expect(counts["subscriptions"].int == 5)
            #expect(counts["acknowledgements"].int == 5)
            #expect(run.count("ws_msgs_sent") == counts["messages_received"].int)
            #expect(run.count("ws_msgs_received") == counts["messages_sent"].int)
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["/no-ack", "/wrong-ack"])
        func `a session that is not acknowledged is not ready`(path: String) throws {
            let service = try Service.raw(path)
            let run = try service.run(
                Self.load + ["--subscribe-ack", "type=subscribed", "--reply-timeout", "500ms"])
            #expect(run.count("ws_subscribe_failed") == 5)
            #expect(run.count("ws_subscribe_ack") == 0)
            // What it does not send was never planned: nothing is dropped, and the generator kept its plan.
            #expect(run.count("ws_msgs_sent") == 0)
            #expect(run.count("ws_msgs_dropped") == 0)
            #expect(run.result["generator", "validity"].string == "VALID")
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 5])
            #expect(try service.finish()["text_received"].int == 5)
        }
    }
}
