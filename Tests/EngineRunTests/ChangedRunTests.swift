import LWSTransport
import LoadEngine
import Metrics
import Profiles
import Target
import TestRuns
import Testing
import Timing

@Suite("A run whose load is changed while it goes on", .timeLimit(.minutes(1)))
struct ChangedRunTests {
    @Test("sessions come and go as they are wanted, and every message is accounted for", arguments: [1, 2, 3])
    func sessions(threads: Int) async throws {
        let run = try await EngineRun.of(asking: [
            .change(LoadChange(connections: 25)) { $0.open == 10 },
            .change(LoadChange(connections: 5, connectRate: 100)) { $0.open == 25 },
            .stop {
                $0.open == 5 && $0.load == CurrentLoad(connections: 5, connectRate: 100, messageRate: .perSession(20))
            },
        ]) {
            $0.threads = threads
        }
        #expect(run.result.end == .stopped)
        #expect(run.changes == [LoadChange(connections: 25), LoadChange(connections: 5, connectRate: 100)])
        #expect(run.ledger.attempts == 25)
        #expect(run.ledger.closedByClient == ["1000": 25])
        #expect(run.ledger.unclean == 0)
        #expect(run.result.metrics.peakOpen == 25)
        #expect(run.target.sessions == 25)
        #expect(run.target.sessionsPeak == 25)
        #expect(run.target.closesReceived == ["1000": 25])
        #expect(run.count(.iterations) == 25)
        #expect(run.faults == [])
    }

    @Test("each session sends by the rate that is wanted, from the instant of the change", arguments: [1, 2])
    func rates(threads: Int) async throws {
        let run = try await EngineRun.of(asking: [
            .change(LoadChange(messageRate: .perSession(10))) { $0.open == 10 },
            .change(LoadChange(messageRate: .perSession(50))) { $0.changes.count == 1 },
            .change(LoadChange(messageRate: .perSession(0))) { $0.changes.count == 2 },
            .stop { $0.changes.count == 3 && $0.load.messageRate == .perSession(0) },
        ]) {
            $0.threads = threads
            $0.messageRate = 0
        }
        let times = run.result.changes.map(\.time)
        try #require(times.count == 3)
        let planned = (0..<10).reduce(0) { sum, session in
            let phase = GoldenPhase.phase(of: session)
            return sum + SendSchedule(rate: 10, phase: phase).count(before: times[1] - times[0])
                + SendSchedule(rate: 50, phase: phase).count(before: times[2] - times[1])
        }
        #expect(run.result.sendsPlanned == planned)
        #expect(run.count(.wsMsgsSent) + run.count(.wsMsgsUnsent) == planned)
        #expect(run.faults == [])
        #expect(run.result.metrics.total[TrendMetric.wsResponseTime].maximum ?? .infinity < 2_000)
    }

    @Test("sessions that come after a change talk at its rate, and who leaves gets the replies that are on their way")
    func both() async throws {
        var faults = FaultPlan()
        faults.delay = .milliseconds(300)
        let run = try await EngineRun.of(
            faults,
            asking: [
                .change(LoadChange(connections: 20, messageRate: .perSession(40))) { $0.open == 10 },
                .change(LoadChange(connections: 0)) { $0.open == 20 },
                // Nobody is there, and somebody is wanted again.
                .change(LoadChange(connections: 3, messageRate: .perSession(10))) { $0.open == 0 },
                .stop { $0.open == 3 },
            ]
        ) {
            $0.threads = 2
            $0.messageRate = 1
        }
        #expect(run.ledger.closedByClient == ["1000": 23])
        #expect(run.count(.wsMsgsUnanswered) == 0)
        #expect(run.count(.wsMsgsSent) > 10 * 40 / 2)
        #expect(run.faults == [])
    }

    @Test("the first change of the rate leaves those alone that are leaving", arguments: [0, 100])
    func leaving(rate: Double) async throws {
        var faults = FaultPlan()
        faults.delay = .seconds(2)
        let run = try await EngineRun.of(
            faults,
            asking: [
                .change(LoadChange(connections: 5)) { $0.open == 10 },
                // Those that leave await their replies.
                .change(LoadChange(messageRate: .perSession(rate))) { $0.changes.count == 1 },
                .stop { $0.open == 5 },
            ]
        ) { $0.messageRate = 10 }
        #expect(run.ledger.closedByClient == ["1000": 10])
        #expect(run.count(.wsMsgsUnanswered) == 0)
        let times = run.result.metrics.total[TrendMetric.wsResponseTime]
        #expect(times.minimum ?? 0 >= 2_000)
        #expect(times.maximum ?? .infinity < 2_500)
        // At 100/s they would have had hundreds more.
        #expect(run.result.sendsPlanned - run.count(.wsMsgsSent) < 20)
        #expect(run.faults == [])
    }

    @Test("dials under way are cancelled, and those that are not due are called off")
    func pendingDials() async throws {
        var faults = FaultPlan()
        faults.hangEvery = 1
        let run = try await EngineRun.of(
            faults,
            asking: [
                .change(LoadChange(connections: 0)) { $0.elapsed > .seconds(1.5) },
                .stop { $0.changes.count == 1 },
            ]
        ) {
            $0.threads = 2
            $0.connectRate = 4
            $0.maxConnections = 1_000
        }
        // Dials at 0 s, 0.25 s and so on until the change.
        let time = try #require(run.result.changes.first).time
        let due = RampSchedule(count: 1_000, rate: 4).count(before: time)
        #expect(run.ledger.attempts == due)
        #expect(run.ledger.count(.cancelled) == due)
        // The last one may have been cancelled before its request arrived.
        #expect((due - 1...due).contains(run.target.handshakes.hung))
        #expect(run.result.end == .short(.tooShort))
    }

    @Test(
        "what sessions that are gone would have sent is unsent, at the rate that is wanted, until they are not wanted")
    func goneSessions() async throws {
        var faults = FaultPlan()
        faults.close = FaultPlan.Closing(after: .milliseconds(300), code: 1001)
        let run = try await EngineRun.of(
            faults,
            asking: [
                .change(LoadChange(messageRate: .perSession(20))) { $0.count(.wsSessions) == 10 && $0.open == 0 },
                .change(LoadChange(connections: 0)) { $0.changes.count == 1 },
                .stop { $0.changes.count == 2 },
            ]
        ) {
            $0.threads = 2
            $0.messageRate = 0
            $0.reconnect = BackoffPolicy(delay: .seconds(50), max: .seconds(60), jitter: .none)
        }
        let times = run.result.changes.map(\.time)
        try #require(times.count == 2)
        // The newest goes first, 500 in a second.
        let unsent = (0..<10).reduce(0) { sum, session in
            let left = times[1] + .milliseconds(Double(9 - session) * 2)
            let schedule = SendSchedule(rate: 20, phase: GoldenPhase.phase(of: session))
            return sum + schedule.count(before: left - times[0])
        }
        #expect(run.count(.wsMsgsUnsent) == unsent)
        #expect(run.count(.wsMsgsSent) == 0 && run.result.sendsPlanned == 0)
        #expect(run.ledger.closedByPeer == ["1001": 10])
        #expect(run.ledger.isBalanced)
    }

    @Test("a rate so low that the next message is due in years sends no flood", arguments: [1e-8, 1e-18])
    func slow(rate: Double) async throws {
        let run = try await EngineRun.of(asking: [
            .change(LoadChange(messageRate: .perSession(rate / 2))) { $0.open == 10 },
            // The first one comes at once, the others in years.
            .change(LoadChange(connections: 15, connectRate: rate)) { $0.changes.count == 1 },
            .stop { $0.open >= 11 && $0.changes.count == 2 },
        ]) { $0.messageRate = rate }
        #expect(run.ledger.attempts == 11)
        // The phase of the first session is zero: it alone sends, when it is ready and at the change.
        #expect(run.count(.wsMsgsSent) == 2)
        #expect(run.result.sendsPlanned == 2)
        #expect(run.faults == [])
    }

    @Test("event streams come and go likewise")
    func eventStreams() async throws {
        let run = try await EngineRun.of(
            route: "/events",
            asking: [
                .change(LoadChange(connections: 14)) { $0.open == 10 },
                .change(LoadChange(connections: 4)) { $0.open == 14 },
                .stop { $0.open == 4 },
            ]
        ) {
            $0.url.scheme = .http
            $0.session.eventStream = EventStreamPlan()
            $0.threads = 2
        }
        #expect(run.result.end == .stopped)
        #expect(run.ledger.attempts == 14)
        #expect(run.ledger.closedByClient == ["eof": 14])
        #expect(run.count(.iterations) == 14)
    }
}
