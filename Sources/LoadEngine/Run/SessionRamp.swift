internal import Timing

/// The load of the one-line form: sessions of one kind, dialled one after another and held open until the end.
final class SessionRamp: LoadSource {
    let kind: SessionKind
    private let ramp: RampSchedule
    private let share: Int
    private var start = Instant(nanoseconds: 0)
    private var dialled = 0
    private let login: SessionLogin?

    /// - Throws: `CurlError` when the sessions log in and libcurl refuses a setting.
    init(loop: LoopEngine, kind: SessionKind) throws {
        self.kind = kind
        login = try loop.plan.login.map { try SessionLogin($0, on: loop) }
        ramp = RampSchedule(count: loop.plan.maxConnections, rate: loop.plan.connectRate)
        share = loop.stripe.count(of: loop.plan.maxConnections)
        super.init(loop: loop)
    }

    override var wantsProbes: Bool { kind.streams != nil || !kind.hot.sends }
    override var ahead: Int { loop.isStopping ? 0 : share - dialled + (login?.pending ?? 0) }

    override func begin(at start: Instant) {
        self.start = start
        // The last dial of the whole run ends the ramp, whichever loop it belongs to.
        kind.holdEnd = start + ramp.length + loop.plan.testDuration
        if share > 0 { queueDial() }
    }

    private func queueDial() {
        set(deadline: .dial, at: start + ramp.offset(of: loop.stripe.global(dialled)))
    }

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard !loop.isStopping, dialled < share else { return }
        let session = kind.makeSession(index: loop.stripe.global(dialled))
        dialled += 1
        if dialled < share { queueDial() }
        guard let login else { return loop.startDial(of: session, at: now) }
        login.token(of: session.index, intended: entry.due) { [unowned self] token in
            session.call = login.plan.call(kind.plan, address: kind.address, token: token)
            loop.startDial(of: session, at: .now())
        }
    }

    override func drain(at now: Instant) { kind.settleLapsed(until: loop.stoppedAt) }
    override func close(at now: Instant) { login?.cancel() }
}
