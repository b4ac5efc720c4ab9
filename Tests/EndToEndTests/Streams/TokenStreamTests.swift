import Foundation
import Testing

extension EndToEnd {
    /// Chat completions and JSON lines, by a peer that shares no code with us.
    @Suite struct TokenStreams {
        private func run(_ path: String, _ arguments: [String] = []) throws -> (LoadRun, JSON) {
            let peer = try Peer.raw()
            let run = try LoadRun(
                ["--streaming-url", "http://127.0.0.1:\(peer.port)\(path)", "-c", "3", "-d", "10"] + arguments)
            return (run, try peer.finish())
        }

        private static let openai = ["--stream-format", "openai"]

        @Test(
            .timeLimit(.minutes(1)),
            arguments: ["", "&merged=1", "&drip=1", "&empty=1", "&reasoning=2", "&eol=crlf"])
        func `tokens are content deltas, whatever comes around them`(variant: String) throws {
            let (run, counts) = try run("/v1/chat/completions?tokens=8\(variant)", Self.openai)
            #expect(run.status == 0)
            #expect(run.lifecycle["ended", "completed"].int == 3)
            #expect(run.count("llm_tokens") == 24)
            #expect(run.count("llm_ttft") == 3)
            #expect(run.count("llm_itl") == 21)
            #expect(run.count("llm_prompt_tokens") == 15)
            #expect(counts["methods", "POST"].int == 3)
            #expect(counts["request_problems"].counts.isEmpty)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an error within the stream is a failure`() throws {
            let (run, _) = try run("/v1/chat/completions?tokens=8&error_after=3", Self.openai)
            #expect(run.lifecycle["ended", "completed"].int == 0)
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["error": 3])
            #expect(run.count("llm_errors") == 3)
            #expect(run.count("llm_tokens") == 9)
            #expect(run.count("llm_e2el") == 0)
            let errors = run.result["errors"].array
            #expect(errors.contains { $0["cause"].string == "error: the model gave up" && $0["count"].int == 3 })
            #expect(run.result["llm", "failed"].int == 3)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a stream without its end marker has not completed`() throws {
            let (run, _) = try run("/v1/chat/completions?tokens=8&done=0", Self.openai)
            #expect(run.lifecycle["ended", "completed"].int == 0)
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["eof": 3])
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["", "&eol=crlf", "&empty=1", "&unfinished=1", "&drip=1"])
        func `each JSON line is an event`(variant: String) throws {
            let (run, _) = try run("/ndjson?n=10\(variant)", ["--stream-format", "ndjson", "--sequence", "seq"])
            #expect(run.status == 0)
            #expect(run.count("sse_events") == 30)
            #expect(run.count("sse_events_lost") == 0)
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["eof": 3])
        }

        @Test(.timeLimit(.minutes(1)))
        func `what is posted arrives, with its type and the headers of the user`() throws {
            let (run, counts) = try run(
                "/sse/request", ["--data", #"{"prompt":"{{uuid}}"}"#, "-H", "X-Key: value", "--until-events", "1"])
            #expect(run.lifecycle["ended", "completed"].int == 3)
            #expect(counts["methods", "POST"].int == 3)
        }
    }
}
