import Testing

extension EndToEnd {
    /// Loss, duplicates and reordering of numbered pushes, exactly as the peer itself counted them.
    @Suite struct PushProofs {
        private static func listen(to channels: String = #"["power"]"#) -> [String] {
            [
                "-r", "0", "--subscribe", #"{"action":"subscribe","channels":\#(channels)}"#,
                "--sequence", "seq/channel", "--sent-at", "ts",
            ]
        }

        /// Every push that carries a time is a delay, or a clock that ran apart.
        private func expectDelays(_ run: LoadRun, pushes: Int?) {
            let skewed = run.result["counters", "clock_skew"].int ?? 0
            #expect(run.count("ws_msgs_received") == pushes)
            #expect((run.count("ws_delivery_delay") ?? 0) + skewed == pushes)
            #expect(run.count("ws_subscribe_failed") == 0)
            #expect(run.count("ws_msgs_sent") == 0)
        }

        @Test(.timeLimit(.minutes(1)), arguments: [1, 3])
        func `the raw peer's faults are found on each of its channels`(channels: Int) throws {
            let service = try Service.raw(
                "/ticks?n=1000&channels=\(channels)&drop=97&dup=101&swap=50&rate=2000&then=close")
            let run = try service.run(["-c", "4", "-d", "6"] + Self.listen())
            let counts = try service.finish()
            // 97, 194, …, 970 are dropped; 101, …, 909 sent twice; the pairs are at 50, …, 950 but for 100, whose next
            // is one of those sent twice.
            #expect(counts["lost"].int == 4 * channels * 10)
            #expect(counts["duplicated"].int == 4 * channels * 9)
            #expect(counts["reordered"].int == 4 * channels * 18)
            #expect(run.status == 0)
            #expect(run.count("ws_subscribe_ack") == 4)
            #expect(run.count("ws_msgs_lost") == counts["lost"].int)
            #expect(run.count("ws_msgs_duplicated") == counts["duplicated"].int)
            #expect(run.count("ws_msgs_reordered") == counts["reordered"].int)
            expectDelays(run, pushes: counts["ticks_sent"].int)
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["1000": 4])
        }

        /// Runs until the target closes each session, so that nothing is under way when the counts are compared.
        ///
        /// It ticks 200 times a second for 4.3 s: at most 860 messages a session and channel, fewer by the time that the
        /// subscribe took. The last is no multiple of 97 then, so no drop goes unseen at the end.
        private func runToClose(_ faults: [String], _ arguments: [String]) throws -> (run: LoadRun, counts: JSON) {
            let service = try Service.target(
                "/ws/stream?token=demo", faults: ["--tick-rate", "200", "--close-after", "4300ms"] + faults)
            let run = try service.run(["-c", "4", "-d", "10"] + arguments)
            #expect(run.status == 0)
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["1000": 4])
            let counts = try service.finish()
            expectDelays(run, pushes: counts["messages_sent"].int)
            return (run, counts)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the embedded target's faults are found`() throws {
            let (run, counts) = try runToClose(
                ["--drop-every", "97", "--duplicate-every", "101", "--swap-every", "50"], Self.listen())
            // 97, …, 776 are dropped, 101, …, 808 sent twice; 50, …, 800 and at times 850 leave after their
            // successors.
            #expect(counts["dropped"].int == 4 * 8)
            #expect(counts["duplicated"].int == 4 * 8)
            #expect((4 * 16...4 * 17).contains(counts["swapped"].int ?? 0))
            #expect(run.count("ws_msgs_lost") == counts["dropped"].int)
            #expect(run.count("ws_msgs_duplicated") == counts["duplicated"].int)
            #expect(run.count("ws_msgs_reordered") == counts["swapped"].int)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an exchange between two channels disorders neither`() throws {
            let (run, counts) = try runToClose(
                ["--drop-every", "97", "--duplicate-every", "101", "--swap-every", "50"],
                Self.listen(to: #"["power","gas"]"#))
            // The rules count the messages of both channels together: 97, 194, … are dropped, of some 1,700.
            #expect((counts["dropped"].int ?? 0) >= 4 * 16)
            #expect((counts["swapped"].int ?? 0) >= 4 * 30)
            #expect(run.count("ws_msgs_lost") == counts["dropped"].int)
            #expect(run.count("ws_msgs_duplicated") == counts["duplicated"].int)
            #expect(run.count("ws_msgs_reordered") == 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a stream without faults has none`() throws {
            let (run, counts) = try runToClose([], Self.listen())
            #expect(counts["ticks"].int == counts["messages_sent"].int)
            #expect(run.count("ws_msgs_lost") == 0)
            #expect(run.count("ws_msgs_duplicated") == 0)
            #expect(run.count("ws_msgs_reordered") == 0)
        }
    }
}
