import Foundation
import Testing

extension EndToEndCounts {
    /// Every way in which a stream ends, by a peer that shares no code with us, over http and https.
    @Suite struct StreamEndings {
        enum Entry: Equatable {
            case peer(String)
            case plain(String)
            case client
        }

        /// The entry of each stream, and how many events it was to have.
        static let table: [(path: String, entry: Entry, events: Int)] = [
            ("/sse", .peer("eof"), 10),
            ("/sse?framing=length", .peer("eof"), 10),
            ("/sse?framing=close", .peer("eof"), 10),
            ("/sse?framing=close&version=1.0", .peer("eof"), 10),
            ("/sse?type=Text/Event-Stream;charset=utf-8", .peer("eof"), 10),
            ("/sse?eol=cr&drip=1&n=3", .peer("eof"), 3),
            ("/sse?eol=mixed&bom=1&together=1", .peer("eof"), 10),
            ("/sse?then=keep", .peer("eof"), 10),
            ("/sse/odd-fields", .peer("eof"), 9),
            ("/sse/bad-text", .peer("eof"), 2),
            ("/sse/unfinished", .peer("eof"), 2),
            ("/sse/early-hints", .peer("eof"), 10),
            ("/sse/chunk-extensions", .peer("eof"), 10),
            ("/sse/length-and-chunks", .peer("eof"), 10),
            ("/sse/past-the-end", .peer("eof"), 10),
            ("/status/204", .peer("no_content"), 0),
            ("/sse?then=reset", .plain("lost"), 10),
            ("/sse?then=cut", .plain("lost"), 10),
            ("/sse?then=cut&framing=length", .plain("lost"), 10),
            ("/sse/bad-chunk", .plain("protocol_error"), 1),
            ("/sse/bad-chunk?line=-5", .plain("protocol_error"), 1),
            ("/sse/bad-chunk?line=ffffffffffffffffff", .plain("protocol_error"), 1),
            ("/sse/bad-chunk-end", .plain("protocol_error"), 1),
            ("/sse/big-event", .plain("protocol_error"), 1),
            ("/sse/big-event?lines=1", .plain("protocol_error"), 1),
            ("/sse/endless-line", .plain("protocol_error"), 1),
            ("/sse?then=open", .client, 10),
        ]

        private func expectEntries(_ scheme: String, _ peer: Peer, _ arguments: [String] = []) throws {
            for (path, entry, events) in Self.table {
                let url = "\(scheme)://localhost:\(peer.port)\(path)"
                let run = try LoadRun(
                    ["--streaming-url", url, "-c", "3", "-d", "0.6", "--no-reconnect"] + arguments)
                let ended = run.lifecycle["ended"]
                #expect(run.lifecycle["established"].int == 3, "\(url)")
                #expect(run.count("sse_streams") == 3, "\(url)")
                #expect(run.count("sse_stream_duration") == 3, "\(url)")
                // A reset may overtake the last events.
                let all = path.contains("reset") ? 0...(3 * events) : (3 * events)...(3 * events)
                #expect(all.contains(try #require(run.count("sse_events"))), "\(url)")
                switch entry {
                case .peer(let word): #expect(ended["closed_by_peer"].counts == [word: 3], "\(url)")
                case .plain(let name): #expect(ended[name].int == 3, "\(url)")
                case .client: #expect(ended["closed_by_client"].counts == ["eof": 3], "\(url)")
                }
                #expect(run.status == 0, "\(url)")
                #expect(run.result["generator", "max_rss_bytes"].int ?? .max < 100_000_000, "\(url)")
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func `each ending over http has its own entry`() throws {
            try expectEntries("http", try Peer.raw())
        }

        @Test(.timeLimit(.minutes(3)))
        func `each ending over https has its own entry`() throws {
            let certificates = try Certificates()
            try expectEntries("https", try Peer.raw(certificates.server), ["--cacert", certificates.authority])
        }

        @Test(.timeLimit(.minutes(1)))
        func `over TLS a body that the connection delimits and that ends without close_notify was cut`() throws {
            let certificates = try Certificates()
            let peer = try Peer.raw(certificates.server)
            let run = try LoadRun([
                "--streaming-url", "https://localhost:\(peer.port)/sse?framing=close&then=cut", "-c", "3", "-d", "0.6",
                "--no-reconnect", "--cacert", certificates.authority,
            ])
            #expect(run.lifecycle["ended", "lost"].int == 3)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an event up to the limit is one, and the limit is the user's`() throws {
            let peer = try Peer.raw()
            let url = "http://127.0.0.1:\(peer.port)/sse/big-event?mb=2&ends=1"
            let run = try LoadRun([
                "--streaming-url", url, "-c", "2", "-d", "5", "--no-reconnect", "--max-event-size", "3M",
            ])
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["eof": 2])
            #expect(run.count("sse_events") == 2 * 3)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a socket that the server leaves open is given up while its stream waits to be resumed`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(peer.port)/sse?then=keep", "-c", "2", "-d", "3", "--reconnect",
                "1h",
            ])
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["eof": 2])
            // With a socket left the close would wait a second for it.
            #expect(try #require(run.result["run", "phases", "drain_s"].double) < 0.5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a server that dies ends its streams and is asked for again`() throws {
            let target = try Service.streams("/events?rate=50")
            let run = try target.run(["-c", "20", "-d", "3", "--reconnect", "delay=200ms,factor=1,jitter=none"]) {
                program in
                letPass(seconds: 1)
                target.peer.program.signal(SIGKILL)
                try program.wait(within: 20)
            }
            let ended = run.lifecycle["ended"]
            // All twenty are lost at once; every redial is an attempt of its own that is refused.
            #expect(ended["lost"].int == 20)
            #expect(run.causes.keys.sorted() == ["refused"])
            #expect(run.causes["refused"] ?? 0 >= 20)
            #expect(run.status == 0)
        }
    }
}
