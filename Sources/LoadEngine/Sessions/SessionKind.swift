internal import LWSTransport
internal import Metrics
internal import TLS
internal import Timing
internal import WSClient

/// What the sessions of one plan share on a loop: the plan, and all that is derived from it once. Confined to the loop's
/// thread.
final class SessionKind {
    /// The loop outlives it.
    unowned let loop: LoopEngine
    let plan: SessionPlan
    let hot: HotPlan
    let metrics: SessionMetrics
    let recorder: TaggedRecorder
    /// nil in an ordinary run.
    let observer: StepObserver?
    let identity: MessageIdentity
    let renderer: MessageRenderer
    let subscribe: MessageRenderer?
    let request: UpgradeRequest
    let tls: TLSContext?
    /// What event streams share; nil for WebSocket sessions.
    let streams: StreamSource?
    /// What failures of dials and of sessions are grouped by beside their kind; nil in the one-line form.
    let step: String?
    /// Numeric, of the plan's own host; empty where it is not known.
    let address: String
    /// No message is intended from then on.
    var holdEnd = Instant.distantFuture
    /// Whether sessions send messages of a schedule of their own, or of all together.
    private(set) var sends: Bool
    /// Messages per second and session since people changed it; nil leaves it to the plan.
    private var changedRate: Double?
    /// Of sessions that are gone before their time, by their number.
    private var lapsed: [Int: LapsedSchedule] = [:]

    /// The step is what reports call the one that opens such sessions; nil in the one-line form.
    ///
    /// - Throws: `TLSError` when certificates and keys cannot be read.
    init(
        _ plan: SessionPlan, on loop: LoopEngine, recorder: TaggedRecorder, seed: UInt64, step: String? = nil,
        observer: StepObserver? = nil
    ) throws {
        self.observer = observer
        self.loop = loop
        self.plan = plan
        self.recorder = recorder
        hot = HotPlan(plan)
        sends = hot.sends
        metrics = plan.metrics
        self.step = step
        identity = MessageIdentity(seed: seed)
        renderer = MessageRenderer(template: plan.message.template, identity: identity)
        subscribe = plan.subscribe.map {
            MessageRenderer(template: $0.template, identity: MessageIdentity(seed: seed))
        }
        request = UpgradeRequest(plan, url: plan.url)
        tls = try plan.url.isSecure ? TLSContext(plan.tls) : nil
        streams = plan.eventStream.map { StreamSource($0, of: plan, seed: seed, lookups: loop.lookups) }
        address = loop.addresses[plan.url.host] ?? ""
    }

    func makeSession(index: Int, user: VirtualUser? = nil) -> Session {
        guard let streams else { return WebSocketSession(kind: self, index: index, user: user) }
        return StreamSession(kind: self, index: index, user: user, streams: streams)
    }

    /// A session is gone, and what it had still to send with it, unless it comes back.
    func lapse(_ schedule: LapsedSchedule, of session: Int) { lapsed[session] = schedule }

    /// A session begins anew.
    func settleLapsed(of session: Int, until now: Instant) {
        // Nothing is looked up in an ordinary run, in which none is ever gone.
        guard !lapsed.isEmpty, let schedule = lapsed.removeValue(forKey: session) else { return }
        settle(schedule, until: now)
    }

    /// The run is over.
    func settleLapsed(until now: Instant) {
        for schedule in lapsed.values { settle(schedule, until: now) }
        lapsed = [:]
    }

    func settle(_ schedule: LapsedSchedule, until now: Instant) {
        let unsent = schedule.unsent(until: now)
        if unsent > 0 { recorder.add(.wsMsgsUnsent, unsent) }
    }

    /// From `instant` on each session talks at this rate, those to come as well as those that are there.
    func changeRate(to rate: Double, at instant: Instant) {
        sends = rate > 0
        for session in loop.sessions(of: self) { session.changeRate(to: rate, at: instant) }
        for (session, schedule) in lapsed {
            settle(schedule, until: instant)
            let phase = GoldenPhase.phase(of: session)
            lapsed[session] = LapsedSchedule(
                schedule: .even(SendSchedule(rate: rate, phase: phase)), readyAt: instant, taken: 0,
                plannedEnd: schedule.plannedEnd)
        }
        // Their schedule until then was still that of the plan, or of the change before.
        changedRate = rate
    }

    /// Of a session that is ready from now on.
    func schedule(of session: Int) -> MessageSchedule {
        let phase = GoldenPhase.phase(of: session)
        if let changedRate { return .even(SendSchedule(rate: changedRate, phase: phase)) }
        guard !plan.messageStages.isEmpty else {
            return .even(SendSchedule(rate: plan.messageRate, phase: phase))
        }
        return .staged(StagedSchedule(plan.messageStages, phase: phase))
    }
}
