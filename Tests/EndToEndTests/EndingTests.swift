import Foundation
import Testing

extension EndToEndCounts {
    /// Every way in which a session ends, by a peer that shares no code with us, over ws and wss.
    @Suite struct Endings {
        enum Entry: Equatable {
            case peer(String)
            case plain(String)
            case client(unclean: Int)
        }

        static let table: [(path: String, entry: Entry)] =
            [1000, 1001, 1005, 1006, 1012, 1013, 2999, 3000, 4000, 65535].map {
                ("/close/\($0)?at=open", .peer("\($0)"))
            } + [
                ("/close-empty?at=open", .peer("1005")),
                ("/data-after-close?at=open", .peer("1000")),
                ("/fin", .plain("lost")),
                ("/rst", .plain("lost")),
                ("/half-frame-fin", .plain("lost")),
                ("/bad-opcode", .plain("protocol_error")),
                ("/bad-control-opcode", .plain("protocol_error")),
                ("/rsv", .plain("protocol_error")),
                ("/masked", .plain("protocol_error")),
                ("/utf8-bad", .plain("protocol_error")),
                ("/utf8-cut", .plain("protocol_error")),
                ("/fragmented-control", .plain("protocol_error")),
                ("/long-control", .plain("protocol_error")),
                ("/continuation-first", .plain("protocol_error")),
                ("/unfinished-fragment", .plain("protocol_error")),
                ("/non-minimal-length", .plain("protocol_error")),
                ("/non-minimal-length-64", .plain("protocol_error")),
                ("/huge-length", .plain("protocol_error")),
                ("/close-1byte", .plain("protocol_error")),
                ("/echo", .client(unclean: 0)),
                ("/utf8-split", .client(unclean: 0)),
                ("/fragmented-echo", .client(unclean: 0)),
                ("/early", .client(unclean: 0)),
                ("/drip", .client(unclean: 0)),
                ("/linger", .client(unclean: 0)),
                ("/never-close", .client(unclean: 3)),
                ("/stop-reading", .client(unclean: 3)),
            ]

        private func expectEntry(_ entry: Entry, at url: String, _ arguments: [String] = []) throws {
            let run = try LoadRun(
                ["--streaming-url", url, "-c", "3", "-r", "10", "-d", "0.5", "--graceful-stop", "200ms"] + arguments)
            let ended = run.lifecycle["ended"]
            #expect(run.lifecycle["established"].int == 3, "\(url)")
            switch entry {
            case .peer(let code): #expect(ended["closed_by_peer"].counts == [code: 3], "\(url)")
            case .plain(let name): #expect(ended[name].int == 3, "\(url)")
            case .client(let unclean):
                #expect(ended["closed_by_client"].counts == ["1000": 3], "\(url)")
                #expect(run.lifecycle["unclean"].int == unclean, "\(url)")
            }
            #expect(run.seconds < 4, "\(url)")
        }

        @Test(.timeLimit(.minutes(4)))
        func `each ending over ws has its own entry`() throws {
            let peer = try Peer.raw()
            for row in Self.table { try expectEntry(row.entry, at: "ws://127.0.0.1:\(peer.port)\(row.path)") }
        }

        @Test(.timeLimit(.minutes(4)))
        func `each ending over wss has its own entry`() throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server)
            for row in Self.table {
                try expectEntry(
                    row.entry, at: "wss://localhost:\(peer.port)\(row.path)", ["--cacert", certificates.authority])
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a pong that does not come ends the session as pong_timeout`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(peer.port)/never-pong", "-c", "4", "-r", "1", "-d", "3",
                "--ping-interval", "500ms", "--pong-timeout", "700ms",
            ])
            #expect(run.lifecycle["ended", "pong_timeout"].int == 4)
            #expect(run.count("ws_pong_missed") == 4)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what a peer sends after its Close is counted and ignored`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(peer.port)/data-after-close?at=open", "-c", "3", "-r", "1", "-d",
                "1",
            ])
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["1000": 3])
            #expect(run.count("ws_msgs_received") == 0)
            let causes = run.result["errors"].array.filter { $0["cause"].string == "data after Close" }
            #expect(causes.first?["count"].int == 3)
        }

        @Test(.timeLimit(.minutes(1)))
        func `server pings are answered with their payload`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(peer.port)/ping?n=5", "-c", "3", "-r", "5", "-d", "1",
            ])
            #expect(run.status == 0)
            let counts = try peer.finish()
            #expect(counts["pings_sent"].int == 15)
            #expect(counts["pongs_matched"].int == 15)
        }
    }
}
