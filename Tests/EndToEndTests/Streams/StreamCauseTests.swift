import Foundation
import Testing

extension EndToEndCounts {
    /// Every way in which a dial does not become a stream, by a peer that shares no code with us, over http and https.
    @Suite struct StreamCauses {
        static let table: [(path: String, cause: String)] = [
            ("/status/404", "http_404"), ("/status/500", "http_500"), ("/status/503", "http_503"),
            ("/status/401", "http_401"), ("/redirect-loop", "http_302"), ("/redirect-nowhere", "http_302"),
            ("/sse?type=text/html", "content_type"), ("/sse?type=", "content_type"), ("/sse/gzip", "content_type"),
            ("/sse?type=text/event-streams", "content_type"), ("/ndjson", "content_type"),
            ("/garbage", "garbage"), ("/sse/bad-length", "garbage"), ("/sse/negative-length", "garbage"),
            ("/sse/huge-length", "garbage"), ("/sse/two-lengths", "garbage"), ("/sse/unknown-coding", "content_type"),
            ("/sse/endless-head", "garbage"), ("/sse/half-head", "closed"), ("/close-before-answer", "closed"),
            ("/reset-before-answer", "reset"),
            ("/silence", "timeout"),
        ]

        private func expectCauses(_ scheme: String, _ peer: Peer, _ arguments: [String] = []) throws {
            for (path, cause) in Self.table {
                let url = "\(scheme)://localhost:\(peer.port)\(path)"
                let run = try LoadRun(
                    ["--streaming-url", url, "-c", "3", "-d", "1", "--connect-timeout", "500ms", "--no-reconnect"]
                        + arguments)
                #expect(run.causes == [cause: 3], "\(url)")
                #expect(run.status == 110, "\(url)")
                #expect(run.lifecycle["established"].int == 0, "\(url)")
                #expect(run.metric("sse_connect_failed")["passes"].int == 3, "\(url)")
                #expect(run.count("sse_streams") == 0, "\(url)")
                #expect(run.count("sse_connecting") == 0, "\(url)")
                #expect(run.seconds < 5, "\(url)")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `each refusal over http has its own cause`() throws {
            try expectCauses("http", try Peer.raw())
        }

        @Test(.timeLimit(.minutes(2)))
        func `each refusal over https has its own cause`() throws {
            let certificates = try Certificates()
            try expectCauses("https", try Peer.raw(certificates.server), ["--cacert", certificates.authority])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a port that nobody listens on is refused, and an untrusted certificate is a TLS failure`() throws {
            let refused = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(try freePort())/", "-c", "3", "-d", "0.3", "--no-reconnect",
            ])
            #expect(refused.causes == ["refused": 3])
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server)
            let untrusted = try LoadRun([
                "--streaming-url", "https://localhost:\(peer.port)/sse", "-c", "3", "-d", "0.3", "--no-reconnect",
                "--cacert", certificates.stranger,
            ])
            #expect(untrusted.causes == ["tls": 3])
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ("/redirect/1", "GET"), ("/redirect/20", "GET"), ("/redirect/1?absolute=1", "GET"),
                ("/redirect/1?status=301", "GET"), ("/redirect/1?status=303", "GET"),
                ("/redirect/1?status=307", "POST"), ("/redirect/1?status=308", "POST"),
            ])
        func `redirects are followed, and only 307 and 308 keep the method`(path: String, method: String) throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(peer.port)\(path)", "--data", "{}", "-c", "2", "-d", "5",
            ])
            let counts = try peer.finish()
            #expect(run.status == 0)
            #expect(run.lifecycle["attempts"].int == 2)
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["eof": 2])
            #expect(run.count("sse_events") == 20)
            #expect(counts["methods", method].int == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a redirect to a name without an address is a failure of that name`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(peer.port)/redirect/1?to=http://no-such-host.invalid/", "-c",
                "3",
                "-d", "20", "--no-reconnect", "--connect-timeout", "20s",
            ])
            #expect(run.causes == ["dns": 3])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a redirect too many is a failure`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(peer.port)/redirect/21", "-c", "1", "-d", "1", "--no-reconnect",
            ])
            #expect(run.causes == ["http_302": 1])
        }
    }
}
