import Foundation
import Testing

extension EndToEndCounts {
    /// Who logs in, how often, and what becomes of tokens that are revoked.
    @Suite struct LoginProofs {
        @Test(.timeLimit(.minutes(1)))
        func `each user, arrival's user and session logs in once, however often it runs its steps`() throws {
            let target = try Peer.target()
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
                  come back:
                    users: { count: 4, for: 950ms }
                    pacing: 300ms
                    steps: [{ get: "http://\(address)/api/protected", name: protected, bearer: "{{token}}" }]
                  turn up:
                    arrivals: { rate: 20/s, for: 1s, users: 4 }
                    steps:
                      - { get: "http://\(address)/api/protected", name: protected, bearer: "{{token}}" }
                      - wait: 190ms
                  stay:
                    sessions: { open: 4, hold: 1s }
                    messages: { rate: 10/s per session }
                    steps:
                      - connect: ws://\(address)/ws/stream?token={{token}}
                      - { send: { id: "{{id}}" }, reply: { match: $.id, within: 2s } }
                """)
            let run = try profile.run(["--threads", "1"])
            let routes = try target.finish()["routes"]
            #expect(run.status == 0)
            // Every arrival keeps a user for so long that all four are needed.
            for scenario in ["come back", "turn up", "stay"] {
                #expect(run.count("http_reqs", scenario: scenario, name: "login") == 4, "\(scenario)")
            }
            let arrivals = try #require(run.count("http_reqs", scenario: "turn up", name: "protected"))
            #expect(arrivals + (run.count("dropped_iterations") ?? 0) == 20)
            #expect(run.count("http_reqs", scenario: "come back", name: "protected") == 16)
            #expect(routes["POST /auth/login"].counts == ["200": 12])
            #expect(routes["GET /api/protected"].counts == ["200": 16 + arrivals])
            #expect(routes["GET /ws/stream"].counts == ["101": 4])
        }

        @Test(.timeLimit(.minutes(1)), arguments: [1, 2])
        func `a queue of accounts gives each user one, and only as many as there are users`(threads: Int) throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                data: { accounts: { file: accounts.csv, pick: queue } }
                login: { steps: [{ post: URL/note, name: login, json: { name: "{{accounts.name}}" } }] }
                scenarios:
                  visitors:
                    users: { count: 4, for: 750ms }
                    pacing: 300ms
                    steps: [{ get: URL/ok, name: visit }]
                """.replacingOccurrences(of: "URL", with: "http://127.0.0.1:\(peer.port)"),
                files: ["accounts.csv": "name\n" + (0..<6).map { "account \($0)\n" }.joined()])
            let run = try profile.run(["--threads", "\(threads)"])
            let counts = try peer.finish()
            #expect(run.status == 0)
            #expect(run.requestsByName == ["login": 4, "visit": 12])
            #expect(
                counts["notes"].array.compactMap { $0["body"].string }.sorted()
                    == (0..<4).map { #"{"name":"account \#($0)"}"# })
        }

        @Test(.timeLimit(.minutes(1)))
        func `a token that was revoked is refused everywhere, and that is expected just where the profile says so`()
            throws
        {
            let target = try Peer.target()
            let address = "127.0.0.1:\(target.port)"
            let profile = try ProfileFile(
                """
                variables: { url: "http://\(address)" }
                login:
                  steps:
                    - post: ${url}/auth/login
                      name: login
                      json: { username: "user-{{user}}", password: secret }
                      capture: { token: $.access_token, renewal: $.refresh_token }
                scenarios:
                  visitors:
                    users: { count: 3, for: 450ms }
                    pacing: 300ms
                    steps:
                      - { get: "${url}/api/protected", name: before, bearer: "{{token}}" }
                      - post: ${url}/auth/revoke
                        name: revoke
                        json: { token: "{{token}}" }
                        expect: { status: [200, 401] }
                        count: { revoked: status == 200 }
                      - get: ${url}/api/protected
                        name: after
                        bearer: "{{token}}"
                        expect: { status: 401 }
                        check: { is refused: status == 401 }
                      - post: ${url}/auth/refresh
                        name: refresh
                        json: { refresh_token: "{{renewal}}" }
                        capture: { fresh: $.access_token, renewal: $.refresh_token }
                      - { get: "${url}/api/protected", name: refreshed, bearer: "{{fresh}}" }
                      - connect: ws://\(address)/ws/stream?token={{token}}
                """)
            let run = try profile.run()
            let routes = try target.finish()["routes"]
            // No session was ever established.
            #expect(run.status == 110)
            // In the second round the token is revoked already.
            #expect(
                run.statusesByName == [
                    "login": ["ok": 3], "before": ["ok": 3, "401": 3], "revoke": ["ok": 3, "401": 3],
                    "after": ["401": 6], "refresh": ["ok": 6], "refreshed": ["ok": 6],
                ])
            let expected = run.result["errors"].array.filter { $0["expected"].isTrue }.map { $0["name"].string ?? "" }
            #expect(expected.sorted() == ["after", "revoke"])
            #expect(run.metric("http_req_failed")["passes"].int == 3)
            #expect(run.counter("http_expected_errors") == 9)
            #expect(run.counter("revoked") == 3)
            #expect(run.check("visitors", "is refused")?.passes == 6)
            #expect(run.causes == ["http_401": 6])
            #expect(routes["GET /api/protected"].counts == ["200": 9, "401": 9])
            #expect(routes["POST /auth/revoke"].counts == ["200": 3, "401": 3])
            #expect(routes["POST /auth/refresh"].counts == ["200": 6])
            #expect(routes["GET /ws/stream"].counts == ["401": 6])
        }
    }
}
