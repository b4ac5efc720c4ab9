import Foundation
import Testing

extension EndToEndCounts {
    /// What REST steps do, as a peer sees it that notes what it was told.
    @Suite struct RequestStepProofs {
        /// One scenario of users that run its steps once each.
        private static func once(_ steps: String, users: Int = 1, before: String = "") -> String {
            """
            \(before)
            scenarios:
              once:
                users: { count: \(users), for: 500ms }
                pacing: 60s
                steps:
            \(steps.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n"))
            """
        }

        /// Runs a profile whose `URL` is the peer's, and returns what the peer was told.
        private func run(_ yaml: String, _ arguments: [String] = []) throws -> (run: LoadRun, counts: JSON) {
            let peer = try Peer.python("rest_peer.py")
            let text = yaml.replacingOccurrences(of: "URL", with: "http://127.0.0.1:\(peer.port)")
            let run = try ProfileFile(text).run(["--threads", "1"] + arguments)
            return (run, try peer.finish())
        }

        private func notes(_ counts: JSON, _ key: String) -> [String] {
            counts["notes"].array.map { $0[key].string ?? "–" }
        }

        // MARK: - Flow

        @Test(.timeLimit(.minutes(1)))
        func `loops, groups and blocks run their steps so often, in order`() throws {
            let (run, counts) = try run(
                Self.once(
                    """
                    - loop: 3
                      steps:
                        - get: URL/note?at=loop
                        - loop: 2
                          steps: [{ get: URL/note?at=inner }]
                    - group: visit
                      steps: [{ get: URL/note?at=group }, { run: twice }]
                    - run: twice
                    - get: URL/note?at=end
                    """, before: "blocks: { twice: [{ get: URL/note?at=b1 }, { get: URL/note?at=b2 }] }"))
            #expect(run.status == 0)
            let loop = Array(repeating: ["loop", "inner", "inner"], count: 3).flatMap { $0 }
            #expect(notes(counts, "at") == loop + ["group", "b1", "b2", "b1", "b2", "end"])
            #expect(run.count("iterations") == 1)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a loop for a time ends when the time is over, and waits last as long as they say`() throws {
            let (run, counts) = try run(
                """
                scenarios:
                  once:
                    arrivals: { rate: 1/s, for: 1s }
                    steps:
                      - loop: { for: 900ms }
                        steps: [{ get: URL/note?at=loop }, { wait: 200ms }]
                      - get: URL/note?at=end
                """)
            // At 0, 200, 400, 600 and 800 ms; the loop then ends at the first end of its steps after 900 ms.
            #expect(notes(counts, "at") == Array(repeating: "loop", count: 5) + ["end"])
            #expect((run.metric("iteration_duration")["max"].double ?? 0) >= 1000)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the think time lies between steps, and not before the first`() throws {
            let (run, counts) = try run(
                """
                scenarios:
                  once:
                    arrivals: { rate: 1/s, for: 1s }
                    think: 150ms
                    steps: [{ get: URL/note?at=1 }, { get: URL/note?at=2 }, { get: URL/note?at=3 }]
                """)
            #expect(notes(counts, "at") == ["1", "2", "3"])
            let length = run.metric("iteration_duration")["max"].double ?? 0
            #expect((300..<450).contains(length), "\(length) ms")
        }

        @Test(.timeLimit(.minutes(1)))
        func `choices are made as often as their weights say`() throws {
            let (run, counts) = try run(
                """
                scenarios:
                  many:
                    arrivals: { rate: 1000/s, for: 1s, users: 100 }
                    steps:
                      - choose:
                          - { weight: 6, steps: [{ get: URL/status/200, name: six }] }
                          - { weight: 3, steps: [{ get: URL/status/204, name: three }] }
                          - { weight: 1, steps: [{ get: URL/ok, name: one }] }
                """, ["--seed", "11"])
            let rows = run.requestsByName
            #expect(rows.values.reduce(0, +) == 1_000)
            // Five standard deviations of a binomial draw.
            #expect((522...678).contains(rows["six"] ?? 0))
            #expect((227...373).contains(rows["three"] ?? 0))
            #expect((52...148).contains(rows["one"] ?? 0))
            let expected = ["six": "GET /status/200", "three": "GET /status/204", "one": "GET /ok"]
            let seen = counts["requests"].counts
            for (name, request) in expected { #expect(seen[request] == rows[name]) }
        }

        // MARK: - Verdicts on replies

        @Test(.timeLimit(.minutes(1)))
        func `checks, counters and rates count what they say`() throws {
            let (run, _) = try run(
                Self.once(
                    """
                    - loop: 4
                      steps:
                        - get: URL/ok
                          name: good
                          check: { fine: status == 200, has it: json $.ok == true, wrong: body contains nothing }
                          count: { goods: status == 200, bads: status == 500 }
                          rate: { share: status == 200 }
                    - get: URL/status/503
                      name: bad
                      rate: { share: status == 200 }
                    - get: URL/status/401
                      name: refused
                      expect: { status: [200, 401] }
                      check: { is refused: status == 401 }
                    """, users: 5))
            #expect(run.statusesByName == ["good": ["ok": 20], "bad": ["503": 5], "refused": ["401": 5]])
            #expect(run.result["errors"].array.filter { $0["expected"].isTrue }.count == 1)
            #expect(run.counter("http_expected_errors") == 5)
            #expect(run.metric("http_req_failed")["passes"].int == 5)
            #expect(run.metric("http_req_failed")["fails"].int == 25)
            for (name, passes, fails) in [("fine", 20, 0), ("has it", 20, 0), ("wrong", 0, 20), ("is refused", 5, 0)] {
                let check = try #require(run.check("once", name))
                #expect(check.passes == passes && check.fails == fails, "\(name)")
            }
            #expect(run.metric("checks")["passes"].int == 45)
            #expect(run.metric("checks")["fails"].int == 20)
            #expect(run.counter("goods") == 20)
            #expect(run.counter("bads") == 0)
            #expect(run.result["counters", "share", "passes"].int == 20)
            #expect(run.result["counters", "share", "fails"].int == 5)
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                "get: URL/status/500", "{ get: URL/ok, check: { never: status == 404 } }",
                "{ get: URL/ok, capture: { gone: $.nothing } }", "{ get: URL/close }",
            ])
        func `a required step that fails ends the iteration, and any other does not`(step: String) throws {
            let plain = step.hasPrefix("{") ? String(step.dropFirst(2).dropLast(2)) : step
            for (required, after) in [(true, 0), (false, 1)] {
                let (run, counts) = try run(
                    Self.once("- { \(plain), required: \(required) }\n- get: URL/note?at=after"))
                #expect(notes(counts, "at").count == after)
                #expect(run.count("iterations") == 1)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a hole that nothing has filled is an error and no request`() throws {
            let (run, counts) = try run(
                Self.once(
                    """
                    - { get: URL/status/500, name: first, capture: { token: $.token } }
                    - { get: "URL/note?token={{token}}", name: second }
                    - { get: URL/note?at=third, name: third }
                    """, users: 3))
            #expect(run.requestsByName["second"] == 0)
            #expect(run.requestsByName["third"] == 3)
            #expect(notes(counts, "at") == ["third", "third", "third"])
            #expect(run.errorsByCause.filter { $0.key.hasPrefix("second ") }.values.reduce(0, +) == 3)
        }

        // MARK: - What a request carries

        @Test(.timeLimit(.minutes(1)))
        func `captures, bodies and query items arrive as they were written`() throws {
            let (run, counts) = try run(
                Self.once(
                    """
                    - get: URL/redirect?n=3
                      name: around
                      capture: { fine: $.ok }
                    - post: URL/note?fine={{fine}}
                      query: { a b: "c&d", e: "é" }
                      json: { n: 1, text: "{{fine}}", list: [1, true, null], user: "u{{user}}" }
                    - post: URL/note
                      form: { x: "1 2", y: "{{fine}}" }
                    - post: URL/note
                      body: '{"user": {{user}}}'
                    """))
            #expect(run.status == 0)
            #expect(counts["requests", "GET /redirect"].int == 4)
            let notes = counts["notes"].array
            try #require(notes.count == 3)
            #expect(notes[0]["fine"].string == "true")
            #expect(notes[0]["a b"].string == "c&d")
            #expect(notes[0]["e"].string == "é")
            let body = try JSON(Data((notes[0]["body"].string ?? "").utf8))
            #expect(body["n"].int == 1)
            #expect(body["text"].string == "true")
            #expect(body["list"].array.count == 3)
            let user = try #require(body["user"].string?.dropFirst())
            #expect(notes[1]["body"].string == "x=1+2&y=true")
            #expect(notes[2]["body"].string == #"{"user": \#(user)}"#)
        }

        @Test(.timeLimit(.minutes(1)))
        func `each user has cookies of its own, and keeps them over iterations`() throws {
            let (run, counts) = try run(
                """
                scenarios:
                  visitors:
                    users: { count: 4, for: 750ms }
                    pacing: 300ms
                    steps:
                      - { get: "URL/note?user={{user}}", name: note }
                      - { get: URL/cookie, name: cookie }
                """)
            #expect(run.status == 0)
            #expect(run.requestsByName == ["note": 12, "cookie": 12])
            var cookies: [String: [String]] = [:]
            for note in counts["notes"].array {
                cookies[note["user"].string ?? "", default: []].append(note["cookie"].string ?? "none")
            }
            #expect(cookies.count == 4)
            // None at first, then what the iteration before was given; never another user's.
            for (user, seen) in cookies {
                #expect(seen.first == "none", "user \(user)")
                #expect(Set(seen.dropFirst()).count == 2)
            }
            let given = cookies.values.flatMap { $0 }.filter { $0 != "none" }
            #expect(Set(given).count == 8)
        }
    }
}
