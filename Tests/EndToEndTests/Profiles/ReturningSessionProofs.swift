import Foundation
import Testing

extension EndToEndCounts {
    /// Sessions and streams of a profile that come back after a loss.
    @Suite struct ReturningSessionProofs {
        @Test(
            .timeLimit(.minutes(1)),
            arguments: ["users: { count: 2, for: 1900ms }", "sessions: { open: 2, hold: 1900ms }"])
        func `a run does not wait for a session that will not come back any more`(load: String) throws {
            let service = try Service.target(faults: ["--close-after", "300ms", "--close-code", "1012"])
            let profile = try ProfileFile(
                """
                scenarios:
                  listeners:
                    \(load)
                    reconnect: { delay: 400ms, factor: 1, jitter: none }
                    steps: [{ connect: "\(service.url)" }, { listen: 1s }]
                """)
            let run = try profile.run()
            // Lives of 300 ms, 400 ms apart: between the second 1.7 and the end there is nobody.
            #expect(run.seconds < 4.5)
            #expect((run.count("iterations") ?? 0) + (run.count("interrupted_iterations") ?? 0) == 2)
            #expect(run.count("interrupted_iterations") == (load.hasPrefix("users") ? 2 : 0))
            let closed = run.lifecycle["ended", "closed_by_peer", "1012"].int
            #expect(run.errorsByCause == ["connect /echo closed by peer 1012": closed])
            #expect(run.lifecycle["established"].int == closed)
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: ["users: { count: 3, for: 1s }\n    pacing: 5s", "sessions: { open: 3, hold: 4s }"])
        func `a stream comes back as the profile says until it has had its events`(load: String) throws {
            let service = try Service.streams("/events?rate=200", faults: ["--event-cut", "20"])
            let profile = try ProfileFile(
                """
                scenarios:
                  readers:
                    \(load)
                    reconnect: { delay: 50ms, factor: 1, jitter: none }
                    steps: [{ stream: "\(service.url)", until: { events: 50 }, sequence: id }]
                """)
            let run = try profile.run()
            #expect(run.status == 0)
            // 20 and 20 events, and ten.
            #expect(run.lifecycle["ended", "lost"].int == 6)
            #expect(run.lifecycle["ended", "completed"].int == 3)
            #expect(run.count("sse_resumes") == 6)
            #expect(run.count("sse_events") == 150)
            #expect(run.count("sse_events_lost") == 0)
            #expect(run.count("iterations") == 3)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what flags are as a profile comes back as often as they do`() throws {
            let service = try Service.streams("/events?rate=200&retry=100", faults: ["--event-cut", "20"])
            let flags = [
                "-c", "3", "-d", "2", "--until-events", "100000", "--sequence", "id", "--connect-rate", "1000",
            ]
            let explained = try Program(Project.streamload, ["explain", "--streaming-url", service.url] + flags)
            #expect(try explained.wait(within: 20) == 0)
            let runs = [try service.run(flags), try ProfileFile(explained.output).run()]
            for run in runs {
                // A life is 20 events in 100 ms at most, and the wait another 100 ms.
                #expect((run.lifecycle["attempts"].int ?? 0) >= 3 * 6)
                #expect(run.count("sse_resumes") == (run.count("sse_streams") ?? 0) - 3)
                #expect(run.count("sse_events_lost") == 0)
            }
        }
    }
}
