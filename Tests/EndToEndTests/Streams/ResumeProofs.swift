import Foundation
import Testing

extension EndToEnd {
    /// Streams that are cut and go on where they were (WHATWG HTML §9.2.3), with exact counts across the gap.
    @Suite struct ResumeProofs {
        private static let quick = ["--reconnect", "delay=100ms,factor=1,jitter=none"]

        @Test(.timeLimit(.minutes(1)))
        func `a stream that ends is resumed with its last event ID, and nothing is lost`() throws {
            let target = try Service.streams("/events?rate=100&count=60&end=20")
            let run = try target.run(["-c", "5", "-d", "20", "--sequence", "id"] + Self.quick)
            let counts = try target.finish()
            // 20 events a connection: three connections, and a fourth that is told that there is nothing left.
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["eof": 15, "no_content": 5])
            #expect(run.count("sse_resumes") == 10)
            #expect(run.count("sse_recovery_time") == 10)
            #expect(run.count("sse_events") == 300)
            #expect(run.count("sse_events_lost") == 0)
            #expect(run.count("sse_events_duplicated") == 0)
            #expect(run.count("iterations") == 5)
            #expect(counts["streams", "resumed"].int == 10)
            let recovery = try #require(run.metric("sse_recovery_time")["min"].double)
            #expect(recovery >= 99)
        }

        @Test(.timeLimit(.minutes(1)))
        func `events that a server does not replay are counted as lost, those it repeats as duplicates`() throws {
            for fault in ["skip=3", "repeat=2", "skip=0"] {
                let peer = try Peer.raw()
                let run = try LoadRun([
                    "--streaming-url", "http://127.0.0.1:\(peer.port)/sse/resume?n=100&per=30&\(fault)", "-c", "4",
                    "-d",
                    "10", "--sequence", fault == "skip=0" ? "seq" : "id",
                ])
                let counts = try peer.finish()
                #expect(run.count("sse_events_lost") == counts["lost"].int ?? 0, "\(fault)")
                #expect(run.count("sse_events_duplicated") == counts["duplicated"].int ?? 0, "\(fault)")
                #expect(run.count("sse_resumes") == counts["resumes"].int ?? 0, "\(fault)")
                #expect(run.count("sse_events") == counts["events_sent"].int, "\(fault)")
                #expect(run.lifecycle["ended", "closed_by_peer", "no_content"].int == 4, "\(fault)")
                // Each of four clients resumes thrice before the end of the stream is told by a 204.
                if fault == "skip=3" { #expect(counts["lost"].int == 4 * 9) }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `an event without an ID of its own is no duplicate of the one before`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(peer.port)/sse/odd-fields", "-c", "3", "-d", "5", "--sequence",
                "id", "--no-reconnect",
            ])
            // Nine events; the IDs 1, 2 and 7 are set once each.
            #expect(run.count("sse_events") == 3 * 9)
            #expect(run.count("sse_events_duplicated") == 0)
            #expect(run.count("sse_events_lost") == 3 * 4)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the server's reconnection time is kept to`() throws {
            let target = try Service.streams("/events?rate=100&count=20&end=10&retry=400")
            try TimeClaims.measure { claims in
                let run = try target.run(["-c", "3", "-d", "10"])
                #expect(run.count("sse_resumes") == 3)
                let least = try #require(run.metric("sse_recovery_time")["min"].double)
                let median = try #require(run.metric("sse_recovery_time")["p(50)"].double)
                claims.expect(least >= 399 && median <= 500, "resumed after \(least) to \(median) ms")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `without a word from anybody the wait is three seconds`() throws {
            let target = try Service.streams("/events?rate=100&count=20&end=10")
            try TimeClaims.measure { claims in
                let run = try target.run(["-c", "1", "-d", "4", "--until-events", "11"])
                #expect(run.count("sse_resumes") == 1)
                let recovery = try #require(run.metric("sse_recovery_time")["min"].double)
                claims.expect(recovery >= 2_999 && recovery <= 3_200, "resumed after \(recovery) ms")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `attempts in a row are as many as the policy allows`() throws {
            let target = try Service.streams("/events?status=503")
            let run = try target.run([
                "-c", "2", "-d", "5", "--reconnect", "delay=50ms,factor=1,jitter=none,attempts=3",
            ])
            #expect(run.causes == ["http_503": 8])
            #expect(run.status == 110)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an answer that is no stream is not asked for again unless a policy says so`() throws {
            let target = try Service.streams("/events?type_wrong=1")
            let run = try target.run(["-c", "3", "-d", "5"])
            #expect(run.causes == ["content_type": 3])
            #expect(run.seconds < 4)
        }

        @Test(.timeLimit(.minutes(1)))
        func `nothing is resumed where that is forbidden`() throws {
            let target = try Service.streams("/events?rate=100&count=20&end=10")
            let run = try target.run(["-c", "3", "-d", "10", "--no-reconnect"])
            #expect(run.lifecycle["attempts"].int == 3)
            #expect(run.count("sse_resumes") == 0)
            // No stream is left to open: the run is over long before its time.
            #expect(run.seconds < 4)
        }
    }
}
