import Foundation
import Testing

extension EndToEndCounts {
    /// One user of each scenario takes its steps once, and everything that it does is shown.
    @Suite struct Once {
        private static let shop = """
            name: shop
            variables: { base: "${BASE:-embedded}" }
            login:
              steps:
                - post: ${base}/auth/login
                  name: log in
                  json: { username: "user-{{user}}", password: "${PASSWORD:-secret}" }
                  capture: { token: $.access_token }
            scenarios:
              shop:
                users: { count: 50, for: 10m }
                steps:
                  - post: ${base}/auth/verify
                    name: verify
                    json: { token: "{{token}}" }
                    capture: { who: $.sub }
                    check: { is known: "status == 200", is a tea pot: "status == 418" }
                  - wait: 20ms
                  - get: ${base}/api/nowhere
                    name: nowhere
                    query: { session: "{{token}}", page: "1" }
                    headers: { X-Said: "{{token}}" }
                    capture: { first: "$.items[0]" }
                  - connect: ${base}/echo
                    name: chat
                  - send: { type: chat, id: "{{id}}", said: "{{token}}", by: "{{who}}" }
                    reply: { match: $.id, within: 20s }
                  - close: { code: 1001, reason: bye, within: 20s }
                  - stream: ${base}/events
                    name: news
                    until: { events: 1 }
            """

        private static let dump = """
            TIME  shop · log in  → POST http://127.0.0.1:PORT/auth/login
                         Host: 127.0.0.1:PORT
                         Accept: */*
                         Content-Type: application/json
                         Content-Length: 41

                         {"username":"user-0","password":"***"}
            TIME  shop · log in  ← HTTP/1.1 200 OK
                         content-type: application/json
                         content-length: NUMBER
                         x-ratelimit-limit: 10
                         x-ratelimit-remaining: 10
                         x-ratelimit-reset: 60

                         {"access_token":"***","token_type":"***","expires_in":3600,"refresh_token":"***"}
            TIME  shop · log in  token = ***
            TIME  shop · verify  → POST http://127.0.0.1:PORT/auth/verify
                         Host: 127.0.0.1:PORT
                         Accept: */*
                         Content-Type: application/json
                         Content-Length: NUMBER

                         {"token":"***"}
            TIME  shop · verify  ← HTTP/1.1 200 OK
                         content-type: application/json
                         content-length: NUMBER

                         {"valid":true,"sub":"user-0","exp":NUMBER,"expires_in":NUMBER}
            TIME  shop · verify  ✓ is known
            TIME  shop · verify  ✗ is a tea pot
            TIME  shop · verify  who = user-0
            TIME  shop  ⏸ 0.020 s
            TIME  shop · nowhere  → GET http://127.0.0.1:PORT/api/nowhere?session=***&page=1
                         Host: 127.0.0.1:PORT
                         Accept: */*
                         X-Said: ***
            TIME  shop · nowhere  ← HTTP/1.1 404 Not Found
                         content-type: application/json
                         content-length: NUMBER

                         {"status":404,"error":"Not Found"}
            TIME  shop · nowhere  ✗ status 404
            TIME  shop · chat  → GET ws://127.0.0.1:PORT/echo
                         Host: 127.0.0.1:PORT
                         Upgrade: websocket
                         Connection: Upgrade
                         Sec-WebSocket-Key: ***
                         Sec-WebSocket-Version: 13
            TIME  shop · chat  ← HTTP/1.1 101 Switching Protocols
                         upgrade: websocket
                         connection: Upgrade
                         sec-websocket-accept: ACCEPT
            TIME  shop · chat  → text, NUMBER bytes
                         {"type":"chat","id":"ID","said":"***","by":"user-0"}
            TIME  shop · chat  ← text, NUMBER bytes
                         {"type":"chat","id":"ID","said":"***","by":"user-0"}
            TIME  shop · chat  → close 1001, bye
            TIME  shop · chat  ← close 1001
            TIME  shop · chat  ■ closed by us
            TIME  shop · news  → GET http://127.0.0.1:PORT/events
                         Host: 127.0.0.1:PORT
                         Accept: text/event-stream
                         Cache-Control: no-cache
                         Connection: close
            TIME  shop · news  ← HTTP/1.1 200 OK
                         content-type: text/event-stream
                         cache-control: no-store
                         transfer-encoding: chunked
                         connection: close
            TIME  shop · news  ← event, id 1
                         {"seq":1,"sent_at":NUMBER}
            TIME  shop · news  ■ complete

            """

        /// What differs from run to run, by name.
        private static func steady(_ dump: String) -> String {
            let changing: [(pattern: String, name: String)] = [
                (#"(?m)^ *\d+\.\d{3} s  "#, "TIME  "), (#"127\.0\.0\.1:\d+"#, "127.0.0.1:PORT"),
                (#"(content-length: |Content-Length: (?!41\b))\d+"#, "$1NUMBER"), (#""id":"[^"]*""#, #""id":"ID""#),
                (#"("exp":|"sent_at":|,"expires_in":(?!3600,))[\d.]+"#, "$1NUMBER"),
                (#"text, \d+ bytes"#, "text, NUMBER bytes"), (#"(accept: ).{27}=\n"#, "$1ACCEPT\n"),
            ]
            return changing.reduce(dump) { text, change in
                text.replacingOccurrences(of: change.pattern, with: change.name, options: .regularExpression)
            }
        }

        private func run(_ profile: String, _ arguments: [String], limit: Double = 60) throws -> LoadRun {
            let folder = try TemporaryFolder()
            let file = folder.path("profile.yaml")
            try Data(profile.utf8).write(to: URL(filePath: file))
            return try LoadRun(["run", file, "--once"] + arguments, limit: limit)
        }

        @Test(.timeLimit(.minutes(1)))
        func `everything that a user does is shown in order, and no secret`() throws {
            let run = try run(Self.shop, ["--dump", "--ping-interval", "0"])
            #expect(run.status == 0)
            #expect(Self.steady(run.errors) == Self.dump)
            // The token that the login gave is a JSON web token; the password is the word itself.
            for secret in ["eyJ", #""secret""#, "=secret"] { #expect(!run.errors.contains(secret)) }
            #expect(run.count("iterations") == 1)
            #expect(run.count("http_reqs") == 3)
            #expect(run.count("ws_msgs_sent") == 1)
            #expect(run.count("sse_events") == 1)
            #expect(run.lifecycle["attempts"].int == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `without --dump nothing is shown but the report`() throws {
            let run = try run(Self.shop, [])
            #expect(run.status == 0)
            #expect(run.errors == "")
            #expect(run.output.contains("verdict"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `sessions that would be held open for hours make one exchange and close`() throws {
            let scenarios = [("each", "5/s per session"), ("together", "5000/s")].map { name, rate in
                """
                  \(name):
                    sessions: { open: 1000, hold: 2h }
                    messages: { rate: \(rate) }
                    steps:
                      - connect: embedded/echo
                      - send: { id: "{{id}}" }
                        reply: { match: $.id, within: 20s }
                """
            }
            let run = try run((["scenarios:"] + scenarios).joined(separator: "\n"), [])
            #expect(run.status == 0)
            #expect(run.lifecycle["attempts"].int == 2)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 2])
            #expect(run.count("ws_msgs_sent") == 2)
            #expect(run.count("ws_response_time") == 2)
            #expect(run.count("dropped_iterations") == 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a session that hears nothing closes all the same, and a stream hears one event`() throws {
            let run = try run(
                """
                scenarios:
                  listens:
                    sessions: { open: 10, hold: 2h }
                    steps: [{ connect: "embedded/echo" }]
                  reads:
                    sessions: { open: 10, hold: 2h }
                    steps: [{ stream: embedded/events }]
                  arrives:
                    arrivals: { rate: 1000/s, for: 2h }
                    steps: [{ get: embedded/health }]
                """, ["--dump"])
            #expect(run.status == 0)
            #expect(run.count("sse_events") == 1)
            #expect(run.count("http_reqs") == 1)
            #expect(run.count("iterations") == 3)
            #expect(run.errors.components(separatedBy: "← event").count == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what cannot be reached is told with where it was looked for, and the run is over`() throws {
            let port = try freePort()
            let run = try run(
                """
                scenarios:
                  rest: { users: { count: 5, for: 1h }, steps: [{ get: "http://127.0.0.1:\(port)/x?token=abcdef" }] }
                  socket: { sessions: { open: 5, hold: 1h }, steps: [{ connect: "ws://127.0.0.1:\(port)/y" }] }
                """, ["--dump"])
            #expect(run.status == 110)
            #expect(run.errors.contains("→ GET http://127.0.0.1:\(port)/x?token=*** (never left)"))
            #expect(run.errors.contains("✗ not connected to ws://127.0.0.1:\(port)/y: refused"))
            #expect(run.seconds < 20)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a refusal is shown with its body, also where that comes after its head`() throws {
            let peer = try Peer.raw()
            let place = "127.0.0.1:\(peer.port)/status/403?pause=0.3"
            let run = try run(
                """
                scenarios:
                  socket: { sessions: { open: 5, hold: 1h }, steps: [{ connect: "ws://\(place)" }] }
                  stream: { users: { count: 5, for: 1h }, steps: [{ stream: "http://\(place)" }] }
                """, ["--dump"])
            #expect(run.causes == ["http_403": 2])
            // Each in the status line, and as the body.
            #expect(run.errors.components(separatedBy: "403 Forbidden").count == 5, "\(run.errors)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `Ctrl-C ends a user in the middle of a pause`() throws {
            let folder = try TemporaryFolder()
            let file = folder.path("profile.yaml")
            try Data(
                "scenarios: { a: { users: { count: 1, for: 1s }, steps: [{ get: embedded/health }, { wait: 1h }] } }"
                    .utf8
            )
            .write(to: URL(filePath: file))
            let run = try LoadRun(["run", file, "--once", "--dump", "--graceful-stop", "0"], limit: 30) { program in
                try program.waitForOutput("the pause") { _, errors in errors.contains("⏸ 3600.000 s") }
                program.signal(SIGINT)
            }
            #expect(run.status == 105)
            #expect(run.count("http_reqs") == 1)
        }
    }
}
