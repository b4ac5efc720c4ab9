import EventLoop
import HTTP
import Metrics
import Synchronization
import TestRuns
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

    /// A loop nobody runs: what it is told, and what it reports, happens here and now.
    private static func withEngine(_ body: (LoopEngine, SessionKind) throws -> Void) throws -> LoopStatus? {
        let last = Mutex<LoopStatus?>(nil)
        let engine = try LoopEngine(
            plan: EngineRun.plan(port: 1, route: "/echo"), addresses: [:], stripe: Stripe(index: 0, of: 1),
            loop: try EventLoop()
        ) { report in
            if case .interval(_, let status) = report { last.withLock { $0 = status } }
        }
        let kind = try SessionKind(
            engine.plan.session, on: engine, recorder: TaggedRecorder(engine.recorder), seed: 1)
        try body(engine, kind)
        engine.obey(.harvest(sparing: Interval()))
        engine.obey(.finish)
        engine.loop.run()
        #expect(engine.loop.close())
        return last.withLock { $0 }
    }

    @Test("is not dialled again, though the socket it had still lingers")
    func redialGivenUp() throws {
        let status = try Self.withEngine { _, kind in
            let session = LingeringSession(kind: kind, index: 0, user: nil)
            let due = Instant.now() + .milliseconds(100)
            session.planRedial(at: due)
            session.leave(due: due, at: due)
            session.reached(Self.deadline(.redial, of: session, due: due), at: due)
            #expect(session.dials == 0)
        }
        #expect(status?.redialsPlanned == 0 && status?.dialling == 0 && status?.isOver == true)
    }

    @Test("takes up nothing that was due by then once its account is made")
    func sendOverdue() throws {
        let status = try Self.withEngine { _, kind in
            let session = WebSocketSession(kind: kind, index: 0, user: nil)
            let now = Instant.now()
            session.becomeReady(at: now - .milliseconds(20))
            // The loop is late: the deadline of its first message, which was due when it was ready, is still to come.
            session.retire(at: now)
            session.settle(at: now)
            session.reached(Self.deadline(.send, of: session, due: session.sendDue), at: now)
        }
        #expect(status?.sendsPlanned == 1 && status?.sendsTakenUp == 0)
    }

    private static func deadline(
        _ kind: DeadlineQueue.Kind, of session: Session, due: Instant
    ) -> DeadlineQueue.Entry {
        DeadlineQueue.Entry(due: due, member: session.slot, ticket: session.ticket, kind: kind)
    }
}
