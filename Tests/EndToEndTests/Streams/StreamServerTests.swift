import Foundation
import Testing

extension EndToEnd {
    /// Servers that people run: nginx with nchan's EventSource subscriber, and sse-starlette on uvicorn.
    @Suite struct StreamServers {
        @Test(.timeLimit(.minutes(1)))
        func `every stream of a broker gets every event that is published`() throws {
            let nginx = try Peer.python("nginx.py")
            var published: JSON?
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(nginx.port)/sub/news", "-c", "50", "-d", "5",
            ]) { _ in
                let publisher = try Program(
                    Project.python, [Project.peer("publish.py"), "\(nginx.port)", "/pub/news", "50", "200"])
                #expect(try publisher.wait(within: 30) == 0, "\(publisher.errors)")
                published = try JSON(Data(publisher.output.utf8))
            }
            #expect(published?["delivered_at_once"].int == 200)
            #expect(run.status == 0)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["eof": 50])
            #expect(run.count("sse_events") == 50 * 200)
        }

        /// nginx ends each stream after a second of silence, and its channel keeps what came meanwhile.
        @Test(.timeLimit(.minutes(1)))
        func `a broker that ends streams is resumed, and no event is missed or seen twice`() throws {
            let nginx = try Peer.python("nginx.py")
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(nginx.port)/brief/news", "-c", "10", "-d", "20",
                "--reconnect", "delay=50ms,factor=1,jitter=none", "--until-events", "3", "--sequence", "seq",
                "--sent-at", "sent_at",
            ]) { _ in
                let publisher = try Program(
                    Project.python,
                    [
                        Project.peer("publish.py"), "\(nginx.port)", "/keep/news", "10", "3", "--interval-ms", "1500",
                        "--json",
                    ])
                #expect(try publisher.wait(within: 30) == 0, "\(publisher.errors)")
            }
            #expect(run.status == 0)
            #expect(run.lifecycle["ended", "completed"].int == 10)
            #expect(run.count("sse_events") == 30)
            #expect(run.count("sse_events_lost") == 0)
            #expect(run.count("sse_events_duplicated") == 0)
            #expect(run.count("sse_delivery_delay") == 30)
            #expect(run.count("sse_resumes") ?? 0 >= 20)
        }

        @Test(.timeLimit(.minutes(1)))
        func `over TLS every stream of a broker gets every event, though HTTP/2 is offered`() throws {
            let certificates = try Certificates()
            let nginx = try Peer.python("nginx.py", certificates.server + ["--http2"])
            let run = try LoadRun([
                "--streaming-url", "https://localhost:\(nginx.port)/sub/news", "-c", "100", "-d", "5", "--cacert",
                certificates.authority,
            ]) { _ in
                let publisher = try Program(
                    Project.python,
                    [
                        Project.peer("publish.py"), "\(nginx.port)", "/pub/news", "100", "50", "--ca",
                        certificates.authority,
                    ])
                #expect(try publisher.wait(within: 30) == 0, "\(publisher.errors)")
            }
            #expect(run.status == 0)
            #expect(run.count("sse_events") == 100 * 50)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a Python server's events, pings and disconnects are the ones we count`() throws {
            let server = try Peer.python("sse_server.py", ["--ping", "1"])
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(server.port)/events?interval_ms=50", "-c", "20", "-d", "3",
                "--sequence", "id",
            ])
            let counts = try server.finish()
            #expect(run.status == 0)
            #expect(run.lifecycle["established"].int == 20)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["eof": 20])
            #expect(run.count("sse_events_lost") == 0)
            #expect(run.count("sse_events_duplicated") == 0)
            #expect(counts["client_disconnects"].int == 20)
            // What was on its way when we ended the streams is the server's alone.
            let events = try #require(run.count("sse_events"))
            let sent = try #require(counts["events_sent"].int)
            #expect(events <= sent && events >= sent - 40)
            let pings = try #require(counts["pings_sent"].int)
            let heartbeats = try #require(run.count("sse_heartbeats"))
            #expect(heartbeats <= pings && heartbeats >= 20)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a Python server that ends its streams is resumed until it says that nothing is left`() throws {
            let server = try Peer.python("sse_server.py", ["--eol", "crlf"])
            let run = try LoadRun([
                "--streaming-url", "http://127.0.0.1:\(server.port)/events?n=100&per=40&interval_ms=2&retry=50", "-c",
                "10", "-d", "20", "--sequence", "id",
            ])
            let counts = try server.finish()
            #expect(run.status == 0)
            #expect(run.count("sse_events") == 1_000)
            #expect(run.count("sse_events_lost") == 0)
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["eof": 30, "no_content": 10])
            #expect(counts["resumes"].int == 20)
            #expect(counts["refused_204"].int == 10)
        }
    }
}
