import Foundation
import Testing

extension EndToEndCounts {
    /// What the steps of WebSocket sessions do, one after another, against targets that count.
    @Suite struct SessionStepProofs {
        /// A user of each scenario takes the steps once; no pings but those that are asked for.
        private func once(_ service: Service, _ steps: String, users: Int = 1) throws -> LoadRun {
            let body = steps.replacingOccurrences(of: "URL", with: service.url).split(separator: "\n")
            let profile = try ProfileFile(
                """
                scenarios:
                  once:
                    users: { count: \(users), for: 700ms }
                    pacing: 60s
                    steps:
                \(body.map { "      \($0)" }.joined(separator: "\n"))
                """)
            return try profile.run(["--ping-interval", "0"])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a token opens a session until it is revoked, and then it is refused`() throws {
            let target = try Peer.target(["--tick-rate", "50/s"])
            let address = "127.0.0.1:\(target.port)"
            let profile = try ProfileFile(
                """
                scenarios:
                  visit:
                    users: { count: 3, for: 1s }
                    pacing: 60s
                    steps:
                      - post: http://\(address)/auth/login
                        name: login
                        json: { username: "user-{{user}}", password: secret }
                        capture: { token: $.access_token }
                      - connect: ws://\(address)/ws/stream?token={{token}}
                      - subscribe: { action: subscribe, channels: [power] }
                        ack: { match: { $.type: subscribed }, within: 2s }
                      - send: { id: "{{uuid}}" }
                        reply: { match: $.id, within: 2s }
                      - close: { code: 4001, reason: done }
                      - post: http://\(address)/auth/revoke
                        name: revoke
                        json: { token: "{{token}}" }
                      - connect: ws://\(address)/ws/stream?token={{token}}
                      - get: http://\(address)/health
                        name: never
                """)
            let run = try profile.run()
            let counts = try target.finish()
            #expect(run.status == 0)
            #expect(run.lifecycle["attempts"].int == 6)
            #expect(run.causes == ["http_401": 3])
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["4001": 3])
            #expect(run.errorsByCause == ["connect /ws/stream http_401": 3])
            #expect(run.requestsByName == ["login": 3, "revoke": 3, "never": 0])
            #expect(run.count("ws_response_time") == 3)
            #expect(run.count("ws_subscribe_ack") == 3)
            #expect(counts["routes", "GET /ws/stream"].counts == ["101": 3, "401": 3])
            #expect(counts["closes_received"].counts == ["4001": 3])
            #expect(counts["messages_received"].int == 3)
        }

        @Test(.timeLimit(.minutes(1)))
        func `replies are known by a field, by order, or not expected`() throws {
            let service = try Service.raw("/reply")
            let run = try once(
                service,
                """
                - connect: URL
                - loop: 5
                  steps:
                    - { send: { id: "{{uuid}}" }, reply: { match: $.id, within: 1s } }
                    - { send: { id: "{{user}}" }, reply: { match: order, within: 1s } }
                    - { send: { id: 1 }, reply: { match: none } }
                    - { expect: { match: { $.id: 1 }, within: 1s } }
                - close:
                """, users: 2)
            let counts = try service.finish()
            #expect(run.status == 0)
            #expect(run.count("ws_msgs_sent") == 30)
            #expect(run.count("ws_msgs_received") == 30)
            #expect(run.count("ws_response_time") == 20)
            #expect(run.count("ws_msgs_unanswered") == 0)
            #expect(run.errorsByCause.isEmpty)
            #expect(counts["replies_sent"].int == 30)
            #expect(counts["closes_received"].counts == ["1000": 2])
            #expect(counts["pings_received"].int == nil)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what does not come in time is unanswered at its age, and the user goes on`() throws {
            let service = try Service.raw("/late?ms=60000")
            let run = try once(
                service,
                """
                - connect: URL
                - { send: { id: "{{uuid}}" }, reply: { match: $.id, within: 100ms } }
                - { expect: { match: { $.id: 2 }, within: 100ms } }
                - { send: { id: 3 }, reply: { match: none } }
                - close:
                """)
            #expect(run.count("ws_msgs_sent") == 2)
            #expect(run.count("ws_msgs_unanswered") == 1)
            #expect(run.count("ws_response_time") == 1)
            #expect(run.count("ws_service_time") == 0)
            #expect((run.metric("ws_response_time")["max"].double ?? 0) >= 99)
            #expect(run.counter("ws_response_time_lower_bounds") == 1)
            #expect(
                run.errorsByCause == [
                    "connect /late no reply in time": 1, "ws expect no message with the awaited $.id in time": 1,
                ])
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 1])
            #expect(try service.finish()["text_received"].int == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an expected message is found among others, and what it carries is captured`() throws {
            let service = try Service.raw("/ticks?n=6&channels=2&rate=100")
            let run = try once(
                service,
                """
                - connect: URL
                - { subscribe: { action: subscribe }, ack: { match: { $.type: subscribed }, within: 1s } }
                - { expect: { match: { $.channel: b, $.seq: 3 }, within: 2s, capture: { found: $.channel } } }
                - { send: { id: "{{found}}" }, reply: { match: $.id, within: 1s } }
                - listen: { messages: 4 }
                - close: { code: 1000 }
                """)
            let counts = try service.finish()
            #expect(run.errorsByCause.isEmpty)
            #expect(run.count("ws_response_time") == 1)
            #expect(run.count("ws_subscribe_ack") == 1)
            #expect(counts["replies_sent"].int == 1)
            #expect((8...13).contains(run.count("ws_msgs_received") ?? 0))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a subscription that is refused ends the iteration`() throws {
            for path in ["/no-ack", "/wrong-ack"] {
                let service = try Service.raw(path)
                let run = try once(
                    service,
                    """
                    - connect: URL
                    - { subscribe: { action: subscribe }, ack: { match: { $.type: subscribed }, within: 100ms } }
                    - { send: never, reply: { match: none } }
                    """)
                #expect(run.count("ws_subscribe_failed") == 1)
                #expect(run.count("ws_msgs_sent") == 0)
                #expect(run.lifecycle["established"].int == 1)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a ping is a pong waited for, and one that does not come is an error`() throws {
            let answered = try Service.raw("/echo")
            let run = try once(answered, "- connect: URL\n- loop: 3\n  steps: [ping: { within: 1s }]\n- close:")
            #expect(run.count("ws_ping") == 3)
            #expect(run.errorsByCause.isEmpty)
            #expect(try answered.finish()["pings_received"].int == 3)

            let silent = try Service.raw("/never-pong")
            let missed = try once(silent, "- connect: URL\n- ping: { within: 100ms }\n- close:")
            #expect(missed.count("ws_ping") == 0)
            #expect(missed.errorsByCause == ["ws ping no pong in time": 1])
            #expect(missed.lifecycle["ended", "closed_by_client"].counts == ["1000": 1])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a session ends with the code and the reason that were asked for`() throws {
            let service = try Service.target()
            let run = try once(
                service,
                """
                - { connect: URL }
                - { close: { code: 3999, reason: "as asked" } }
                - { connect: URL }
                - close: 4000
                - { connect: URL }
                - close:
                """)
            #expect(run.lifecycle["established"].int == 3)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["3999": 1, "4000": 1, "1000": 1])
            #expect(run.lifecycle["unclean"].int == 0)
            #expect(try service.finish()["closes_received"].counts == ["3999": 1, "4000": 1, "1000": 1])
        }

        @Test(.timeLimit(.minutes(1)))
        func `steps that need a session end the iteration where there is none`() throws {
            let service = try Service.target()
            for step in ["send: x", "subscribe: x", "expect: { match: { $.a: 1 } }", "ping:", "listen: 1s"] {
                let run = try once(
                    service, "- { connect: URL }\n- close:\n- \(step)\n- { connect: URL }", users: 1)
                let verb = step.prefix { $0 != ":" }
                #expect(run.lifecycle["established"].int == 1, "\(step)")
                #expect(run.errorsByCause == ["ws \(verb) no session is open; a connect step opens one": 1])
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a session that the peer ends takes its iteration with it`() throws {
            let service = try Service.raw("/close/4010")
            let run = try once(
                service, "- connect: URL\n- { send: x, reply: { match: order, within: 5s } }\n- { connect: URL }")
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["4010": 1])
            #expect(run.lifecycle["attempts"].int == 1)
            #expect(run.count("ws_msgs_sent") == 1)
            // What was sent had no reply when the session ended.
            #expect(run.count("ws_msgs_unanswered") == 1)
            #expect(run.count("ws_response_time") == 1)
            #expect(run.counter("ws_response_time_lower_bounds") == 1)
            #expect(run.seconds < 4)
        }

        @Test(.timeLimit(.minutes(1)))
        func `sessions held open come back, log in no more, and subscribe anew`() throws {
            let target = try Peer.target(["--tick-rate", "50/s", "--reset-after", "400ms"])
            let address = "127.0.0.1:\(target.port)"
            let profile = try ProfileFile(
                """
                login:
                  steps:
                    - post: http://\(address)/auth/login
                      name: login
                      json: { username: "user-{{user}}", password: secret }
                      capture: { token: $.access_token }
                scenarios:
                  held:
                    sessions: { open: 3, hold: 1s }
                    messages: { rate: 20/s per session }
                    reconnect: { delay: 50ms, factor: 1, jitter: none, attempts: 10 }
                    steps:
                      - connect: ws://\(address)/ws/stream?token={{token}}
                      - subscribe: { action: subscribe, channels: [power] }
                        ack: { match: { $.type: subscribed }, within: 2s }
                      - send: { id: "{{id}}" }
                        reply: { match: $.id, within: 1s }
                """)
            let run = try profile.run()
            let counts = try target.finish()
            #expect(run.requestsByName == ["login": 3])
            let resets = try #require(counts["resets"].int)
            #expect(resets >= 6)
            #expect(run.lifecycle["ended", "lost"].int == resets)
            let back = try #require(run.count("ws_reconnects"))
            #expect(run.lifecycle["established"].int == 3 + back)
            #expect(counts["sessions"].int == 3 + back)
            // Each that was established subscribed, but for one that the end of the run or a reset overtook.
            #expect(counts["subscriptions"].int == 3 + back)
            #expect(run.count("iterations") == 3)
        }
    }
}
