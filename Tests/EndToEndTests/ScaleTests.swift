import Foundation
import Testing

extension EndToEnd {
    /// Ten thousand sessions in one process.
    @Suite struct Scale {
        private static let sessions = 10_000

        /// Twice in a row against one target port: were TIME_WAIT ours, the second run would want for local ports.
        @Test(.timeLimit(.minutes(3)))
        func `10,000 sessions are held open at once, twice in a row`() throws {
            let target = try Peer.target()
            let runs = [try hold(at: target), try hold(at: target)]
            let counts = try target.finish()
            func total(_ metric: String) -> Int { runs.reduce(0) { $0 + ($1.count(metric) ?? 0) } }
            #expect(counts["sessions"].int == 2 * Self.sessions)
            #expect(counts["sessions_peak"].int == Self.sessions)
            #expect(counts["closes_received"].counts == ["1000": 2 * Self.sessions])
            #expect(counts["messages_received"].int == total("ws_msgs_sent"))
            #expect(counts["messages_sent"].int == total("ws_msgs_received"))
            #expect(counts["bytes_received"].int == total("data_sent"))
            #expect(counts["bytes_sent"].int == total("data_received"))
        }

        private func hold(at target: Peer) throws -> LoadRun {
            let run = try LoadRun(
                [
                    "--streaming-url", "ws://127.0.0.1:\(target.port)/echo", "-c", "\(Self.sessions)", "-r", "0.2",
                    "-d", "10", "--connect-rate", "2500",
                ], limit: 90)
            let sent = try #require(run.count("ws_msgs_sent"))
            let memory = try #require(run.result["generator", "max_rss_bytes"].int)
            print("memory at 10,000 sessions: \(memory / Self.sessions) bytes each, \(memory >> 20) MB in all")
            #expect(run.status == 0, "\(run.result["generator"]["reasons"].array.compactMap(\.string))")
            #expect(run.causes.isEmpty)
            #expect(run.lifecycle["attempts"].int == Self.sessions)
            #expect(run.lifecycle["established"].int == Self.sessions)
            #expect(run.lifecycle["peak_open"].int == Self.sessions)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": Self.sessions])
            // The hold alone is worth 2 a session; the ramp of 4 s adds what early sessions send meanwhile.
            #expect(sent >= 2 * Self.sessions - 100)
            #expect(run.count("ws_service_time") == sent)
            #expect(run.count("ws_msgs_received") == sent)
            #expect(run.count("ws_msgs_unanswered") == 0)
            #expect(memory < Self.sessions * 16_000)
            return run
        }
    }
}
