import Foundation
import Testing

extension EndToEnd {
    /// Who may be trusted, who we are, and what a second handshake may reuse: against Python's `ssl`.
    @Suite struct TLSPeers {
        private func run(
            against peer: Peer, host: String = "localhost", _ arguments: [String], sessions: Int = 4
        ) throws -> LoadRun {
            try LoadRun(
                [
                    "--streaming-url", "wss://\(host):\(peer.port)/echo", "-c", "\(sessions)", "-r", "5", "-d", "0.5",
                    "--connect-timeout", "5s",
                ] + arguments)
        }

        private func expectRefusal(_ run: LoadRun) {
            #expect(run.status == 110)
            #expect(run.causes == ["tls": 4])
        }

        private func expectSuccess(_ run: LoadRun) {
            #expect(run.hasPassed, "\(run.errors)")
            #expect(run.lifecycle["established"].int == 4)
            #expect(run.count("ws_service_time") == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["expired", "wrong-name"])
        func `a certificate that does not hold is a TLS failure, unless verification is off`(_ name: String) throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.serving(name))
            expectRefusal(try run(against: peer, ["--cacert", certificates.authority]))
            expectSuccess(try run(against: peer, ["--insecure-skip-tls-verify"]))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a certificate of another authority is a TLS failure, unless verification is off`() throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server)
            expectRefusal(try run(against: peer, ["--cacert", certificates.stranger]))
            expectSuccess(try run(against: peer, ["-k"]))
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["localhost", "127.0.0.1"])
        func `a certificate holds for names and for addresses, and a name alone is indicated`(_ host: String) throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server)
            expectSuccess(try run(against: peer, host: host, ["--cacert", certificates.authority]))
            // RFC 6066 §3: literal addresses are not permitted in SNI.
            let indicated = host == "localhost" ? host : "none"
            #expect(try peer.finish()["server_names"].counts == [indicated: 4])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a certificate holds for an IPv6 address`() throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(["--bind", "::1"] + certificates.server)
            expectSuccess(try run(against: peer, host: "[::1]", ["--cacert", certificates.authority]))
            #expect(try peer.finish()["server_names"].counts == ["none": 4])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a client's certificate is shown to a server that asks`() throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server + ["--client-ca", certificates.authority])
            expectSuccess(try run(against: peer, ["--cacert", certificates.authority] + certificates.client))
            let counts = try peer.finish()
            #expect(counts["client_certificates"].int == 4)
            #expect(counts["tls_failures"].counts.isEmpty)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a server that asks for a certificate refuses who shows none`() throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server + ["--client-ca", certificates.authority])
            expectRefusal(try run(against: peer, ["--cacert", certificates.authority]))
            let counts = try peer.finish()
            #expect(counts["tls_failures"].counts.values.reduce(0, +) == 4)
            #expect(counts["handshakes"].int == nil)
        }

        @Test(.timeLimit(.minutes(1)), arguments: [false, true])
        func `TLS sessions are resumed on request alone`(isAsked: Bool) throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server)
            // Slowly enough for the first ticket to be there when the second session is dialled.
            let run = try run(
                against: peer,
                ["--cacert", certificates.authority, "--connect-rate", "20"] + (isAsked ? ["--tls-resume"] : []),
                sessions: 20)
            #expect(run.lifecycle["established"].int == 20)
            let counts = try peer.finish()
            #expect(counts["tls_handshakes"].counts.values.reduce(0, +) == 20)
            #expect((counts["tls_resumed"].int ?? 0 > 0) == isAsked)
        }
    }
}
