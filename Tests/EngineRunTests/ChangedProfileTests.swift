import LWSTransport
import LoadEngine
import Metrics
import Profiles
import Target
import TestRuns
import Testing
import Timing

@Suite("A profile whose loads are changed while it runs", .timeLimit(.minutes(1)))
struct ChangedProfileTests {
    /// A profile of the embedded target, for half a minute.
    private static func plan(_ scenarios: String, in plan: inout RunPlan) throws {
        let surroundings = ProfileSurroundings { _ in .failure(TextError("No such file or directory")) }
        let text = Array("scenarios:\n\(scenarios)".utf8)
        let profile = try ProfileReader.read(text, file: "test.yaml", in: surroundings).get()
        var profilePlan = ProfilePlan(profile, measurements: ProfileMeasurements(profile), seed: 1)
        profilePlan.embeddedPort = plan.url.port
        plan.profile = profilePlan
        plan.threads = 2
    }

    private static func talk(_ load: String, messages: String) -> String {
        """
          talk:
            sessions: \(load)
            messages: { rate: \(messages) }
            steps:
              - connect: embedded/echo
              - send: { id: "{{id}}" }
                reply: { match: $.id, within: 5s }
        """
    }

    @Test("sessions come and go, and each talks as fast as is wanted", arguments: ["{ open: 6, hold: 30s }", stages])
    func sessions(load: String) async throws {
        let run = try await EngineRun.of(asking: [
            .change(LoadChange(scenario: "talk", connections: 12, messageRate: .perSession(40))) { $0.open == 6 },
            .change(LoadChange(connections: 3, connectRate: 50)) { $0.open == 12 },
            .change(LoadChange(messageRate: .perSession(0))) { $0.open == 3 },
            .change(LoadChange(connections: 5)) { $0.changes.count == 3 },
            .stop {
                let load = CurrentLoad(scenario: "talk", connections: 5, messageRate: .perSession(0))
                return $0.open == 5 && $0.scenarioLoads == [load] && $0.load.connections == 5
            },
        ]) { try Self.plan(Self.talk(load, messages: "10/s per session"), in: &$0) }
        #expect(run.result.end == .stopped)
        // Who named no scenario meant the only one.
        #expect(run.changes.map(\.scenario) == ["talk", "talk", "talk", "talk"])
        #expect(run.ledger.attempts == 14)
        #expect(run.ledger.closedByClient == ["1000": 14])
        #expect(run.target.sessionsPeak == 12)
        #expect(run.count(.iterations) == 14)
        #expect(run.faults == [])
    }

    private static let stages = "{ stages: [{ ramp: 6, over: 300ms }, { hold: 6, for: 30s }, { ramp: 60, over: 5s }] }"

    @Test("a rate that all sessions share is replaced by another")
    func sharedRate() async throws {
        let run = try await EngineRun.of(asking: [
            .change(LoadChange(messageRate: .total(200))) { $0.open == 6 },
            .change(LoadChange(messageRate: .total(0))) { $0.changes.count == 1 },
            .stop { $0.changes.count == 2 },
        ]) { try Self.plan(Self.talk("{ open: 6, hold: 30s }", messages: "50/s"), in: &$0) }
        let times = run.result.changes.map(\.time)
        try #require(times.count == 2)
        func planned(_ rate: Double, _ length: Nanoseconds) -> Int {
            StagedSchedule([.init(from: rate, to: rate, over: .seconds(60))]).count(before: length)
        }
        // The first one begins with the hold, when the sixth session is due.
        let all = planned(50, times[0] - .milliseconds(10)) + planned(200, times[1] - times[0])
        #expect(run.result.sendsPlanned == all)
        #expect(run.count(.wsMsgsSent) + run.count(.wsMsgsUnsent) + run.count(.droppedIterations) == all)
        #expect(run.count(.wsMsgsSent) == run.target.messagesReceived)
        #expect(run.count(.wsMsgsSent) == run.count(.wsServiceTime))
    }

    @Test("users come and go")
    func users() async throws {
        let run = try await EngineRun.of(asking: [
            .change(LoadChange(connections: 9)) { $0.metrics.total.levels.users.count == 4 },
            .change(LoadChange(connections: 2)) { $0.metrics.total.levels.users.count == 9 },
            .stop { $0.metrics.total.levels.users.count == 2 },
        ]) {
            let users = """
                  ask:
                    users: { count: 4, for: 30s }
                    think: 50ms
                    steps: [{ get: embedded/health }]
                """
            try Self.plan(users, in: &$0)
        }
        #expect(run.result.end == .stopped)
        #expect(run.result.metrics.total.levels.users.most == 9)
        #expect(run.count(.httpReqs) == run.target.requests)
        #expect(run.count(.iterations) + run.count(.interruptedIterations) == run.count(.httpReqs))
    }

    @Test("arrivals come at the rate that is wanted", arguments: ["uniform", "poisson"])
    func arrivals(spacing: String) async throws {
        let run = try await EngineRun.of(asking: [
            .change(LoadChange(scenario: "ask", arrivalRate: 150)) { $0.count(.iterations) > 0 },
            .change(LoadChange(scenario: "ask", arrivalRate: 0)) { $0.changes.count == 1 },
            .stop { $0.changes.count == 2 && $0.scenarioLoads.map(\.arrivalRate) == [0] },
        ]) {
            let arrivals = """
                  ask:
                    arrivals: { rate: 40/s, for: 30s, spacing: \(spacing), users: 50 }
                    steps: [{ get: embedded/health }]
                """
            try Self.plan(arrivals, in: &$0)
        }
        let times = run.result.changes.map(\.time)
        try #require(times.count == 2)
        #expect(run.count(.iterations) == run.target.requests)
        #expect(run.result.sendsTakenUp == run.count(.iterations) + run.count(.droppedIterations))
        guard spacing == "uniform" else { return }
        func planned(_ rate: Double, _ length: Nanoseconds) -> Int {
            StagedSchedule([.init(from: rate, to: rate, over: .seconds(60))]).count(before: length)
        }
        #expect(run.result.sendsPlanned == planned(40, times[0]) + planned(150, times[1] - times[0]))
    }

    @Test(
        "what a scenario cannot take is refused in words",
        arguments: [
            (LoadChange(connections: 5), "whose load? expected one of the scenarios talk, ask, look"),
            (
                LoadChange(scenario: "tolk", connections: 5),
                "'tolk' is no scenario of this run; expected one of talk, ask, look. Did you mean 'talk'?"
            ),
            (
                LoadChange(scenario: "ask", connections: 5),
                "scenario 'ask' has arrivals; expected an arrival rate and nothing else"
            ),
            (LoadChange(scenario: "talk", arrivalRate: 5), "scenario 'talk' has no arrivals"),
            (
                LoadChange(scenario: "talk", messageRate: .total(5)),
                "the sessions of 'talk' have a message rate each; expected one per session, not in total"
            ),
            (
                LoadChange(scenario: "look", messageRate: .perSession(5)),
                "scenario 'look' has no messages at a rate of their own"
            ),
            (
                LoadChange(scenario: "look", connectRate: 5),
                "a connect rate needs the number of connections that are to be there at the end"
            ),
        ])
    func impossible(change: LoadChange, words: String) throws {
        var plan = EngineRun.plan(port: 1, route: "/echo")
        let others = """

              ask: { arrivals: { rate: 40/s, for: 30s }, steps: [{ get: embedded/health }] }
              look: { users: { count: 4, for: 30s }, steps: [{ get: embedded/health }] }
            """
        try Self.plan(Self.talk("{ open: 6, hold: 30s }", messages: "5/s per session") + others, in: &plan)
        #expect(throws: TextError(words)) { try change.check(for: plan) }
    }
}
