import Foundation
import Testing

extension EndToEndCounts {
    /// What the steps of event streams do, and logins that are renewed.
    @Suite struct StreamStepProofs {
        private func once(_ port: Int, _ steps: String) throws -> LoadRun {
            let body = steps.replacingOccurrences(of: "URL", with: "http://127.0.0.1:\(port)").split(separator: "\n")
            let profile = try ProfileFile(
                """
                scenarios:
                  once:
                    users: { count: 2, for: 700ms }
                    pacing: 60s
                    steps:
                \(body.map { "      \($0)" }.joined(separator: "\n"))
                """)
            return try profile.run()
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ("rate=100", "until: { events: 12 }", 12...12), ("rate=50", "until: { time: 500ms }", 20...26),
                ("rate=100&type=a,b", "until: { event: b }", 2...2),
            ])
        func `a stream is complete when it has brought what it was opened for`(
            query: String, rule: String, events: ClosedRange<Int>
        ) throws {
            let target = try Peer.target()
            let run = try once(target.port, "- { stream: \"URL/events?\(query)\", \(rule) }")
            #expect(run.status == 0)
            #expect(run.lifecycle["attempts"].int == 2)
            #expect(run.lifecycle["ended", "completed"].int == 2)
            let seen = try #require(run.count("sse_events"))
            #expect((2 * events.lowerBound...2 * events.upperBound).contains(seen), "\(seen)")
            #expect(run.count("iterations") == 2)
            #expect(try target.finish()["streams", "opened"].int == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `data ends a stream of tokens`() throws {
            let target = try Peer.target()
            let run = try once(
                target.port,
                """
                - stream: URL/v1/chat/completions?ttft=1&gap=1
                  json: { model: any, stream: true, max_tokens: 9, messages: [{ role: user, content: hello }] }
                  format: openai
                  until: { data: "[DONE]" }
                """)
            #expect(run.lifecycle["ended", "completed"].int == 2)
            #expect(run.count("llm_tokens") == 18)
            #expect(run.count("llm_ttft") == 2)
            #expect(try target.finish()["routes", "POST /v1/chat/completions"].counts == ["200": 2])
        }

        @Test(.timeLimit(.minutes(1)))
        func `reads take events as they come, and the stream stays open between them`() throws {
            let target = try Peer.target()
            let run = try once(
                target.port,
                """
                - stream: URL/events?rate=100
                - read: { events: 5 }
                - { post: URL/api/echo, name: between, body: x }
                - read: { events: 5 }
                - close:
                - { get: URL/health, name: after }
                """)
            #expect(run.status == 0)
            #expect(run.requestsByName == ["between": 2, "after": 2])
            #expect((run.count("sse_events") ?? 0) >= 20)
            #expect(run.lifecycle["attempts"].int == 2)
            #expect(try target.finish()["streams", "opened"].int == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a stream that is refused ends the iteration by its cause`() throws {
            let target = try Peer.target()
            let run = try once(target.port, "- stream: URL/sse/stream?token=bad\n- { get: URL/health, name: never }")
            #expect(run.causes == ["http_401": 2])
            #expect(run.requestsByName == ["never": 0])
            #expect(run.errorsByCause == ["stream /sse/stream http_401": 2])
            #expect(run.status == 110)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a login is renewed before its token is over, and no request is refused`() throws {
            let target = try Peer.target(["--token-lifetime", "2s"])
            let url = "http://127.0.0.1:\(target.port)"
            let profile = try ProfileFile(
                """
                login:
                  refresh_before: 1500ms
                  steps:
                    - post: \(url)/auth/login
                      name: login
                      json: { username: "user-{{user}}", password: secret }
                      capture: { token: $.access_token, expires: $.expires_in }
                scenarios:
                  readers:
                    users: { count: 2, for: 2250ms }
                    pacing: 100ms
                    steps: [{ get: "\(url)/api/protected", name: protected, bearer: "{{token}}" }]
                """)
            let run = try profile.run()
            #expect(run.status == 0)
            // A token of 2 s is renewed every 500 ms, at the next begin of the steps: at 0, 0.5, 1, 1.5 and 2 s.
            #expect(run.requestsByName == ["login": 10, "protected": 46])
            #expect(run.metric("http_req_failed")["passes"].int == 0)
            let routes = try target.finish()["routes"]
            #expect(routes["POST /auth/login"].counts == ["200": 10])
            #expect(routes["GET /api/protected"].counts == ["200": 46])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a login that is refused ends its user's iteration, and is tried again with the next`() throws {
            let target = try Peer.target(["--password", "other"])
            let url = "http://127.0.0.1:\(target.port)"
            let profile = try ProfileFile(
                """
                login:
                  steps:
                    - post: \(url)/auth/login
                      name: login
                      json: { username: "user-{{user}}", password: secret }
                      capture: { token: $.access_token }
                scenarios:
                  readers:
                    users: { count: 2, for: 450ms }
                    pacing: 200ms
                    steps: [{ get: "\(url)/api/protected", name: protected, bearer: "{{token}}" }]
                """)
            let run = try profile.run()
            #expect(run.statusesByName == ["login": ["401": 6], "protected": [:]])
            #expect(try target.finish()["routes"].object.keys.sorted() == ["POST /auth/login"])
        }
    }
}
