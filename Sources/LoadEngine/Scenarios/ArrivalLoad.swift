internal import Metrics
internal import Profiles
internal import Timing

/// Arrivals: each runs the steps once, whether those before have ended or not, as long as a user is free.
final class ArrivalLoad: ScenarioLoad {
    /// Arrivals that wait for a free user, of one scenario on one loop; more are dropped.
    static let backlogLimit = 1_024

    private var times: ArrivalTimes
    /// When they begin, since the start of the run: where the rate was changed, at the change.
    private var timesStart = Nanoseconds.zero
    /// Users that this loop may have.
    private let share: Int
    private let stripe: Stripe
    /// Whether they are spaced by chance.
    private let isByChance: Bool
    /// Whether nobody is to arrive for now; somebody may be later.
    private var isEmptied = false
    private var users: [VirtualUser] = []
    private var free: [VirtualUser] = []
    /// Intended starts of those that wait, the first at `waitingFrom`.
    private var backlog: [Instant] = []
    private var waitingFrom = 0
    /// Arrivals of these times that were taken up.
    private var taken = 0
    /// When the next one is due; nil after the last.
    private var due: Instant?

    init(
        _ scenario: Named<Scenario>, place: Int, _ schedule: StagedSchedule, _ spacing: ArrivalsLoad.Spacing,
        users: Int, _ plan: ProfilePlan, loop: LoopEngine
    ) throws {
        // With fewer users than loops, some loops have no part in it.
        let width = min(loop.stripe.width, users)
        let takesPart = loop.stripe.index < width
        stripe = takesPart ? Stripe(index: loop.stripe.index, of: width) : Stripe(index: 0, of: 1)
        share = takesPart ? stripe.count(of: users) : 0
        isByChance = spacing == .poisson
        let seed = spacing == .poisson ? FastRandom(seed: loop.plan.seed, stream: place).state : nil
        times = ArrivalTimes(takesPart ? schedule : StagedSchedule([]), stripe: stripe, seed: seed)
        try super.init(
            scenario, place: place, schedule: .arrivals(schedule, spacing, users: users), plan, loop: loop)
    }

    private var waiting: Int { backlog.count - waitingFrom }
    override var ahead: Int {
        let planned = times.count - taken + waiting + changes.count + (isEmptied ? 1 : 0)
        return (isDraining ? 0 : planned) + users.count - free.count
    }

    override func begin(at start: Instant) {
        super.begin(at: start)
        queueArrival()
    }

    private func nextDue() -> Instant? { times.next().map { start + timesStart + $0 } }

    private func queueArrival() {
        due = nextDue()
        if let due { set(deadline: .start, at: due) }
    }

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.kind == .start else { return super.reached(entry, at: now) }
        guard !isDraining, entry.due == due else { return }
        take(due: entry.due, at: now)
    }

    private func take(due: Instant, at now: Instant) {
        taken += 1
        loop.sendsTakenUp += 1
        recorder.record(.sendLateness, now - due)
        queueArrival()
        arrive(intended: due, at: now)
    }

    /// The loop may not have woken for those of the last moment.
    override func takeUpLast(at now: Instant) {
        super.takeUpLast(at: now)
        while let due, due <= now, now - due <= loop.grace { take(due: due, at: now) }
    }

    private func arrive(intended: Instant, at now: Instant) {
        if let user = free.popLast() {
            user.begin(intended: intended, isHeld: false, at: now)
        } else if users.count < share {
            let user = makeUser(index: stripe.global(users.count))
            users.append(user)
            user.begin(intended: intended, isHeld: false, at: now)
        } else if waiting < Self.backlogLimit {
            backlog.append(intended)
        } else {
            recorder.add(.droppedIterations)
        }
    }

    /// A user that is free takes the arrival that has waited longest.
    override func nextStart(of user: VirtualUser, after intended: Instant, at now: Instant) -> Instant? {
        guard waiting > 0, !isDraining else {
            free.append(user)
            return nil
        }
        defer {
            waitingFrom += 1
            if waitingFrom >= Self.backlogLimit {
                backlog.removeFirst(waitingFrom)
                waitingFrom = 0
            }
        }
        return backlog[waitingFrom]
    }

    override func couldNotBegin() { recorder.add(.droppedIterations) }

    override func left(_ user: VirtualUser) {
        super.left(user)
        users.removeAll { $0 === user }
        free.removeAll { $0 === user }
    }

    /// Arrivals that found no user until the end are dropped, so that each one that was due has begun or is dropped; what
    /// was due and not taken up is our own failure as well.
    override func drain(at now: Instant) {
        super.drain(at: now)
        // Whom an arrival was given that did not begin any more.
        let assigned = users.filter { $0.phase == .resting }.count
        recorder.add(.droppedIterations, waiting + assigned + missed(until: now))
        backlog = []
        waitingFrom = 0
        loop.sendsPlanned += max(taken, times.dueCount(before: now - start - timesStart - loop.grace))
        for user in users { user.drain(at: now) }
    }

    /// From now on they arrive at another rate until the end of the scenario, spaced as before.
    override func takeUp(_ change: LoadChange, from instant: Instant, at now: Instant) {
        super.takeUp(change, from: instant, at: now)
        let time = instant - start
        guard let rate = change.arrivalRate, time < length, share > 0 else { return }
        // What was due by then was taken up before the change was.
        loop.sendsPlanned += taken
        taken = 0
        timesStart = time
        isEmptied = rate == 0
        let schedule = StagedSchedule([.init(from: rate, to: rate, over: length - time)])
        // The instant is the same for every loop, and so is what they draw.
        let seed = FastRandom(seed: loop.plan.seed ^ UInt64(bitPattern: time.count), stream: place).state
        times = ArrivalTimes(schedule, stripe: stripe, seed: isByChance ? seed : nil)
        queueArrival()
    }

    /// How many were due by now, those of this instant included, and were not taken up.
    private func missed(until now: Instant) -> Int {
        guard let due, due <= now else { return 0 }
        self.due = nil
        return 1 + times.takeAll(before: now - start - timesStart + Nanoseconds(1))
    }

    override func close(at now: Instant) {
        for user in users { user.cut(at: now) }
    }

    override func finish() {
        users = []
        free = []
    }
}
