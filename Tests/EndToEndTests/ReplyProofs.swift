import Testing

extension EndToEnd {
    /// How replies are matched, and what becomes of those that are missing, late, doubled or unknown.
    @Suite struct ReplyProofs {
        private static let load = ["-c", "5", "-r", "10", "-d", "2", "--graceful-stop", "500ms"]

        /// The laws of `ws_response_time` and `ws_service_time`: every send that expected a reply is in the one, every
        /// reply in time in the other, and every age of an unanswered message is marked as a lower bound.
        private func expectReplyLaws(_ run: LoadRun, received: Int?, unanswered: Int?) {
            let sent = run.count("ws_msgs_sent") ?? -1
            #expect(sent > 0)
            #expect(received == sent)
            #expect(run.count("ws_msgs_unanswered") == unanswered)
            #expect(run.result["counters", "ws_response_time_lower_bounds"].int == unanswered)
            #expect(run.count("ws_response_time") == sent)
            #expect(run.count("ws_service_time") == sent - (unanswered ?? 0))
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 5])
        }

        @Test(.timeLimit(.minutes(1)))
        func `replies that the raw peer withholds are unanswered`() throws {
            let service = try Service.raw("/reply?drop=10")
            let run = try service.run(Self.load)
            let counts = try service.finish()
            // Of a session's 20 messages (19 after a slow handshake) the 10th, and the 20th.
            #expect((5...10).contains(counts["replies_withheld"].int ?? 0))
            expectReplyLaws(run, received: counts["text_received"].int, unanswered: counts["replies_withheld"].int)
            #expect(run.count("ws_msgs_received") == counts["replies_sent"].int)
        }

        @Test(.timeLimit(.minutes(1)))
        func `replies that the embedded target drops are unanswered`() throws {
            let service = try Service.target(faults: ["--drop-every", "10"])
            let run = try service.run(Self.load)
            let counts = try service.finish()
            #expect((5...10).contains(counts["dropped"].int ?? 0))
            expectReplyLaws(run, received: counts["messages_received"].int, unanswered: counts["dropped"].int)
            #expect(run.count("ws_msgs_received") == counts["messages_sent"].int)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a raw peer's reply after the timeout is late and nothing else`() throws {
            // Of a session's some 30 messages the 20th is answered late, in the middle of the hold.
            let service = try Service.raw("/late?every=20&ms=500")
            let run = try service.run(["-c", "5", "-r", "10", "-d", "3", "--reply-timeout", "200ms"])
            let counts = try service.finish()
            #expect(counts["replies_delayed"].int == 5)
            expectReplyLaws(run, received: counts["text_received"].int, unanswered: 5)
            #expect(run.count("ws_msgs_late") == 5)
            #expect(run.count("ws_msgs_unmatched") == 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an embedded target that answers too late answers nothing in time`() throws {
            let service = try Service.target(faults: ["--delay", "500ms"])
            let run = try service.run(Self.load + ["--reply-timeout", "100ms"])
            let counts = try service.finish()
            expectReplyLaws(run, received: counts["messages_received"].int, unanswered: run.count("ws_msgs_sent"))
            #expect((run.count("ws_msgs_late") ?? 0) > 0)
            #expect(run.count("ws_msgs_late") == run.count("ws_msgs_received"))
            #expect(run.count("ws_msgs_late") == counts["messages_sent"].int)
            // A server that never answers must not look fast.
            #expect((run.metric("ws_response_time")["min"].double ?? 0) >= 100)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a raw peer's second reply to a message is unmatched`() throws {
            let service = try Service.raw("/duplicate-reply")
            let run = try service.run(Self.load)
            let counts = try service.finish()
            expectReplyLaws(run, received: counts["text_received"].int, unanswered: 0)
            #expect(run.count("ws_msgs_unmatched") == run.count("ws_msgs_sent"))
            #expect(run.count("ws_msgs_received") == counts["replies_sent"].int)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an embedded target's second reply to a message is unmatched`() throws {
            let service = try Service.target(faults: ["--duplicate-every", "3"])
            let run = try service.run(Self.load)
            let counts = try service.finish()
            expectReplyLaws(run, received: counts["messages_received"].int, unanswered: 0)
            #expect((counts["duplicated"].int ?? 0) >= 5 * 6)
            #expect(run.count("ws_msgs_unmatched") == counts["duplicated"].int)
            #expect(run.count("ws_msgs_received") == counts["messages_sent"].int)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a reply with an id that is not the message's answers nothing`() throws {
            // The peer answers with the field "id", which is the same in every message; ours does not come back.
            let service = try Service.raw("/reply")
            let run = try service.run(Self.load + ["--reply", "id", "--message", #"{"id":"1","own":"{{id}}"}"#])
            let counts = try service.finish()
            expectReplyLaws(run, received: counts["text_received"].int, unanswered: run.count("ws_msgs_sent"))
            #expect(run.count("ws_msgs_received") == counts["replies_sent"].int)
        }

        @Test(.timeLimit(.minutes(1)))
        func `replies without an id are known by their order`() throws {
            let service = try Service.raw("/order?delay_ms=50")
            let run = try service.run(Self.load + ["--reply", "order"])
            expectReplyLaws(run, received: try service.finish()["text_received"].int, unanswered: 0)
            #expect((run.metric("ws_service_time")["min"].double ?? 0) >= 50)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an id is found in the field of a JSON reply`() throws {
            let message = ["--message", #"{"action":"quote","id":"{{id}}","text":"{{text 16}}"}"#, "--reply", "id:id"]
            let raw = try Service.raw("/reply?delay_ms=50")
            let run = try raw.run(Self.load + message)
            expectReplyLaws(run, received: try raw.finish()["text_received"].int, unanswered: 0)
            let target = try Service.target("/ws/stream?token=demo")
            let other = try target.run(Self.load + message)
            expectReplyLaws(other, received: try target.finish()["messages_received"].int, unanswered: 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `without expected replies nothing is measured or missed`() throws {
            let service = try Service.raw("/push?n=10")
            let run = try service.run(Self.load + ["--reply", "none"])
            let counts = try service.finish()
            #expect(run.status == 0)
            #expect((run.count("ws_msgs_sent") ?? 0) > 0)
            #expect(run.count("ws_msgs_sent") == counts["text_received"].int)
            #expect(run.count("ws_msgs_received") == 5 * 10)
            for name in ["ws_response_time", "ws_service_time", "ws_msgs_unanswered", "ws_msgs_unmatched"] {
                #expect(run.count(name) == 0, "\(name)")
            }
        }
    }
}
