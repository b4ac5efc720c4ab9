internal import CurlTransport
internal import EventLoop
internal import LWSTransport
internal import Metrics
internal import Profiles
internal import RESTClient
internal import TLS
internal import Timing
internal import WSClient

/// One loop's share of the run: its sessions and virtual users, their deadlines, its recorder. Made, run and ended on its
/// thread.
///
/// Every n-th of each belongs to it. One precise timer wakes it for the soonest deadline; what is due by then is done in
/// the order it was due.
final class LoopEngine {
    /// How long a finished session's socket may wait for the server to close it (RFC 6455 §7.1.1).
    static let lingerLimit = Nanoseconds.seconds(1)
    /// What falls due this shortly before an end may still be taken up right after it.
    static let lastMoment = Nanoseconds.milliseconds(5)
    /// Deadlines served before the sockets get their turn.
    private static let batch = 256
    /// How often a loop that only listens looks whether it wakes in time.
    private static let probeInterval = Nanoseconds.milliseconds(10)

    let plan: RunPlan
    let stripe: Stripe
    /// Numeric addresses of the hosts that are known, by name.
    let addresses: [String: String]
    let recorder: Recorder
    let writer: FrameWriter
    let transport: TransportContext
    let lookups: NameLookups
    /// How late a due send may be without it being a failure to keep the plan.
    let grace: Nanoseconds
    var random: FastRandom
    var wallClock = WallClock()
    var sendsPlanned = 0
    var sendsTakenUp = 0
    /// Messages that await a reply or wait to be sent, over all sessions: the drain is over when there are none.
    var owed = 0 {
        didSet { if owed == 0, phase == .draining { progressed() } }
    }
    private(set) var isStopping = false
    /// When the run was cut short: what was not due by then was not planned.
    private(set) var stoppedAt = Instant.distantFuture
    private(set) var startedAt = Instant(nanoseconds: 0)

    let loop: EventLoop
    private let report: @Sendable (LoopReport) -> Void
    private var timer: PreciseTimer?
    private var queue = DeadlineQueue()
    private var armedFor = Instant.distantFuture
    private var isAwake = false
    private var members = LoopMembers()
    private var lastTicket: UInt32 = 0
    private var sources: [LoadSource] = []
    /// libcurl, once a scenario has REST steps.
    var curl: CurlContext?
    private var isProbing = false
    private var lastBytes = (sent: 0, received: 0)

    // What the controller wants to know.
    private var established = 0
    private var answered = 0
    private var unanswered = 0
    private var failed = 0
    private var logins = Tally()
    private var open = 0
    private var dialling = 0
    private var redialsPlanned = 0
    private var sockets = 0
    private var phase = Phase.running

    private enum Phase {
        case running
        case draining
        case closing
    }

    /// - Parameters:
    ///   - plan: the whole run's.
    ///   - addresses: the numeric addresses that names resolved to, by name.
    ///   - stripe: which of the run's sessions are this loop's.
    ///   - loop: where everything made here lives, on its thread.
    ///   - report: tells the controller what it waits for; callable from here only.
    /// - Throws: when the loop, its timer or libwebsockets cannot be had.
    init(
        plan: RunPlan, addresses: [String: String], stripe: Stripe, loop: EventLoop,
        report: @escaping @Sendable (LoopReport) -> Void
    ) throws {
        self.plan = plan
        self.addresses = addresses
        self.stripe = stripe
        self.loop = loop
        self.report = report
        recorder = Recorder(plan.measured)
        random = FastRandom(seed: plan.seed, stream: stripe.index)
        writer = FrameWriter(role: .client, seed: random.next())
        grace = plan.scheduleSlack + Self.lastMoment
        transport = try TransportContext(on: loop)
        lookups = NameLookups(on: loop)
        timer = try PreciseTimer(on: loop) { [unowned self] in wake() }
        sources = try makeSources()
    }

    func sourceAddress(for session: Int) -> String? {
        plan.localAddresses.isEmpty ? nil : plan.localAddresses[session % plan.localAddresses.count]
    }

    // MARK: - Members

    func admit(_ member: LoopMember) -> Int32 { members.admit(member) }

    func dismiss(_ member: LoopMember) { members.dismiss(member) }

    func nextTicket() -> UInt32 {
        lastTicket &+= 1
        return lastTicket
    }

    func sessions(of kind: SessionKind) -> [WebSocketSession] {
        members.sessions.compactMap { $0 as? WebSocketSession }.filter { $0.kind === kind }
    }

    // MARK: - Commands of the controller

    func obey(_ command: LoopCommand) {
        switch command {
        case .start(let instant): begin(at: instant)
        case .change(let change, let instant): for source in sources { source.change(change, at: instant) }
        case .harvest(let spare): harvest(sparing: spare)
        case .drain(let isCutShort): drain(isCutShort: isCutShort)
        case .close: closeAll()
        case .abandon: abandonAll()
        case .finish: finish()
        }
    }

    private func begin(at instant: Instant) {
        startedAt = instant
        for source in sources { source.begin(at: instant) }
        probeWhereWanted(from: instant)
    }

    /// What a source has to do changes when people change its load.
    func probeWhereWanted(from instant: Instant) {
        guard !isProbing, sources.contains(where: \.wantsProbes) else { return }
        isProbing = true
        queueProbe(at: instant)
    }

    /// A loop with sends to make wakes often enough to know how late it is; one that only listens has to ask.
    private func queueProbe(at due: Instant) {
        add(DeadlineQueue.Entry(due: due, member: -1, ticket: 0, kind: .probe))
    }

    /// Probes are due on a schedule of their own: a loop that stood still for a second was late for each probe of it.
    private func probe(due: Instant, at now: Instant) {
        recorder.record(.loopLag, now - due)
        queueProbe(at: due + Self.probeInterval)
    }

    private func harvest(sparing spare: Interval) {
        wallClock.adjust()
        let requests = curl?.countBytes() ?? (sent: 0, received: 0)
        let bytes = (sent: transport.bytesSent + requests.sent, received: transport.bytesReceived + requests.received)
        recorder.add(.dataSent, bytes.sent - lastBytes.sent)
        recorder.add(.dataReceived, bytes.received - lastBytes.received)
        lastBytes = bytes
        report(.interval(recorder.harvest(sparing: spare), status))
    }

    private var status: LoopStatus {
        LoopStatus(
            established: established + answered, failed: failed + unanswered, answered: answered, logins: logins,
            open: open, dialling: dialling, ahead: sources.reduce(0) { $0 + $1.ahead }, redialsPlanned: redialsPlanned,
            sendsPlanned: sendsPlanned, sendsTakenUp: sendsTakenUp)
    }

    // MARK: - The timer

    /// Wakes for the soonest deadline, a slack later, so that several due sends share the wake.
    private func arm() {
        guard let next = queue.next else { return }
        armedFor = wakeInstant(of: next)
        timer?.arm(at: armedFor)
    }

    private func wakeInstant(of entry: DeadlineQueue.Entry) -> Instant {
        switch entry.kind {
        case .send, .dial, .sharedSend, .start, .resume: entry.due + plan.scheduleSlack
        default: entry.due
        }
    }

    /// Queues a deadline, from a wake or from a socket's callback.
    func add(_ entry: DeadlineQueue.Entry) {
        queue.add(entry)
        guard !isAwake else { return }
        let due = wakeInstant(of: entry)
        guard due < armedFor else { return }
        armedFor = due
        timer?.arm(at: due)
    }

    private func wake() {
        let now = Instant.now()
        // A loop that only listens is judged by its probes alone, which keep to a schedule.
        if armedFor != .distantFuture, !isProbing { recorder.record(.loopLag, max(now - armedFor, .zero)) }
        isAwake = true
        var instant = now
        var served = 0
        while served < Self.batch, let entry = queue.popDue(at: instant) {
            serve(entry, at: instant)
            served += 1
            // Each send is stamped on its own: a batch takes long enough to tell its first from its last.
            instant = Instant.now()
        }
        isAwake = false
        armedFor = .distantFuture
        arm()
    }

    private func serve(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.member >= 0 else { return probe(due: entry.due, at: now) }
        members[entry]?.reached(entry, at: now)
    }

    // MARK: - Dialling

    func startDial(of session: Session, at now: Instant) {
        dialling += 1
        sockets += 1
        session.dial(at: now)
        if !session.hasSocket { sockets -= 1 }
    }

    func redial(_ session: Session, at now: Instant) {
        redialsPlanned -= 1
        guard !isStopping else { return }
        // The last socket may still linger; it is given up for the new one.
        session.abandon()
        startDial(of: session, at: now)
    }

    // MARK: - What sessions report

    func sessionEstablished() {
        dialling -= 1
        established += 1
        open += 1
    }

    func attemptFailed() {
        dialling -= 1
        failed += 1
        progressed()
    }

    func attemptCancelled() {
        dialling -= 1
        progressed()
    }

    /// A request has an answer, whatever it says: the target is there.
    func requestAnswered() { answered += 1 }

    /// A request has none.
    func requestFailed() { unanswered += 1 }

    /// A login is over; what the end of the run cut off is none.
    func loginEnded(failed: Bool) { logins.count(failed) }

    func sessionEnded() {
        open -= 1
        progressed()
    }

    func socketGone() {
        sockets -= 1
        progressed()
    }

    /// A user has left for good.
    func userGone() { progressed() }

    func redialPlanned() { redialsPlanned += 1 }

    func redialGivenUp() { redialsPlanned -= 1 }

    /// Whatever the controller waits for may have happened.
    private func progressed() {
        switch phase {
        case .running:
            // Only these are so few that the second of a harvest matters.
            if plan.isOnce, status.isOver { report(.idle) }
        case .draining:
            if owed == 0 { report(.drained) }
        case .closing:
            if sockets == 0 { report(.closed) }
        }
    }

    // MARK: - The end (in the order of the shutdown)

    private func drain(isCutShort: Bool) {
        let now = Instant.now()
        if isCutShort { stoppedAt = now }
        for source in sources { source.takeUpLast(at: now) }
        let sessions = members.sessions
        for session in sessions { session.takeUpLast(at: now) }
        isStopping = true
        for session in sessions { session.cancel() }
        for source in sources { source.drain(at: now) }
        phase = .draining
        progressed()
    }

    private func closeAll() {
        isStopping = true
        let now = Instant.now()
        for source in sources { source.close(at: now) }
        let sessions = members.sessions
        for session in sessions {
            session.cancel()
            session.settle(at: now)
        }
        phase = .closing
        for session in sessions { session.close(at: now) }
        progressed()
    }

    private func abandonAll() {
        // Our end leaves first, so that the entry is the one we chose: closed by us, over a WebSocket uncleanly.
        closeAll()
        for session in members.sessions { session.abandon() }
    }

    private func finish() {
        timer?.close()
        timer = nil
        // Tells whoever still waits for an answer, so it comes before they go.
        curl?.close()
        for source in sources { source.finish() }
        // Each holds the loop; nothing else does once its thread is over.
        sources = []
        members = LoopMembers()
        lookups.close()
        transport.close()
        loop.stop()
    }
}
