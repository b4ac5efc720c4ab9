internal import CurlTransport
internal import EventLoop
internal import Metrics
internal import Profiles
internal import RESTClient
internal import Timing

/// A scenario's share of one loop: its steps made ready, and its virtual users. When they come and go is for the
/// subclasses to say.
class ScenarioLoad: LoadSource {
    final let name: String
    /// Its place in the profile.
    final let place: Int
    final let scenario: Scenario
    final let plan: ProfilePlan
    final let steps: StepSequence
    final let login: StepSequence?
    final let recorder: TaggedRecorder
    /// nil in an ordinary run.
    final let observer: StepObserver?
    final let pools: DataPools
    final let length: Nanoseconds
    /// Sessions that may be given messages of those that all send together.
    final private var speakers: [WebSocketSession] = []
    final private var nextSpeaker = 0
    final private let kinds: [SessionKind]
    /// One for each source address.
    final private let clients: [RESTClient]
    final private var sharedSends: ArrivalTimes?
    final private var sharedStart = Instant(nanoseconds: 0)
    final private var sharedTaken = 0
    /// When the next message of all is due; nil after the last.
    final private var sharedDue: Instant?
    /// Users under way, and of these the ones that are in the middle of an iteration.
    final private(set) var present = 0
    final private(set) var start = Instant(nanoseconds: 0)
    final private(set) var isDraining = false

    /// - Throws: when a session's certificates cannot be read.
    init(_ scenario: Named<Scenario>, place: Int, schedule: ScenarioSchedule, _ plan: ProfilePlan, loop: LoopEngine)
        throws
    {
        name = scenario.name
        self.place = place
        self.scenario = scenario.value
        self.plan = plan
        recorder = TaggedRecorder(loop.recorder, tags: StepTags.of(scenario))
        observer = StepObserver(loop, tags: StepTags.of(scenario))
        let compiler = StepCompiler(scenario, place: place, plan, on: loop, recorder: recorder)
        steps = try compiler.scenarioSteps()
        login = try plan.profile.login.map { try compiler.sequence($0.steps) }
        kinds = compiler.kinds
        clients = try loop.clients(of: scenario.value)
        length = schedule.length
        pools = plan.pools
        let hold = max(schedule.length - schedule.ramp, .zero)
        let shared = loop.plan.isOnce ? nil : scenario.value.messages?.shared(over: hold)
        sharedSends = shared.map { ArrivalTimes($0, stripe: loop.stripe, seed: nil) }
        super.init(loop: loop)
        sharedStart = Instant(nanoseconds: schedule.ramp.count)
    }

    override func begin(at start: Instant) {
        self.start = start
        sharedStart = start + Nanoseconds(sharedStart.nanoseconds)
        for kind in kinds { kind.holdEnd = start + length }
        queueSharedSend()
    }

    /// When the scenario is over before the run is; nil when it ends with it.
    final var end: Instant? { loop.plan.length > length ? start + length : nil }

    /// Makes the requests of a user, from the source address that is its.
    final func client(of user: Int) -> RESTClient {
        let place = loop.plan.localAddresses.isEmpty ? 0 : user % loop.plan.localAddresses.count
        return clients[place]
    }

    // MARK: - Users

    func makeUser(index: Int) -> VirtualUser {
        present += 1
        recorder.usersChanged(by: 1)
        return VirtualUser(index: index, of: self)
    }

    /// A user has left for good.
    func left(_ user: VirtualUser) {
        present -= 1
        recorder.usersChanged(by: -1)
    }

    /// A user has done its steps and is free for others; nil when it is to leave.
    func nextStart(of user: VirtualUser, after intended: Instant, at now: Instant) -> Instant? { nil }

    /// A user had nothing left to begin with.
    func couldNotBegin() {}

    override func drain(at now: Instant) {
        isDraining = true
        settleSharedSends(at: now)
        for kind in kinds { kind.settleLapsed(until: loop.stoppedAt) }
    }

    // MARK: - Messages that all sessions send together

    final func joins(_ session: WebSocketSession) {
        if sharedSends != nil { speakers.append(session) }
    }

    final func leaves(_ session: WebSocketSession) {
        guard sharedSends != nil, let place = speakers.firstIndex(where: { $0 === session }) else { return }
        speakers.remove(at: place)
        if nextSpeaker > place { nextSpeaker -= 1 }
    }

    final private func queueSharedSend() {
        sharedDue = sharedSends?.next().map { sharedStart + $0 }
        if let sharedDue { set(deadline: .sharedSend, at: sharedDue) }
    }

    final private func sendShared(due: Instant, at now: Instant) {
        guard !isDraining else { return }
        queueSharedSend()
        sharedTaken += 1
        loop.sendsTakenUp += 1
        guard !speakers.isEmpty else { return loop.recorder.add(.droppedIterations) }
        recorder.record(.sendLateness, now - due)
        if nextSpeaker >= speakers.count { nextSpeaker = 0 }
        speakers[nextSpeaker].takeUpShared(due: due, at: now)
        nextSpeaker += 1
    }

    /// What was due and not taken up was not sent, by our own failure.
    final private func settleSharedSends(at now: Instant) {
        guard let sends = sharedSends else { return }
        loop.sendsPlanned += max(sharedTaken, min(sends.dueCount(before: now - sharedStart - loop.grace), sends.count))
        recorder.add(.wsMsgsUnsent, max(sends.dueCount(before: loop.stoppedAt - sharedStart) - sharedTaken, 0))
    }

    /// The loop may not have woken for those of the last moment.
    override func takeUpLast(at now: Instant) {
        while let due = sharedDue, due <= now, now - due <= loop.grace { sendShared(due: due, at: now) }
    }

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.kind == .sharedSend else { return super.reached(entry, at: now) }
        if entry.due == sharedDue { sendShared(due: entry.due, at: now) }
    }

    // MARK: - Changes

    override func isMeant(by change: LoadChange) -> Bool { change.scenario == nil || change.scenario == name }

    override func takeUp(_ change: LoadChange, from instant: Instant, at now: Instant) {
        guard let rate = change.messageRate, instant < start + length else { return }
        if rate.isPerSession {
            for kind in kinds where kind.streams == nil { kind.changeRate(to: rate.perSecond, at: instant) }
        } else {
            changeSharedSends(to: rate.perSecond, from: instant)
        }
    }

    /// The account of the messages until then is made, and others follow until the end of the scenario; where those of
    /// the plan were to begin later, so do they.
    private func changeSharedSends(to rate: Double, from instant: Instant) {
        guard let sends = sharedSends else { return }
        let due = sends.dueCount(before: instant - sharedStart)
        loop.sendsPlanned += max(sharedTaken, due)
        recorder.add(.wsMsgsUnsent, max(due - sharedTaken, 0))
        sharedTaken = 0
        sharedStart = max(instant, sharedStart)
        let rest = max(start + length - sharedStart, .zero)
        let schedule = StagedSchedule([.init(from: rate, to: rate, over: rest)])
        sharedSends = ArrivalTimes(schedule, stripe: loop.stripe, seed: nil)
        queueSharedSend()
    }
}
