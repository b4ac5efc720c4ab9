internal import Profiles
internal import Timing

/// The load of the one-line form: sessions of one kind, dialled one after another and held open until the end. People may
/// change on the way how many there are to be and how fast each talks; when the run ends stays as it was planned.
final class SessionRamp: LoadSource {
    let kind: SessionKind
    private var attendance: Attendance
    private var start = Instant(nanoseconds: 0)
    /// The next move of this loop's sessions in the current leg, and when it is due; nil after the last.
    private var move = 0
    private var due: Instant?
    /// Those that have been brought about and are not to leave yet, by their place among this loop's.
    private var sessions: [Session?] = []
    private let login: SessionLogin?

    /// - Throws: `CurlError` when the sessions log in and libcurl refuses a setting.
    init(loop: LoopEngine, kind: SessionKind) throws {
        self.kind = kind
        login = try loop.plan.login.map { try SessionLogin($0, on: loop) }
        attendance = Attendance(count: loop.plan.maxConnections, rate: loop.plan.connectRate)
        super.init(loop: loop)
    }

    override var wantsProbes: Bool { kind.streams != nil || !kind.sends }

    /// Where nobody is wanted for now, somebody may be later.
    override var ahead: Int {
        guard !loop.isStopping else { return 0 }
        let isComing = attendance.leg.isComing && due != nil
        return (isComing || attendance.wanted == 0 ? 1 : 0) + changes.count + (login?.pending ?? 0)
    }

    override func begin(at start: Instant) {
        self.start = start
        // The last dial of the whole run ends the ramp, whichever loop it belongs to.
        let ramp = RampSchedule(count: loop.plan.maxConnections, rate: loop.plan.connectRate)
        kind.holdEnd = start + ramp.length + loop.plan.testDuration
        queueMove()
    }

    private func queueMove() {
        guard let next = attendance.leg.next(from: move, of: loop.stripe) else {
            move = attendance.leg.count
            return due = nil
        }
        move = next
        let instant = start + attendance.leg.offset(of: next)
        due = instant
        set(deadline: attendance.leg.isComing ? .dial : .retire, at: instant)
    }

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.kind != .change else { return super.reached(entry, at: now) }
        // One of a leg that was called off falls to nobody.
        guard !loop.isStopping, entry.due == due else { return }
        let number = attendance.leg.number(of: move)
        let isComing = attendance.leg.isComing
        move += 1
        queueMove()
        if isComing { bring(number, due: entry.due, at: now) } else { dismiss(number, due: entry.due, at: now) }
    }

    private func bring(_ number: Int, due: Instant, at now: Instant) {
        let session = kind.makeSession(index: number)
        let place = loop.stripe.local(number)
        while sessions.count <= place { sessions.append(nil) }
        sessions[place] = session
        guard let login else { return loop.startDial(of: session, at: now) }
        login.token(of: number, intended: due) { [unowned self] token in
            // It may have been told to leave meanwhile.
            guard session.state == .idle else { return }
            session.call = login.plan.call(kind.plan, address: kind.address, token: token)
            loop.startDial(of: session, at: .now())
        }
    }

    private func dismiss(_ number: Int, due: Instant, at now: Instant) {
        let place = loop.stripe.local(number)
        guard place < sessions.count, let session = sessions[place] else { return }
        sessions[place] = nil
        session.leave(due: due, at: now)
    }

    // MARK: - Changes

    override func takeUp(_ change: LoadChange, from instant: Instant, at now: Instant) {
        if let rate = change.messageRate {
            kind.changeRate(to: rate.perSecond, at: instant)
            loop.probeWhereWanted(from: now)
        }
        guard change.connections != nil || change.connectRate != nil else { return }
        let leg = attendance.leg
        let taken = move
        let done = attendance.change(
            to: change.connections ?? attendance.wanted, rate: change.connectRate ?? loop.plan.connectRate,
            at: instant - start)
        move = 0
        queueMove()
        // A loop that is late may have brought some that were called off.
        for move in done..<max(done, taken) where leg.isComing && loop.stripe.owns(leg.number(of: move)) {
            dismiss(leg.number(of: move), due: instant, at: now)
        }
    }

    // MARK: - The end

    override func drain(at now: Instant) { kind.settleLapsed(until: loop.stoppedAt) }
    override func close(at now: Instant) { login?.cancel() }
    override func finish() { sessions = [] }
}
