internal import CurlTransport
internal import Metrics
internal import Profiles
internal import RESTClient
internal import Timing

/// One user of a scenario: it runs the scenario's steps, one after another, with cookies, connections and captures of its
/// own. `users` and `arrivals` run them again and again; `sessions` run them once, and what they opened lives on.
///
///     phase     what it does                              next
///     free      waits for an arrival, or is not yet due    working
///     working   login where it is due, then the steps      resting, held, free or gone
///     resting   waits for its next iteration               working or gone
///     held      its steps are done, its session lives      gone
///     leaving   its session ends in order                  gone
///
/// Confined to its loop's thread.
final class VirtualUser: LoopMember {
    enum Phase {
        case free
        case working
        case resting
        case held
        case leaving
        case gone
    }

    /// What brings it on. While it waits for one thing, nothing else does.
    enum Awaited {
        case nothing
        case pause
        case request(RESTCall)
        case established
        case acknowledgement(AwaitedMessage?, CompiledSubscribe)
        case reply(CompiledSend, AwaitedReply)
        case message(AwaitedMessage, CompiledExpect)
        case pong
        case pushes(left: Int?)
        case end
        case events(CompiledRead, left: Int?)

        /// Whether somebody owes it to the user, and not the user's own time.
        var isOwed: Bool {
            switch self {
            case .nothing, .pause, .established, .pushes, .events: false
            case .request, .acknowledgement, .reply, .message, .pong, .end: true
            }
        }
    }

    let load: ScenarioLoad
    let values: UserValues
    /// Its number in the scenario.
    let index: Int
    var phase = Phase.free
    var awaited = Awaited.nothing
    private(set) var isHeld = false
    private(set) var isRetiring = false
    /// When what it is at is cut off.
    private var cutsAt = Instant.distantFuture
    /// Whether the drain waits for it.
    var isOwing = false
    private(set) var retiresAt: Instant?
    /// Sessions and streams that are open or on their way, the latest last.
    var session: WebSocketSession?
    var stream: StreamSession?
    /// What a session's redial fills its request from.
    var connect: CompiledConnect?
    var streaming: CompiledStream?
    /// Where to go on when a session is established anew.
    var afterConnect: [StepCursor] = []

    // The iteration.
    var cursors: [StepCursor] = []
    var intended = Instant(nanoseconds: 0)
    var startedAt = Instant(nanoseconds: 0)
    /// When the step at hand was due.
    var due = Instant(nanoseconds: 0)
    var isStepping = false
    /// Whether the pause before the step at hand is over.
    var hasThought = false
    var isReady = false
    /// Whether the session that it was to hold open could not be had.
    var isVoid = false

    // The login.
    var isLoggedIn = false
    var isLoggingIn = false
    var loginFailed = false
    var loginAt = Instant(nanoseconds: 0)

    private(set) lazy var jar = try? CookieJar()
    private(set) lazy var connections = KeptConnections(name: "u\(load.place)-\(index)")

    init(index: Int, of load: ScenarioLoad) {
        self.index = index
        self.load = load
        values = UserValues(user: index, scenario: load.place, holes: load.plan.holes)
        super.init(loop: load.loop)
    }

    /// Begins to work. Its first step counts from when it was to begin.
    func begin(intended: Instant, isHeld: Bool, at now: Instant) {
        self.isHeld = isHeld
        owes()
        beginIteration(intended: intended, at: now)
    }

    // MARK: - The end

    /// When it is to leave, decided from the start.
    func retire(at instant: Instant) {
        retiresAt = instant
        awaitRetirement()
    }

    /// It is to leave at another time than was decided before; nil lets it stay until the end of the run.
    func stay(until instant: Instant?) {
        guard !isRetiring else { return }
        retiresAt = instant
        awaitRetirement()
    }

    /// Every change of the ticket forgets the deadline.
    func awaitRetirement() {
        if isRetiring {
            if cutsAt != .distantFuture { set(deadline: .limit, at: cutsAt) }
        } else if let retiresAt {
            set(deadline: .retire, at: retiresAt)
        }
    }

    /// Its time is over: what it is at may end, and it leaves.
    private func retire(now: Instant) {
        isRetiring = true
        switch phase {
        case .free, .resting: leave(at: now)
        case .held: endHold(at: now)
        case .working:
            // An iteration may end by itself, as long as the end of the run leaves it.
            if isHeld { return endHold(at: now) }
            cutsAt = now + loop.plan.gracefulStop
            awaitRetirement()
        case .leaving, .gone: break
        }
    }

    private func endHold(at now: Instant) {
        giveUpReply(at: now)
        phase = .leaving
        cursors = []
        renewTicket()
        session?.retire(at: now)
        guard let session, !session.isQuiet else { return closeAndLeave(at: now) }
        set(deadline: .limit, at: now + loop.plan.gracefulStop)
    }

    /// The session that it leaves owes nothing any more.
    func becameQuiet(at now: Instant) {
        if phase == .leaving { closeAndLeave(at: now) }
    }

    private func closeAndLeave(at now: Instant) {
        // One that never came as far as a session was still on its way there, and whose steps were to begin again has not
        // done them.
        count(isHeld && holdsSession ? .complete : .interrupted, at: now)
        letGo(at: now)
        leave(at: now)
    }

    /// Ends what is open and lets it go by itself.
    func letGo(at now: Instant) {
        if let session {
            self.session = nil
            load.leaves(session)
            session.cancel()
            session.settle(at: now)
            session.close(at: now)
            session.release()
        }
        if let stream {
            self.stream = nil
            stream.cancel()
            stream.close(at: now)
            stream.release()
        }
        connect = nil
        streaming = nil
    }

    func leave(at now: Instant) {
        guard phase != .gone else { return }
        phase = .gone
        letGo(at: now)
        owesNothing()
        renewTicket()
        load.left(self)
        loop.dismiss(self)
    }

    /// The run is over: what was due within its last moment still begins.
    func takeUpLast(at now: Instant) {
        guard phase == .resting, intended <= now, now - intended <= loop.grace else { return }
        load.recorder.record(.sendLateness, now - intended)
        // The deadline that it waited for is past.
        renewTicket()
        awaitRetirement()
        resume(due: intended, at: now)
    }

    /// The run is over: what it is at may end within the drain; nothing else begins. A session that is held open has its
    /// steps to take as long as it is held, and only what somebody owes it is waited for.
    func drain(at now: Instant) {
        if phase == .resting { return leave(at: now) }
        if phase == .working, isHeld, !awaited.isOwed { endIteration(.interrupted, at: now) }
    }

    /// The drain is over.
    func cut(at now: Instant) {
        guard phase != .gone else { return }
        cancelWhatIsAwaited(at: now)
        awaited = .nothing
        switch phase {
        case .held, .leaving: count(.complete, at: now)
        case .working: count(isHeld && holdsSession ? .complete : .interrupted, at: now)
        case .free, .resting, .gone: break
        }
        cursors = []
        phase = .gone
        renewTicket()
        owesNothing()
        // Their loop ends the sessions that are left, each with the entry it deserves.
    }

    // MARK: - Deadlines

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        switch entry.kind {
        case .resume:
            load.recorder.record(.sendLateness, now - entry.due)
            resume(due: entry.due, at: now)
        case .turn: resume(due: entry.due, at: now)
        case .limit: reachedLimit(at: now)
        case .retire: if entry.due == retiresAt, !isRetiring { retire(now: now) }
        default: break
        }
    }

    private func resume(due: Instant, at now: Instant) {
        switch phase {
        case .resting:
            owes()
            beginIteration(intended: intended, at: now)
        case .working:
            guard case .pause = awaited else { return }
            awaited = .nothing
            self.due = due
            run(at: now)
        default: break
        }
    }

    private func reachedLimit(at now: Instant) {
        if phase == .leaving { return closeAndLeave(at: now) }
        if isRetiring, phase == .working, now >= cutsAt {
            cancelWhatIsAwaited(at: now)
            return endIteration(.interrupted, at: now)
        }
        missed(at: now)
    }

    /// A request that had no answer until now counts as one that has none, at its age; so does a message without a reply.
    private func cancelWhatIsAwaited(at now: Instant) {
        giveUpReply(at: now)
        guard case .request(let call) = awaited else { return }
        awaited = .nothing
        call.cancel()
    }
}
