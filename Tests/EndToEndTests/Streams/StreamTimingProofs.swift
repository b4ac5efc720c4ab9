import Foundation
import Testing

extension EndToEnd {
    /// Times that the target plans exactly: none comes out shorter than planned, and half of them hardly longer.
    @Suite struct StreamTimingProofs {
        /// In milliseconds: no sample may be shorter than planned by more than one and our own lag, nor the median longer by twenty.
        private func expect(
            _ run: LoadRun, _ name: String, near planned: Double, count: Int, _ claims: inout TimeClaims
        ) throws {
            let trend = run.metric(name)
            let least = try #require(trend["min"].double)
            let median = try #require(trend["p(50)"].double)
            #expect(trend["count"].int == count, "\(name)")
            // An event that was read late makes the gap after it shorter by as much.
            let lag = try #require(run.metric("loop_lag")["max"].double)
            claims.expect(least >= planned - 1 - lag, "\(name) was \(least) ms, planned were \(planned)")
            claims.expect(median <= planned + 20, "\(name) was \(median) ms at the median, planned were \(planned)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `the first event and the gaps of the target are found as planned`() throws {
            let target = try Service.streams("/events?rate=10&count=12&first_delay=300&heartbeat=50")
            try TimeClaims.measure { claims in
                let run = try target.run(["-c", "5", "-d", "10", "--no-reconnect"])
                #expect(run.status == 0)
                #expect(run.count("sse_events") == 60)
                #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["eof": 5])
                try expect(run, "sse_first_event", near: 300, count: 5, &claims)
                try expect(run, "sse_event_gap", near: 100, count: 55, &claims)
                // Comments come first: a first byte is no first event.
                let firstByte = try #require(run.metric("sse_first_byte")["p(50)"].double)
                claims.expect(firstByte < 200, "the first byte came after \(firstByte) ms")
                #expect(run.count("sse_heartbeats") ?? 0 >= 5 * 20)
                claims.expect(run.seconds < 6, "the run took \(run.seconds) s")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `an event's own time gives its delay, and a known pause is one gap`() throws {
            let target = try Service.streams("/events?rate=50&count=50&gap=500&gap_every=25")
            try TimeClaims.measure { claims in
                let run = try target.run(["-c", "5", "-d", "10", "--no-reconnect", "--sent-at", "sent_at"])
                #expect(run.count("sse_events") == 250)
                #expect(run.count("sse_delivery_delay") == 250)
                let delay = try #require(run.metric("sse_delivery_delay")["p(50)"].double)
                let longest = try #require(run.metric("sse_event_gap")["max"].double)
                claims.expect(delay < 20, "the delay was \(delay) ms")
                claims.expect(longest >= 499, "the longest gap was \(longest) ms")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `events of several types are told apart`() throws {
            let target = try Service.streams("/events?rate=50&count=30&type=price,trade,price")
            let run = try target.run(["-c", "4", "-d", "10", "--no-reconnect"])
            let submetrics = run.result["submetrics"]
            #expect(submetrics["sse_events{event:price}", "count"].int == 80)
            #expect(submetrics["sse_events{event:trade}", "count"].int == 40)
            #expect(submetrics["sse_event_gap{event:trade}", "count"].int == 36)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a target that stands still shows as one long gap, and the generator stays valid`() throws {
            try TimeClaims.measure { claims in
                let target = try Service.streams("/events?rate=20", faults: ["--stall-at", "1s", "--stall-for", "1s"])
                let run = try target.run(["-c", "10", "-d", "4"])
                let longest = try #require(run.metric("sse_event_gap")["max"].double)
                claims.expect(longest >= 950 && longest < 1_500, "the longest gap was \(longest) ms")
                claims.expect(run.status == 0, "the exit status was \(run.status): \(run.output)")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `the times of tokens are found as planned`() throws {
            let target = try Service.streams("/v1/chat/completions?ttft=200&gap=20")
            try TimeClaims.measure { claims in
                let run = try target.run(
                    ["--stream-format", "openai", "-c", "2", "-d", "10", "--streams-per-user", "2"])
                #expect(run.status == 0)
                #expect(run.lifecycle["ended", "completed"].int == 4)
                try expect(run, "llm_ttft", near: 200, count: 4, &claims)
                try expect(run, "llm_itl", near: 20, count: 4 * 15, &claims)
                try expect(run, "llm_tpot", near: 20, count: 4, &claims)
                try expect(run, "llm_e2el", near: 500, count: 4, &claims)
                #expect(run.count("llm_tokens") == 64)
                let llm = run.result["llm"]
                #expect(llm["completed"].int == 4)
                #expect(llm["total_output_tokens"].int == 64)
                #expect(llm["mean_ttft_ms"].double == run.metric("llm_ttft")["avg"].double)
                // The role chunk is an event, and no token.
                let firstEvent = try #require(run.metric("sse_first_event")["p(50)"].double)
                claims.expect(firstEvent < 150, "the first event came after \(firstEvent) ms")
            }
        }
    }
}
