import Foundation
import Testing

extension EndToEnd {
    /// What ends a stream as a success, how many follow one another, and what ends it otherwise.
    @Suite struct StreamCapProofs {
        @Test(.timeLimit(.minutes(1)))
        func `so many events are a success, and the last one counts`() throws {
            let target = try Service.streams("/events?rate=100")
            let run = try target.run(["-c", "5", "-d", "10", "--until-events", "7"])
            #expect(run.lifecycle["ended", "completed"].int == 5)
            #expect(run.count("sse_events") == 35)
            #expect(run.status == 0)
            #expect(run.seconds < 4)
        }

        @Test(.timeLimit(.minutes(1)))
        func `so much time is a success`() throws {
            let target = try Service.streams("/events?rate=100")
            try TimeClaims.measure { claims in
                let run = try target.run(["-c", "5", "-d", "10", "--until-time", "500ms"])
                #expect(run.lifecycle["ended", "completed"].int == 5)
                let least = try #require(run.metric("sse_stream_duration")["min"].double)
                let median = try #require(run.metric("sse_stream_duration")["p(50)"].double)
                claims.expect(least >= 499 && median <= 600, "streams lasted \(least) to \(median) ms")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `an end marker is a success and an event`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(peer.port)/v1/chat/completions?tokens=8", "--method", "POST",
                "--data", "{}", "--until-data", "[DONE]", "-c", "2", "-d", "10",
            ])
            #expect(run.lifecycle["ended", "completed"].int == 2)
            // The role, eight deltas, the finish reason, the marker.
            #expect(run.count("sse_events") == 2 * 11)
        }

        @Test(.timeLimit(.minutes(1)))
        func `streams of a user follow one another, and the run ends when none is left`() throws {
            let target = try Service.streams("/events?rate=100")
            let run = try target.run(["-c", "4", "-d", "20", "--until-events", "3", "--streams-per-user", "5"])
            let counts = try target.finish()
            #expect(run.lifecycle["attempts"].int == 20)
            #expect(run.lifecycle["ended", "completed"].int == 20)
            #expect(run.count("iterations") == 20)
            #expect(run.count("sse_resumes") == 0)
            #expect(counts["streams", "opened"].int == 20)
            #expect(run.seconds < 5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `without a number they follow one another until the time is over`() throws {
            let target = try Service.streams("/events?rate=100&count=5")
            let run = try target.run(["-c", "4", "-d", "2", "--streams-per-user", "0", "--until-events", "5"])
            let completed = try #require(run.lifecycle["ended", "completed"].int)
            // A stream lasts some 50 ms.
            #expect(completed > 40)
            #expect(run.count("sse_events") ?? 0 >= 5 * completed)
            #expect(run.status == 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a stream under way at the end of the hold is waited for`() throws {
            let target = try Service.streams("/events?rate=10")
            let run = try target.run(["-c", "3", "-d", "1", "--until-events", "15", "--graceful-stop", "5s"])
            #expect(run.lifecycle["ended", "completed"].int == 3)
            #expect(run.count("sse_events") == 45)
        }

        @Test(.timeLimit(.minutes(1)))
        func `silence is a stall, and a heartbeat is none`() throws {
            let target = try Service.streams("/events?rate=0&heartbeat=100")
            let heard = try target.run(["-c", "3", "-d", "1", "--stall-timeout", "500ms", "--no-reconnect"])
            #expect(heard.lifecycle["ended", "closed_by_client"].counts == ["eof": 3])
            #expect(heard.count("sse_stalls") == 0)
            let silent = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(target.peer.port)/events?rate=0", "-c", "3", "-d", "3",
                "--stall-timeout", "500ms", "--no-reconnect",
            ])
            #expect(silent.lifecycle["ended", "stalled"].int == 3)
            #expect(silent.count("sse_stalls") == 3)
            let duration = try #require(silent.metric("sse_stream_duration")["min"].double)
            #expect(duration >= 499)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an interrupt ends streams in order, and the second at once`() throws {
            let target = try Service.streams("/events?rate=10")
            let run = try target.run(["-c", "10", "-d", "60", "--until-events", "10000"]) { program in
                letPass(seconds: 1)
                program.signal(SIGINT)
                letPass(seconds: 0.5)
                program.signal(SIGINT)
            }
            let counts = try target.finish()
            #expect(run.status == 105)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["eof": 10])
            #expect(counts["streams", "opened"].int == 10)
            #expect(run.seconds < 4)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the built-in target needs no word but the protocol`() throws {
            let run = try LoadRun(["--protocol", "sse", "-c", "20", "-d", "2"])
            #expect(run.status == 0)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["eof": 20])
            #expect(run.count("sse_events") ?? 0 >= 20)
            #expect(run.result["metrics"].object.keys.contains { $0.hasPrefix("ws_") } == false)
        }
    }
}
