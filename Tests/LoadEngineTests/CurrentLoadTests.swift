import LWSTransport
import Profiles
import TestRuns
import Testing
import Timing

@testable import LoadEngine

@Suite("The load that is wanted by now")
struct CurrentLoadTests {
    private static func plan(_ scenarios: String) throws -> RunPlan {
        let surroundings = ProfileSurroundings { _ in .failure(TextError("No such file or directory")) }
        let profile = try ProfileReader.read(Array(scenarios.utf8), file: "test.yaml", in: surroundings).get()
        var plan = EngineRun.plan(port: 1, route: "/echo")
        plan.profile = ProfilePlan(profile, measurements: ProfileMeasurements(profile), seed: 1)
        return plan
    }

    @Test("of a plan it is known before the run")
    func planned() throws {
        var plan = EngineRun.plan(port: 1, route: "/echo")
        #expect(
            plan.currentLoads == [CurrentLoad(connections: 10, connectRate: 500, messageRate: .perSession(20))])
        plan.session.eventStream = EventStreamPlan()
        #expect(plan.currentLoads == [CurrentLoad(connections: 10, connectRate: 500)])
    }

    @Test("each scenario of a profile has one, a staged one the most that are planned")
    func scenarios() throws {
        var plan = try Self.plan(
            """
            scenarios:
              talk:
                sessions: { open: 6, hold: 30s }
                messages: { rate: 2/s per session }
                steps: [{ connect: embedded/echo }, { send: hello }]
              crowd:
                sessions: { stages: [{ ramp: 9, over: 1s }, { ramp: 4, over: 1s }] }
                messages: { stages: [{ ramp: 50/s, over: 1s }] }
                steps: [{ connect: embedded/echo }, { send: hello }]
              look: { users: { count: 4, for: 30s }, steps: [{ get: embedded/health }] }
              ask: { arrivals: { rate: 40/s, for: 30s, users: 7 }, steps: [{ get: embedded/health }] }
              rise: { arrivals: { stages: [{ ramp: 5/s, over: 20s }], users: 3 }, steps: [{ get: embedded/health }] }
            """)
        #expect(
            plan.currentLoads == [
                CurrentLoad(scenario: "talk", connections: 6, messageRate: .perSession(2)),
                CurrentLoad(scenario: "crowd", connections: 9, messagesAreShared: true),
                CurrentLoad(scenario: "look", kind: .users, connections: 4),
                CurrentLoad(scenario: "ask", kind: .arrivals, connections: 7, arrivalRate: 40),
                CurrentLoad(scenario: "rise", kind: .arrivals, connections: 3),
            ])
        // Who talks and who crowds has a session each; how many of those who arrive are there is up to the target.
        #expect(plan.currentLoads.sessions == 15 && plan.currentLoads.users == nil)
        #expect(Array(plan.currentLoads.dropLast(2)).users == 19)
        plan.isOnce = true
        #expect(plan.currentLoads == [])
        #expect(plan.currentLoads.sessions == nil && plan.currentLoads.users == nil)
    }

    @Test(
        "how many sessions are to be open is known of those who each hold one",
        arguments: [
            ("sessions: { open: 6, hold: 30s }", "{ connect: embedded/echo }", 6),
            ("sessions: { open: 6, hold: 30s }", "{ connect: embedded/echo }, { stream: embedded/events }", nil),
            ("users: { count: 6, for: 30s }", "{ get: embedded/health }", 0),
            ("users: { count: 6, for: 30s }", "{ group: visit, steps: [{ connect: embedded/echo }] }", nil),
            ("arrivals: { rate: 6/s, for: 30s }", "{ stream: embedded/events }", nil),
        ] as [(String, String, Int?)])
    func sessions(load: String, steps: String, expected: Int?) throws {
        #expect(try Self.plan("scenarios: { only: { \(load), steps: [\(steps)] } }").currentLoads.sessions == expected)
    }

    @Test("a change takes the place of what it names; how fast they come is the plan's where it does not say")
    func changed() {
        var wanted = WantedLoad(EngineRun.plan(port: 1, route: "/echo"))
        _ = wanted.add(LoadChange(connections: 5, connectRate: 100), from: .zero)
        _ = wanted.add(LoadChange(messageRate: .perSession(1)), from: .zero)
        #expect(wanted.current == CurrentLoad(connections: 5, connectRate: 100, messageRate: .perSession(1)))
        _ = wanted.add(LoadChange(connections: 8), from: .zero)
        #expect(wanted.current == CurrentLoad(connections: 8, connectRate: 500, messageRate: .perSession(1)))
        #expect(wanted.scenarios == [] && wanted.changes.map(\.time.count) == [0, 1, 2])
    }

    @Test("a run takes a thousand changes, and ignores those that come after")
    func most() {
        var wanted = WantedLoad(EngineRun.plan(port: 1, route: "/echo"))
        let times = (1...1_002).map { wanted.add(LoadChange(connections: $0), from: .zero)?.count }
        #expect(times == (0..<1_000).map(Int64.init) + [nil, nil])
        #expect(wanted.changes.count == LoadChange.mostOfRun && wanted.current.connections == 1_000)
    }

    @Test("the whole run of a profile has as many as its scenarios")
    func whole() throws {
        var wanted = WantedLoad(
            try Self.plan(
                """
                scenarios:
                  look: { users: { count: 4, for: 30s }, steps: [{ get: embedded/health }] }
                  see: { users: { count: 6, for: 30s }, steps: [{ get: embedded/health }] }
                """))
        #expect(wanted.current == CurrentLoad(connections: 10))
        _ = wanted.add(LoadChange(scenario: "see", connections: 1), from: .zero)
        #expect(wanted.current == CurrentLoad(connections: 5))
        #expect(wanted.scenarios.map(\.connections) == [4, 1])
    }
}
