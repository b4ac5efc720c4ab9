import Foundation
import Testing

extension EndToEnd {
    /// Targets that send or take what they should not: data to count, in bounded memory and time.
    @Suite struct HostileTargets {
        /// Far below what holding any of these messages would take.
        private static let memoryLimit = 120 << 20

        private func run(
            _ path: String, at peer: Peer, rate: String = "1", seconds: Int = 4, _ arguments: [String] = []
        ) throws -> LoadRun {
            let run = try LoadRun(
                [
                    "--streaming-url", "ws://127.0.0.1:\(peer.port)\(path)", "-c", "2", "-r", rate,
                    "-d", "\(seconds)", "--graceful-stop", "500ms",
                ] + arguments)
            #expect(run.hasPassed)
            #expect(run.lifecycle["established"].int == 2)
            // The drain, the close, and half a second to start a process.
            #expect(run.seconds < Double(seconds) + 0.5 + 1.5 + 0.5)
            let memory = try #require(run.result["generator", "max_rss_bytes"].int)
            #expect(memory < Self.memoryLimit)
            return run
        }

        @Test(.timeLimit(.minutes(1)))
        func `a message of 100 MB is received in bounded memory`() throws {
            let run = try run("/big?mb=100", at: try Peer.raw())
            #expect(run.count("ws_msgs_received") == 2)
            #expect(try #require(run.metric("data_received")["count"].int) > 2 * 100 << 20)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 2])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a frame that claims gigabytes and sends little costs nothing`() throws {
            let run = try run("/huge-claim?gb=1000", at: try Peer.raw())
            #expect(run.count("ws_msgs_received") == 0)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 2])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a small message that inflates to 100 MB is received in bounded memory`() throws {
            let peer = try Peer.raw()
            let run = try run("/deflate-bomb?mb=100", at: peer, ["--compress"])
            let counts = try peer.finish()
            #expect(run.count("ws_msgs_received") == counts["binary_sent"].int)
            #expect(try #require(run.count("ws_msgs_received")) >= 2)
            #expect(try #require(run.metric("data_received")["count"].int) < 10 << 20)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 2])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a message that does not inflate is a protocol error`() throws {
            let run = try run("/deflate-bad", at: try Peer.raw(), ["--compress"])
            #expect(run.lifecycle["ended", "protocol_error"].int == 2)
        }

        /// 16 MB/s are due; the sockets take some MB, a thousand messages wait, the others are dropped.
        @Test(.timeLimit(.minutes(1)))
        func `a target that stops reading costs dropped messages and no spinning`() throws {
            let peer = try Peer.raw()
            let run = try run(
                "/stop-reading?rcvbuf=4096&at=open", at: peer, rate: "2000",
                ["--message-size", "4000", "--reply", "none"])
            let sent = try #require(run.count("ws_msgs_sent"))
            let dropped = try #require(run.count("ws_msgs_dropped"))
            #expect(dropped > 0)
            #expect(sent < 2 * 4 * 2000)
            #expect(try #require(run.result["generator", "cpu_s"].double) < 1.5)
            #expect(run.lifecycle["unclean"].int == 2)
        }

        /// 2 × 1,024 await a reply that never comes, as many wait for room, the others are dropped.
        @Test(.timeLimit(.minutes(1)))
        func `a target that never answers fills the window and drops the rest`() throws {
            let run = try run("/stop-reading?at=open", at: try Peer.raw(), rate: "2000")
            #expect(run.count("ws_msgs_sent") == 2 * 1024)
            #expect(run.count("ws_msgs_unanswered") == 2 * 1024)
            #expect(run.count("ws_response_time") == 2 * 1024)
            #expect(run.count("ws_service_time") == 0)
            #expect(try #require(run.count("ws_msgs_dropped")) > 10_000)
            #expect(try #require(run.result["generator", "cpu_s"].double) < 1.5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a flood of pushes is counted to the last one`() throws {
            let run = try run("/push?n=50000", at: try Peer.raw(), rate: "0", seconds: 8)
            #expect(run.count("ws_msgs_received") == 2 * 50_000)
            #expect(run.count("ws_msgs_unmatched") == 0)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 2])
        }
    }
}
