import Foundation
import Testing

extension EndToEndCounts {
    /// Every way in which a dial fails, by a peer that shares no code with us, over ws and wss.
    @Suite struct ConnectCauses {
        static let table: [(path: String, cause: String)] = [
            ("/close-before-answer", "closed"),
            ("/reset-before-answer", "reset"),
            ("/garbage", "garbage"),
            ("/half-header", "closed"),
            ("/huge-header", "garbage"),
            ("/silence", "timeout"),
            ("/status/200", "http_200"),
            ("/status/301", "http_301"),
            ("/status/401", "http_401"),
            ("/status/429", "http_429"),
            ("/status/503", "http_503"),
            ("/upgrade/wrong-accept", "upgrade"),
            ("/upgrade/no-accept", "upgrade"),
            ("/upgrade/wrong-subprotocol", "upgrade"),
            ("/upgrade/extension", "upgrade"),
            ("/upgrade/no-upgrade-header", "upgrade"),
        ]

        /// Three dials to a path end as three entries of one cause, and the run as unreachable.
        private func expectCause(_ cause: String, at url: String, _ arguments: [String] = []) throws {
            let run = try LoadRun(
                ["--streaming-url", url, "-c", "3", "-r", "1", "-d", "2", "--connect-timeout", "1s"] + arguments)
            #expect(run.status == 110)
            #expect(run.causes == [cause: 3])
            #expect(run.lifecycle["attempts"].int == 3)
            #expect(run.lifecycle["established"].int == 0)
            #expect(run.count("ws_sessions") == 0)
            #expect(run.count("ws_connecting") == 0)
            #expect(run.metric("ws_connect_failed")["passes"].int == 3)
            #expect(run.result["run", "exit_code"].int == 110)
            #expect(run.seconds < 8)
        }

        @Test(.timeLimit(.minutes(3)))
        func `each cause over ws has its own entry`() throws {
            let peer = try Peer.raw()
            for row in Self.table { try expectCause(row.cause, at: "ws://127.0.0.1:\(peer.port)\(row.path)") }
        }

        @Test(.timeLimit(.minutes(3)))
        func `each cause over wss has its own entry`() throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server)
            for row in Self.table {
                try expectCause(
                    row.cause, at: "wss://localhost:\(peer.port)\(row.path)", ["--cacert", certificates.authority])
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `nobody listening is refused`() throws {
            try expectCause("refused", at: "ws://127.0.0.1:\(freePort())")
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run too short to be judged midway is unreachable all the same`() throws {
            let run = try LoadRun(["--streaming-url", "ws://127.0.0.1:\(freePort())", "-c", "3", "-d", "200ms"])
            #expect(run.status == 110)
            #expect(run.causes == ["refused": 3])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a certificate of an unknown authority is a TLS failure`() throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server)
            try expectCause("tls", at: "wss://localhost:\(peer.port)/echo")
        }

        @Test(.timeLimit(.minutes(1)))
        func `garbage instead of a TLS answer is a TLS failure`() throws {
            let peer = try Peer.raw(["--tls-garbage"])
            try expectCause("tls", at: "wss://localhost:\(peer.port)/echo")
        }

        @Test(.timeLimit(.minutes(1)))
        func `a peer that accepts and says nothing is a timeout`() throws {
            let peer = try Peer.raw(["--hang-accept"])
            try expectCause("timeout", at: "ws://127.0.0.1:\(peer.port)/echo")
            try expectCause("timeout", at: "wss://127.0.0.1:\(peer.port)/echo")
        }

        @Test(.timeLimit(.minutes(1)))
        func `a name that does not resolve is one attempt`() throws {
            let run = try LoadRun(["--streaming-url", "ws://no-such-host.invalid/", "-c", "50", "-d", "1"])
            #expect(run.status == 110)
            #expect(run.causes == ["dns": 1])
            #expect(run.lifecycle["attempts"].int == 1)
        }
    }
}
