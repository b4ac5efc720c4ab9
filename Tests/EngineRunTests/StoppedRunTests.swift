import LoadEngine
import Metrics
import Profiles
import Target
import TestRuns
import Testing
import Timing

@Suite("A run that is stopped on purpose", .timeLimit(.minutes(1)))
struct StoppedRunTests {
    @Test("in the ramp: what was not due was not planned", arguments: [1, 2])
    func inTheRamp(threads: Int) async throws {
        let run = try await EngineRun.of(asking: [.stop { $0.phase == "ramp" && $0.open > 0 }]) {
            $0.threads = threads
            $0.maxConnections = 1_000
            $0.connectRate = 10
        }
        #expect(run.result.end == .stopped)
        #expect((5...500).contains(run.ledger.attempts))
        // A dial may have been under way.
        let cancelled = run.ledger.count(.cancelled)
        #expect(cancelled <= 1)
        #expect(run.ledger.closedByClient == ["1000": run.ledger.attempts - cancelled])
        #expect(run.result.hold == .zero)
        #expect(run.faults == [])
    }

    @Test("in the hold: it drains as at its end", arguments: [1, 2])
    func inTheHold(threads: Int) async throws {
        var faults = FaultPlan()
        faults.delay = .milliseconds(200)
        let run = try await EngineRun.of(faults, asking: [.stop { $0.phase == "hold" && $0.open == 10 }]) {
            $0.threads = threads
        }
        #expect(run.result.end == .stopped)
        #expect(run.ledger.closedByClient == ["1000": 10])
        #expect(run.result.drain > .milliseconds(100))
        #expect(run.faults == [])
    }

    @Test("who asks is told once that it is too late: just before the hold is over, or when it drains before")
    func requestsEnd() async throws {
        let began = Instant.now()
        var told: [Nanoseconds] = []
        let run = try await EngineRun.of(asking: []) {
            $0.testDuration = .seconds(1)
        } onEnding: {
            told.append(Instant.now() - began)
        }
        #expect(run.result.end == .completed && told.count == 1)
        // Not before the hold, and before the drain.
        let whole = Instant.now() - began
        #expect(try #require(told.first) > .milliseconds(800) && told[0] < whole - run.result.drain)
        var isTold = 0
        let stopped = try await EngineRun.of(asking: [.stop { $0.phase == "hold" && isTold == 0 }]) { _ in
        } onEnding: {
            isTold += 1
        }
        #expect(stopped.result.end == .stopped && isTold == 1)
    }

    @Test("in the drain nothing is left to stop or to change")
    func inTheDrain() async throws {
        var faults = FaultPlan()
        faults.dropEvery = 1
        let run = try await EngineRun.of(
            faults,
            asking: [
                .change(LoadChange(connections: 50, messageRate: .perSession(1))) { $0.phase == "drain" },
                .stop { $0.phase == "drain" },
            ]
        ) {
            $0.testDuration = .seconds(1)
            $0.gracefulStop = .seconds(3)
        }
        #expect(run.result.end == .completed)
        #expect(run.changes == [])
        #expect(run.ledger.attempts == 10)
        #expect(run.count(.wsMsgsUnanswered) == run.count(.wsMsgsSent))
        #expect(run.count(.wsResponseTime) == run.count(.wsMsgsSent))
    }

    @Test("a change and Ctrl-C at once: the run is interrupted, and nothing changes any more", arguments: [1, 3])
    func changeAndInterrupt(threads: Int) async throws {
        let run = try await EngineRun.of(asking: [
            EngineRun.Wish {
                $0.open == 10
            } ask: { requests, interrupt in
                requests.yield(.change(LoadChange(connections: 40, messageRate: .perSession(100))))
                interrupt.yield()
            }
        ]) {
            $0.threads = threads
        }
        #expect(run.result.end == .interrupted)
        #expect(run.changes == [])
        #expect(run.ledger.attempts == 10)
        #expect(run.ledger.closedByClient == ["1000": 10])
        #expect(run.faults == [])
    }
}
