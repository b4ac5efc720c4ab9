import Foundation
import Testing

extension EndToEndCounts {
    /// Profiles against nginx, which counts connections and requests itself, and nchan on it, which publishes.
    @Suite struct BrokerProfileProofs {
        @Test(.timeLimit(.minutes(1)), arguments: [("keep", 5), ("fresh", 95)])
        func `pages and sessions are as many as nginx counted, over as many connections`(
            connections: String, dials: Int
        ) throws {
            let nginx = try Peer.python("nginx.py")
            let address = "127.0.0.1:\(nginx.port)"
            let profile = try ProfileFile(
                """
                scenarios:
                  pages:
                    connections: \(connections)
                    users: { count: 5, for: 930ms }
                    pacing: 50ms
                    steps:
                      - choose:
                          - { weight: 1, steps: [{ get: "http://\(address)/", name: page }] }
                          - steps:
                              - get: http://\(address)/bytes
                                name: bytes
                                check: { whole: "body matches ^[0-9]{200}$" }
                  talkers:
                    sessions: { open: 10, hold: 1s }
                    messages: { rate: 10/s per session }
                    steps:
                      - connect: ws://\(address)/echo
                      - { send: { id: "{{id}}" }, reply: { match: $.id, within: 2s } }
                """)
            let run = try profile.run()
            let counts = try nginx.finish()
            #expect(run.hasPassed)
            #expect(run.count("http_reqs") == 95)
            #expect(run.metric("http_req_failed")["passes"].int == 0)
            let bytes = try #require(run.requestsByName["bytes"])
            #expect(run.check("pages", "whole")?.passes == bytes)
            #expect(bytes + (run.requestsByName["page"] ?? 0) == 95)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 10])
            let sent = try #require(run.count("ws_msgs_sent"))
            #expect((90...110).contains(sent))
            #expect(run.count("ws_service_time") == sent)
            #expect(counts["requests"].int == 95 + 10)
            #expect(counts["accepted"].int == dials + 10)
        }

        @Test(.timeLimit(.minutes(1)))
        func `every listener of a channel, over WebSocket and as a stream, gets every message that is published`()
            throws
        {
            let nginx = try Peer.python("nginx.py")
            let address = "127.0.0.1:\(nginx.port)"
            let profile = try ProfileFile(
                """
                scenarios:
                  sockets:
                    sessions: { open: 10, hold: 3s }
                    steps:
                      - connect: ws://\(address)/sub/news
                      - on_message: { sequence: $.seq, sent_at: $.sent_at }
                  streams:
                    users: { count: 10, for: 3s }
                    pacing: 60s
                    steps:
                      - stream: http://\(address)/sub/news
                        sequence: seq
                        sent_at: sent_at
                        until: { events: 50 }
                """)
            var published: JSON?
            let run = try profile.run { _ in
                let publisher = try Program(
                    Project.python, [Project.peer("publish.py"), "\(nginx.port)", "/pub/news", "20", "50", "--json"])
                #expect(try publisher.wait(within: 30) == 0, "\(publisher.errors)")
                published = try JSON(Data(publisher.output.utf8))
            }
            #expect(published?["delivered_at_once"].int == 50)
            #expect(run.hasPassed)
            #expect(run.count("ws_msgs_received") == 10 * 50)
            #expect(run.count("sse_events") == 10 * 50)
            #expect(run.count("ws_delivery_delay") == 10 * 50)
            for family in ["ws_msgs", "sse_events"] {
                for fate in ["lost", "duplicated", "reordered"] { #expect(run.count("\(family)_\(fate)") == 0) }
            }
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 10])
            #expect(run.lifecycle["ended", "completed"].int == 10)
            #expect(run.count("iterations") == 20)
        }
    }
}
