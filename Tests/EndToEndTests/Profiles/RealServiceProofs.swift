import Foundation
import Testing

extension EndToEndCounts {
    /// Profiles against servers that people run, which count for themselves.
    @Suite struct RealServiceProofs {
        @Test(.timeLimit(.minutes(1)))
        func `a FastAPI service sees a login, a verification, a socket, a revocation and a refusal of each user`()
            throws
        {
            let service = try Peer.python("fastapi_app.py")
            let address = "127.0.0.1:\(service.port)"
            let profile = try ProfileFile(
                """
                variables: { url: "http://\(address)" }
                scenarios:
                  visit:
                    arrivals: { rate: 5/s, for: 2s, users: 10 }
                    steps:
                      - post: ${url}/auth/login
                        name: login
                        json: { username: "user-{{user}}", password: secret }
                        capture: { token: $.access_token }
                        required: true
                      - post: ${url}/auth/verify
                        name: verify
                        json: { token: "{{token}}" }
                        check: { is me: "json $.user contains user-" }
                      - get: ${url}/api/items
                        name: items
                        bearer: "{{token}}"
                        check: { ten of them: "json $.items[9].id == 10" }
                      - connect: ws://\(address)/ws?token={{token}}
                      - loop: 3
                        steps: [{ send: { id: "{{uuid}}" }, reply: { match: $.id, within: 2s } }]
                      - close:
                      - { post: "${url}/auth/revoke", name: revoke, bearer: "{{token}}", expect: { status: 204 } }
                      - post: ${url}/auth/verify
                        name: verify after
                        json: { token: "{{token}}" }
                        expect: { status: 401 }
                      - connect: ws://\(address)/ws?token={{token}}
                """)
            let run = try profile.run()
            let counts = try service.finish()
            #expect(run.status == 0)
            #expect(run.count("iterations") == 10)
            #expect(
                run.statusesByName == [
                    "login": ["ok": 10], "verify": ["ok": 10], "items": ["ok": 10], "revoke": ["ok": 10],
                    "verify after": ["401": 10],
                ])
            #expect(run.metric("http_req_failed")["passes"].int == 0)
            #expect(run.check("visit", "is me")?.passes == 10)
            #expect(run.check("visit", "ten of them")?.passes == 10)
            #expect(run.causes == ["http_403": 10])
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 10])
            #expect(run.count("ws_response_time") == 30)
            #expect(
                counts["requests"].counts == [
                    "POST /auth/login 200": 10, "POST /auth/verify 200": 10, "GET /api/items 200": 10,
                    "POST /auth/revoke 204": 10, "POST /auth/verify 401": 10,
                ])
            #expect(counts["sockets_accepted"].int == 10)
            #expect(counts["sockets_refused"].int == 10)
            #expect(counts["messages_received"].int == 30)
            #expect(counts["closes_received"].counts == ["1000": 10])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a login is renewed at a FastAPI service before its token is over`() throws {
            let service = try Peer.python("fastapi_app.py", ["--lifetime", "1"])
            let url = "http://127.0.0.1:\(service.port)"
            let profile = try ProfileFile(
                """
                login:
                  refresh_before: 400ms
                  steps:
                    - post: \(url)/auth/login
                      name: login
                      json: { username: "user-{{user}}", password: secret }
                      capture: { token: $.access_token, expires: $.expires_in }
                scenarios:
                  readers:
                    users: { count: 2, for: 2s }
                    pacing: 150ms
                    steps: [{ get: "\(url)/api/items", name: items, bearer: "{{token}}" }]
                """)
            let run = try profile.run()
            #expect(run.status == 0)
            let logins = try #require(run.requestsByName["login"])
            #expect((6...10).contains(logins))
            let requests = try service.finish()["requests"].counts
            #expect(requests["POST /auth/login 200"] == logins)
            #expect(requests["GET /api/items 200"] == run.requestsByName["items"])
            #expect(requests.count == 2)
        }

        @Test(.timeLimit(.minutes(1)), arguments: [("1.1", "HTTP/1.1"), ("2", "HTTP/2.0")])
        func `nginx over TLS answers every request in the version that was chosen`(
            version: String, spoken: String
        ) throws {
            let certificates = try Certificates()
            let nginx = try Peer.python("nginx.py", certificates.server + ["--http2"])
            let profile = try ProfileFile(
                """
                tls: { cacert: "\(certificates.authority)" }
                scenarios:
                  pages:
                    http: \(version)
                    users: { count: 5, for: 930ms }
                    pacing: 50ms
                    steps:
                      - get: https://localhost:\(nginx.port)/
                        name: page
                        check: { whole: "body contains Hello, world!" }
                thresholds: { "http_reqs{proto:\(spoken)}": ["count==95"] }
                """)
            let run = try profile.run()
            #expect(run.status == 0)
            #expect(run.statusesByName == ["page": ["ok": 95]])
            #expect(run.check("pages", "whole")?.passes == 95)
            // One handshake for each user, which keeps its connection.
            #expect((run.metric("http_req_tls_handshaking")["max"].double ?? 0) > 0)
            #expect(run.metric("http_req_tls_handshaking")["med"].double == 0)
            _ = try nginx.finish()
        }

        @Test(.timeLimit(.minutes(1)))
        func `a certificate that nobody vouches for fails every request and every session`() throws {
            let certificates = try Certificates()
            let target = try Peer.target(certificates.server)
            let profile = try ProfileFile(
                """
                scenarios:
                  pages:
                    arrivals: { rate: 10/s, for: 500ms }
                    steps:
                      - { get: "https://localhost:\(target.port)/health", name: page }
                      - connect: wss://localhost:\(target.port)/echo
                """)
            let run = try profile.run()
            #expect(run.status == 110)
            #expect(run.statusesByName == ["page": ["tls": 5]])
            #expect(run.causes == ["tls": 5])
            let trusted = try profile.run(["--cacert", certificates.authority])
            #expect(trusted.status == 0)
            #expect(trusted.statusesByName == ["page": ["ok": 5]])
            #expect(trusted.lifecycle["established"].int == 5)
        }
    }
}
