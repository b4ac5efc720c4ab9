import Foundation
import Testing

extension EndToEnd {
    /// nginx with nchan, a broker that people run: subscribed to over WebSocket, published to over HTTP.
    @Suite struct Broker {
        @Test(.timeLimit(.minutes(1)))
        func `every subscriber gets every message that is published`() throws {
            let nginx = try Peer.python("nginx.py")
            var published: JSON?
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(nginx.port)/sub/news", "-c", "50", "-r", "0", "-d", "5",
            ]) { _ in
                let publisher = try Program(
                    Project.python, [Project.peer("publish.py"), "\(nginx.port)", "/pub/news", "50", "200"])
                #expect(try publisher.wait(within: 30) == 0, "\(publisher.errors)")
                published = try JSON(Data(publisher.output.utf8))
            }
            #expect(published?["delivered_at_once"].int == 200)
            #expect(run.hasPassed)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 50])
            #expect(run.count("ws_msgs_received") == 50 * 200)
            #expect(run.count("ws_msgs_sent") == 0)
            #expect(run.count("ws_msgs_unmatched") == 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a message that comes back through the broker is its reply`() throws {
            let nginx = try Peer.python("nginx.py")
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(nginx.port)/echo", "-c", "50", "-r", "5", "-d", "2",
            ])
            let sent = try #require(run.count("ws_msgs_sent"))
            #expect(run.hasPassed)
            #expect(sent >= 400)
            #expect(run.count("ws_service_time") == sent)
            #expect(run.count("ws_msgs_received") == sent)
            #expect(run.count("ws_msgs_unanswered") == 0)
        }

        /// Whoever joins late misses what was sent before, and a Close may overtake the last messages; so in a room
        /// the replies are exact and the pushes have bounds.
        @Test(.timeLimit(.minutes(1)))
        func `in a room one's own messages are replies and those of others pushes`() throws {
            let nginx = try Peer.python("nginx.py")
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(nginx.port)/room/hall", "-c", "10", "-r", "5", "-d", "2",
            ])
            let sent = try #require(run.count("ws_msgs_sent"))
            let received = try #require(run.count("ws_msgs_received"))
            #expect(run.hasPassed)
            #expect(run.count("ws_service_time") == sent)
            #expect(run.count("ws_msgs_unanswered") == 0)
            #expect(run.count("ws_msgs_unmatched") == 0)
            #expect(received <= 10 * sent)
            #expect(received >= 8 * sent)
        }

        @Test(.timeLimit(.minutes(1)))
        func `over TLS the broker echoes just the same`() throws {
            let certificates = try Certificates()
            let nginx = try Peer.python("nginx.py", certificates.server)
            let run = try LoadRun([
                "--streaming-url", "wss://localhost:\(nginx.port)/echo", "--cacert", certificates.authority,
                "-c", "20", "-r", "5", "-d", "1",
            ])
            #expect(run.hasPassed)
            #expect(run.lifecycle["established"].int == 20)
            #expect(run.count("ws_service_time") == run.count("ws_msgs_sent"))
        }
    }
}
