import EventLoop
import HTTP
import Metrics
import Synchronization
import Testing
import Timing

@testable import LoadEngine

@Suite("A session that leaves")
struct LeavingSessionTests {
    /// The socket of an earlier attempt is still there: the target has not closed it yet.
    private final class LingeringSession: Session {
        private(set) var dials = 0
        override var hasSocket: Bool { true }
        override func connect() throws(DialFailure) { dials += 1 }
    }

    @Test("is not dialled again, though the socket it had still lingers")
    func redialGivenUp() throws {
        let last = Mutex<LoopStatus?>(nil)
        let engine = try LoopEngine(
            plan: EngineRun.plan(port: 1, route: "/echo"), addresses: [:], stripe: Stripe(index: 0, of: 1),
            loop: try EventLoop()
        ) { report in
            if case .interval(_, let status) = report { last.withLock { $0 = status } }
        }
        let kind = try SessionKind(
            engine.plan.session, on: engine, recorder: TaggedRecorder(engine.recorder), seed: 1)
        let session = LingeringSession(kind: kind, index: 0, user: nil)
        let due = Instant.now() + .milliseconds(100)
        session.planRedial(at: due)
        session.leave(due: due, at: due)
        let entry = DeadlineQueue.Entry(due: due, member: session.slot, ticket: session.ticket, kind: .redial)
        session.reached(entry, at: due)
        #expect(session.dials == 0)
        engine.obey(.harvest(sparing: Interval()))
        let status = try #require(last.withLock { $0 })
        #expect(status.redialsPlanned == 0 && status.dialling == 0 && status.isOver)
        engine.obey(.finish)
        engine.loop.run()
        #expect(engine.loop.close())
    }
}
