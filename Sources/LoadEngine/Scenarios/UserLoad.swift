internal import Metrics
internal import Profiles
internal import Timing

/// Users, or sessions held open, that are there at once: they come and go with the level.
final class UserLoad: ScenarioLoad {
    private typealias Presence = (start: Nanoseconds, end: Nanoseconds, index: Int)

    private var levels: LevelSchedule
    /// When the levels begin, since the start of the run: where they were changed, at the change.
    private var levelsStart = Nanoseconds.zero
    /// Whether nobody is wanted for now; somebody may be later.
    private var isEmptied = false
    private let isHeld: Bool
    /// When whom of this loop's users is due, the latest first.
    private var planned: [Presence] = []
    private var users: [VirtualUser] = []

    init(_ scenario: Named<Scenario>, place: Int, levels: LevelSchedule, _ plan: ProfilePlan, loop: LoopEngine) throws {
        self.levels = levels
        if case .sessions = scenario.value.workload { isHeld = true } else { isHeld = false }
        try super.init(scenario, place: place, schedule: .levels(levels), plan, loop: loop)
        for local in 0..<loop.stripe.count(of: levels.peak) {
            let index = loop.stripe.global(local)
            planned += levels.presences(of: index).map { ($0.start, $0.end, index) }
        }
        planned.sort { $0.start > $1.start }
    }

    override var ahead: Int { (isDraining ? 0 : planned.count + changes.count + (isEmptied ? 1 : 0)) + present }

    override func begin(at start: Instant) {
        super.begin(at: start)
        queueStart()
    }

    private func queueStart() {
        if let next = planned.last { set(deadline: .start, at: start + next.start) }
    }

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.kind == .start else { return super.reached(entry, at: now) }
        guard !isDraining, let next = planned.last, start + next.start == entry.due else { return }
        take(next, at: now)
    }

    private func take(_ next: Presence, at now: Instant) {
        planned.removeLast()
        let due = start + next.start
        recorder.record(.sendLateness, now - due)
        let user = makeUser(index: next.index)
        users.append(user)
        if let end = instant(ofEnd: next.end) { user.retire(at: end) }
        queueStart()
        user.begin(intended: due, isHeld: isHeld, at: now)
    }

    /// Who stays until the end of the run is asked to leave by its drain.
    private func instant(ofEnd end: Nanoseconds) -> Instant? { end < loop.plan.length ? start + end : nil }

    // MARK: - Changes

    /// From now on there are to be so many until the end of the scenario, in place of what was planned for the rest of
    /// its time. Who is too many leaves as when a level falls.
    override func takeUp(_ change: LoadChange, from instant: Instant, at now: Instant) {
        super.takeUp(change, from: instant, at: now)
        let time = instant - start
        guard let wanted = change.connections, time < length else { return }
        let before = levels.level(before: time - levelsStart)
        levels = LevelSchedule(
            from: before, to: wanted, rate: change.connectRate ?? scenario.comingRate, over: length - time)
        levelsStart = time
        isEmptied = wanted == 0
        // A loop that is late may not have taken up some yet that were due, or some too many.
        var overdue = Dictionary(planned.lazy.filter { $0.start < time }.map { ($0.index, $0.start) }) { first, _ in
            first
        }
        var staying = Dictionary(users.lazy.filter { !$0.isRetiring }.map { ($0.index, $0) }) { first, _ in first }
        planned = []
        for local in 0..<loop.stripe.count(of: levels.peak) {
            let index = loop.stripe.global(local)
            guard let presence = levels.presences(of: index).first, time + presence.start < length else { continue }
            let end = min(time + presence.end, length)
            if let user = staying.removeValue(forKey: index) {
                user.stay(until: self.instant(ofEnd: end))
            } else if let start = overdue.removeValue(forKey: index) {
                planned.append((start, end, index))
            } else if index >= before {
                planned.append((time + presence.start, end, index))
            }
        }
        for user in staying.values { user.stay(until: instant) }
        planned.sort { $0.start > $1.start }
        queueStart()
    }

    /// The loop may not have woken for those of the last moment.
    override func takeUpLast(at now: Instant) {
        super.takeUpLast(at: now)
        while let next = planned.last, start + next.start <= now, now - (start + next.start) <= loop.grace {
            take(next, at: now)
        }
        let users = users
        for user in users { user.takeUpLast(at: now) }
    }

    /// What is due at the very end of a user's time does not begin.
    override func nextStart(of user: VirtualUser, after intended: Instant, at now: Instant) -> Instant? {
        let next = self.next(after: intended, at: now)
        return next < min(user.retiresAt ?? .distantFuture, start + loop.plan.length) ? next : nil
    }

    private func next(after intended: Instant, at now: Instant) -> Instant {
        if let pacing = scenario.pacing { return max(intended + pacing.draw(&loop.random), now) }
        if let think = scenario.think { return now + think.draw(&loop.random) }
        return now
    }

    override func left(_ user: VirtualUser) {
        super.left(user)
        if let place = users.firstIndex(where: { $0 === user }) { users.remove(at: place) }
    }

    override func drain(at now: Instant) {
        super.drain(at: now)
        let users = users
        for user in users { user.drain(at: now) }
    }

    override func close(at now: Instant) {
        for user in users { user.cut(at: now) }
    }

    override func finish() {
        users = []
    }
}
