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
    /// What failures of dials and of sessions are grouped by: the step, or in the one-line form what it is.
    let connectName: String
    let sessionName: String
    /// Numeric, of the plan's own host; empty where it is not known.
    let address: String
    /// No message is intended from then on.
    var holdEnd = Instant.distantFuture
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
        metrics = plan.metrics
        connectName = step ?? plan.metrics.connectName
        sessionName = step ?? plan.metrics.sessionName
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

    func schedule(of session: Int) -> MessageSchedule {
        let phase = GoldenPhase.phase(of: session)
        guard !plan.messageStages.isEmpty else {
            return .even(SendSchedule(rate: plan.messageRate, phase: phase))
        }
        return .staged(StagedSchedule(plan.messageStages, phase: phase))
    }
}
