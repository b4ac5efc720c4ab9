import Testing

extension EndToEnd {
    /// A target that falls silent does not look fast: what a stream was waiting for counts at its age.
    @Suite struct SilentStreamProofs {
        private static func silent(after time: String, _ path: String) throws -> Service {
            try .streams(path, faults: ["--stall-at", time, "--stall-for", "30s"])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a silence that the end cuts off is a gap of at least that length`() throws {
            let service = try Self.silent(after: "1s", "/events?rate=50")
            let run = try service.run(["-c", "5", "-d", "3", "--threshold", "sse_event_gap max<1000"])
            #expect(run.status == 99)
            #expect(run.lifecycle["ended", "closed_by_client"].counts.values.reduce(0, +) == 5)
            #expect((1_500...4_000).contains(run.metric("sse_event_gap")["max"].double ?? 0))
            #expect(run.count("sse_event_gap") == (run.count("sse_events") ?? 0))
            #expect(run.counter("sse_lower_bounds") == 5)
            #expect(run.output.contains("ages of what had not come when streams ended"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a wait that was no longer than those before says nothing`() throws {
            let service = try Service.streams("/events?rate=2")
            // The last event came half a second before the end at most, as every other before the one after it.
            let run = try service.run(["-c", "5", "-d", "2"])
            #expect(run.status == 0)
            #expect(run.count("sse_first_event") == 5)
            #expect((run.metric("sse_event_gap")["max"].double ?? 0) < 700)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an answer that hangs has its time, and so has its first token`() throws {
            let service = try Self.silent(after: "100ms", "/v1/chat/completions?ttft=0&gap=20")
            let question = #"{"model":"m","stream":true,"max_tokens":200,"messages":[{"role":"user","content":"?"}]}"#
            let run = try service.run(
                ["--stream-format", "openai", "--data", question, "-c", "4", "-d", "1", "--graceful-stop", "1s"])
            #expect(run.lifecycle["ended", "completed"].int == 0)
            #expect(run.count("llm_e2el") == 4)
            #expect((run.metric("llm_e2el")["min"].double ?? 0) > 1_500)
            #expect((run.metric("llm_itl")["max"].double ?? 0) > 1_000)
        }
    }
}
