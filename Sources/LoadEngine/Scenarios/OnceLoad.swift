internal import Metrics
internal import Profiles
internal import Timing

/// One user that takes a scenario's steps once, whatever load the scenario plans: for people who want to see what
/// happens.
final class OnceLoad: ScenarioLoad {
    private var user: VirtualUser?
    private var isOver = false

    init(_ scenario: Named<Scenario>, place: Int, _ plan: ProfilePlan, loop: LoopEngine) throws {
        let levels = LevelSchedule(count: 1, rate: 1, hold: loop.plan.length)
        try super.init(scenario, place: place, schedule: .levels(levels), plan, loop: loop)
    }

    override var ahead: Int { isOver || isDraining ? 0 : 1 }

    override func begin(at start: Instant) {
        super.begin(at: start)
        set(deadline: .start, at: start)
    }

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.kind == .start else { return super.reached(entry, at: now) }
        guard !isDraining else { return }
        let user = makeUser(index: 0)
        self.user = user
        // Nobody holds its session open: it ends with the steps.
        user.begin(intended: entry.due, isHeld: false, at: now)
    }

    /// Its steps are done, and it leaves.
    override func nextStart(of user: VirtualUser, after intended: Instant, at now: Instant) -> Instant? {
        user.retire(at: now)
        return nil
    }

    override func left(_ user: VirtualUser) {
        super.left(user)
        self.user = nil
        isOver = true
        loop.userGone()
    }

    override func drain(at now: Instant) {
        super.drain(at: now)
        user?.drain(at: now)
    }

    override func close(at now: Instant) {
        user?.cut(at: now)
    }

    override func finish() {
        user = nil
    }
}
