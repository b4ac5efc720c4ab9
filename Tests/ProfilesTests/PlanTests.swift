import Testing
import Timing

@testable import Profiles

@Suite("Planned totals")
struct PlanTests {
    private static func totals(_ scenario: String, blocks: String = "") throws -> PlannedTotals {
        let profile = try ProfileTexts.read("scenarios:\n  s: { \(scenario) }\n\(blocks)").get()
        return PlannedTotals(of: profile.scenarios[0].value, in: profile)
    }

    private static func exactly(_ number: Int) -> PlannedTotals.Count { PlannedTotals.Count(number: number) }
    private static func about(_ number: Int) -> PlannedTotals.Count {
        PlannedTotals.Count(number: number, isExact: false)
    }

    @Test("arrivals are the integral of their rate, and so often the steps begin")
    func arrivals() throws {
        let staged = "arrivals: { stages: [{ ramp: 5/s, over: 10s }, { hold: 5/s, for: 1m }] }"
        let totals = try Self.totals("\(staged), steps: [{ get: embedded/a }, { post: embedded/b, json: {} }]")
        #expect(totals.arrivals == Self.exactly(325))
        #expect(totals.requests == Self.exactly(650))
        #expect(totals.length == .seconds(70))
        let chance = "arrivals: { rate: 5/s, for: 1m, spacing: poisson }, steps: [{ get: embedded/a }]"
        #expect(try Self.totals(chance).requests == Self.exactly(300))
    }

    @Test(
        "sessions are as many as begin, and their messages the integral of their number",
        arguments: [
            // 1,000 sessions within 9.99 s, which live 60 s and half the ramp on average.
            (
                "sessions: { open: 1000, at: 100/s, hold: 1m }, messages: { rate: 5/s per session }", 1000,
                PlanTests.about(324_975), Nanoseconds.seconds(69.99)
            ),
            (
                "sessions: { open: 1000, at: 100/s, hold: 1m }, messages: { rate: 5000/s }", 1000,
                PlanTests.exactly(300_000), .seconds(69.99)
            ),
            (
                "sessions: { stages: [{ ramp: 200, over: 10s }, { hold: 50, for: 10s }, { ramp: 100, at: 10/s }] }, "
                    + "messages: { rate: 1/s per session }", 250, PlanTests.about(1_000 + 500 + 375), .seconds(25)
            ),
            (
                "sessions: { open: 1, hold: 10s }, messages: { stages: [{ ramp: 10/s, over: 4s }, { hold: 10/s, for: 1m }] }",
                1, PlanTests.exactly(20 + 60), .seconds(10)
            ),
            (
                "sessions: { open: 2, at: 1/s, hold: 10s }, messages: { stages: [{ hold: 3/s per session, for: 1m }] }",
                2,
                PlanTests.about(63), .seconds(11)
            ),
            // The last one would come at the very end.
            ("sessions: { open: 2, hold: 0s }, messages: { rate: 0 }", 1, PlanTests.exactly(0), .milliseconds(2)),
        ] as [(String, Int, PlannedTotals.Count, Nanoseconds)])
    func sessions(load: String, opened: Int, messages: PlannedTotals.Count, length: Nanoseconds) throws {
        let totals = try Self.totals("\(load), steps: [{ connect: embedded/echo }, { send: hello }]")
        #expect(totals.sessions == Self.exactly(opened))
        #expect(totals.messages == messages)
        #expect(totals.length == length)
        #expect(totals.users == nil)
    }

    @Test("users are as many as start, whatever they do how often")
    func users() throws {
        let stages = "users: { stages: [{ ramp: 10, at: 5/s }, { ramp: 4, over: 1s }, { hold: 12, for: 1s }] }"
        let totals = try Self.totals("\(stages), steps: [{ get: embedded/a }]")
        // Down to 4 and at once up to 12 again: the fifth stays.
        #expect(totals.users == Self.exactly(17))
        #expect(totals.requests == nil)
        #expect(totals.length == .seconds(4))
    }

    @Test(
        "who is due at the very end does not start, and is not planned",
        arguments: [
            ("stages: [{ hold: 2, for: 1s }, { ramp: 6, over: 0s }]", 2),
            ("stages: [{ ramp: 4, at: 2/s }, { hold: 4, for: 0s }]", 4),
            ("count: 4, at: 2/s, for: 1ms", 4), ("stages: [{ ramp: 6, over: 3s }]", 6),
            ("stages: [{ ramp: 6, over: 3s }, { ramp: 0, over: 1s }, { ramp: 6, over: 1s }]", 11),
            ("stages: [{ hold: 5, for: 1s }, { hold: 2, for: 0s }, { hold: 5, for: 1s }]", 5),
        ])
    func starts(load: String, planned: Int) throws {
        let users = try Self.totals("users: { \(load) }, steps: [{ get: embedded/a }]").users
        #expect(users == Self.exactly(planned))
        guard load.hasPrefix("stages") else { return }
        let sessions = try Self.totals("sessions: { \(load) }, steps: [{ connect: embedded/echo }]").sessions
        #expect(sessions == Self.exactly(planned))
    }

    @Test(
        "an iteration is what its steps come to",
        arguments: [
            ("{ get: embedded/a }, { wait: 1s }", "1 request"),
            ("{ connect: embedded/echo }, { send: a }, { send: b }", "1 session, 2 messages"),
            ("{ loop: 3, steps: [{ get: embedded/a }, { loop: 2, steps: [{ run: twice }] }] }", "15 requests"),
            ("{ loop: { for: 1s }, steps: [{ run: twice }] }", "at least 2 requests"),
            (
                "{ choose: [{ steps: [{ run: twice }] }, { steps: [{ stream: embedded/events }] }] }",
                "0 to 2 requests, 0 to 1 stream"
            ),
            (
                "{ choose: [{ steps: [{ run: twice }] }, { steps: [{ get: embedded/a }, { get: embedded/b }] }] }",
                "2 requests"
            ),
            (
                "{ choose: [{ steps: [{ loop: { for: 1s }, steps: [{ run: twice }] }] }, { steps: [{ wait: 1s }] }] }",
                "any number of requests"
            ),
            (
                "{ loop: 1M, steps: [{ loop: 1M, steps: [{ loop: 1M, steps: [{ loop: 1M, steps: [{ get: embedded/a }] }] }] }] }",
                "more than 1,000,000,000,000,000,000 requests"
            ),
            ("{ group: g, steps: [{ wait: 1s }] }", ""),
        ])
    func iterations(steps: String, words: String) throws {
        let blocks = "blocks: { twice: [{ get: embedded/a }, { get: embedded/b }] }"
        let totals = try Self.totals("users: { count: 1, for: 1s }, steps: [\(steps)]", blocks: blocks)
        #expect(totals.iteration.words == words)
    }

    @Test(
        "the login is one of each user's requests",
        arguments: [
            ("users: { count: 7, for: 1s }", 7, false), ("sessions: { open: 4, hold: 1s }", 4, false),
            ("arrivals: { rate: 5/s, for: 10s, users: 3 }", 3, true),
            ("arrivals: { rate: 5/s, for: 10s, users: 80 }", 50, true),
        ])
    func logins(load: String, count: Int, isMost: Bool) throws {
        let login = "login: { steps: [{ post: embedded/auth/login }, { get: embedded/me }] }"
        let totals = try Self.totals("\(load), steps: [{ get: embedded/a }]", blocks: login)
        #expect(totals.logins == PlannedTotals.Count(number: 2 * count, isMost: isMost))
    }

    @Test("what cannot be counted out is said to be more than that")
    func overflow() throws {
        let loops = "{ loop: 1M, steps: [{ loop: 1M, steps: [{ loop: 1M, steps: [{ get: embedded/a }] }] }] }"
        let profile = try ProfileTexts.read(
            "scenarios:\n  s: { arrivals: { rate: 1k/s, for: 1h }, steps: [\(loops)] }\n"
                + "  t: { arrivals: { rate: 1k/s, for: 1h }, steps: [\(loops)] }\n"
        ).get()
        #expect(
            PlanText.line(of: profile)
                == "Planned in all: 7,200,000 arrivals, more than 1,000,000,000,000,000,000 requests in 1h")
    }

    @Test("blocks that run each other twice are counted, not walked through one by one")
    func doubling() throws {
        let blocks = (0..<60).map { "  b\($0): [{ run: b\($0 + 1) }, { run: b\($0 + 1) }]\n" }.joined()
        let text = "blocks:\n\(blocks)  b60: [{ get: embedded/a }]"
        let totals = try Self.totals("users: { count: 1, for: 1s }, steps: [{ run: b0 }]", blocks: text)
        #expect(totals.iteration.requests.fixed == 1 << 60)
    }

    @Test("all scenarios together are a table of levels from when to when")
    func timeline() throws {
        let profile = try ProfileTexts.read(
            """
            scenarios:
              a: { users: { stages: [{ ramp: 10, over: 10s }, { hold: 20, for: 5s }] }, steps: [{ get: embedded/a }] }
              b: { users: { stages: [{ hold: 5, for: 20s }] }, steps: [{ get: embedded/a }] }
              c: { arrivals: { rate: 2.5/s, for: 10s }, steps: [{ get: embedded/a }] }
              d: { sessions: { open: 50, at: 10/s, hold: 10s }, steps: [{ connect: embedded/echo }] }
            """
        ).get()
        #expect(
            PlanText.timeline(of: profile) == [
                "0s to 4.9s: 0 to 50 sessions, 5 to 9 users, arrivals at 2.5/s",
                "4.9s to 10s: 50 sessions, 9 to 15 users, arrivals at 2.5/s",
                "10s to 14.9s: 50 sessions, 25 users", "14.9s to 15s: 25 users", "15s to 20s: 5 users",
            ])
        #expect(
            PlanText.line(of: profile)
                == "Planned in all: 25 users, 25 arrivals, 50 sessions, 25 requests in 20s; how often users repeat their "
                + "steps is up to the target")
    }
}
