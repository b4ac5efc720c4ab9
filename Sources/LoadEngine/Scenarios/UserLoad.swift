internal import Metrics
internal import Profiles
internal import Timing

/// Users, or sessions held open, that are there at once: they come and go with the level.
final class UserLoad: ScenarioLoad {
    private let levels: LevelSchedule
    private let isHeld: Bool
    /// When whom of this loop's users is due, the latest first.
    private var planned: [(start: Nanoseconds, end: Nanoseconds, index: Int)] = []
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

    override var ahead: Int { (isDraining ? 0 : planned.count) + present }

    override func begin(at start: Instant) {
        super.begin(at: start)
        queueStart()
    }

    private func queueStart() {
        if let next = planned.last { set(deadline: .start, at: start + next.start) }
    }

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.kind == .start else { return super.reached(entry, at: now) }
        guard !isDraining, let next = planned.popLast() else { return }
        recorder.record(.sendLateness, now - entry.due)
        let user = makeUser(index: next.index)
        users.append(user)
        // Who stays until the end of the run is asked to leave by its drain.
        if next.end < loop.plan.length { user.retire(at: start + next.end) }
        queueStart()
        user.begin(intended: entry.due, isHeld: isHeld, at: now)
    }

    override func nextStart(of user: VirtualUser, after intended: Instant, at now: Instant) -> Instant? {
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
        for user in users { user.drain(at: now) }
    }

    override func close(at now: Instant) {
        for user in users { user.cut(at: now) }
    }

    override func finish() {
        users = []
    }
}
