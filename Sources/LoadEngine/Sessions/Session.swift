internal import HTTP
internal import LWSTransport
internal import Metrics
internal import Timing

/// One session of the plan, whatever its protocol: an attempt, the connection it leads to, and its one ledger entry.
/// With a reconnect policy it lives through several attempts, one after another.
///
///     state        meaning
///     idle         not dialled yet, or waiting for a redial
///     dialling     from the dial to the ledger entry of a failure, or established
///     subscribing  established, the acknowledgement is awaited
///     ready        it does what it is for
///     over         its ledger entry is made; the socket may still linger for the server's close
///
/// Confined to its loop's thread. What differs between protocols is in the subclasses: the dial, what flows, and how
/// the connection is closed.
class Session: LoopMember {
    enum State {
        case idle
        case dialling
        case subscribing
        case ready
        case over
    }

    /// Strong, because an unowned reference is counted at every use.
    final let kind: SessionKind
    /// The number of this session in the whole run.
    final let index: Int
    final var state = State.idle
    /// Dials since it was last established, for the reconnect policy.
    final var redials = 0

    // Instants of the current attempt.
    final var dialledAt = Instant(nanoseconds: 0)
    final var reachedAt = Instant(nanoseconds: 0)
    final var requestedAt = Instant(nanoseconds: 0)
    final var establishedAt = Instant(nanoseconds: 0)
    /// When the connect timeout comes and the failure is to be called that.
    final var hasTimedOut = false

    /// Which kinds of deadline are set for this attempt, one bit each.
    final var deadlines: UInt16 = 0
    final var trackers: [UInt64: SequenceTracker] = [:]

    /// Whose step it is; nil in the one-line form, and once the user has let go of it.
    final var user: VirtualUser?
    /// Where it dials and with what, where that is the user's own.
    final var call: SessionCall?
    /// Nobody will dial it again: it leaves the loop with its socket.
    final var isReleased = false
    /// No message of it is intended from then on, and it is not dialled again.
    final var retiredAt = Instant.distantFuture

    init(kind: SessionKind, index: Int, user: VirtualUser?) {
        self.kind = kind
        self.index = index
        self.user = user
        super.init(loop: kind.loop)
    }

    final var isEstablished: Bool { state == .subscribing || state == .ready }
    private var metrics: SessionMetrics { kind.metrics }

    // MARK: - What a protocol does

    /// Whether a connection is there, be it only to linger.
    var hasSocket: Bool { false }

    /// Dials.
    ///
    /// - Throws: when it failed on the spot.
    func connect() throws(DialFailure) { preconditionFailure("a session without a protocol cannot dial") }

    /// A deadline that only the protocol knows.
    func reachedOwn(_ deadline: DeadlineQueue.Kind, due: Instant, at now: Instant) {}

    /// The hold is over: what was due within it is still done; nothing after it begins.
    func takeUpLast(at now: Instant) {}

    /// The end of the drain: the account of everything still owed.
    func settle(at now: Instant) {}

    /// Ends an established session from our side.
    func close(at now: Instant) {}

    /// Closes the socket without waiting any longer.
    func abandon() {}

    /// Whether it owes an answer to nobody: no message awaits its reply or waits to be sent.
    var isQuiet: Bool { true }

    /// How long to wait before this session is dialled again; nil when it is not.
    func redialDelay(after failure: DialFailure?) -> Nanoseconds? {
        kind.plan.reconnect?.delay(attempt: redials, random: loop.random.unit())
    }

    /// A dial failed and is not tried again.
    func gaveUp(at instant: Instant) {}

    // MARK: - Dialling

    final func dial(at now: Instant) {
        renewTicket()
        user?.willDial(self)
        deadlines = 0
        state = .dialling
        dialledAt = now
        hasTimedOut = false
        loop.recorder.ledger.attempt()
        set(.connectTimeout, at: now + kind.plan.connectTimeout)
        do {
            try connect()
        } catch {
            fail(error, at: now)
        }
    }

    final func reachedPeer(at instant: Instant) {
        guard state == .dialling else { return }
        reachedAt = instant
        kind.recorder.record(metrics.connectingTCP, instant - dialledAt)
    }

    final func requested(isSecure: Bool, at instant: Instant) {
        guard state == .dialling else { return }
        requestedAt = instant
        if isSecure { kind.recorder.record(metrics.connectingTLS, instant - reachedAt) }
    }

    /// The handshake is validated: the attempt is a session.
    ///
    /// - Parameters:
    ///   - isAnew: whether it goes on with what an earlier attempt of it began.
    ///   - instant: when the answer came.
    final func established(isAnew: Bool, at instant: Instant) {
        if isAnew { kind.recorder.add(metrics.reestablished) }
        redials = 0
        establishedAt = instant
        kind.recorder.record(metrics.connectingAnswer, instant - requestedAt)
        kind.recorder.record(metrics.connecting, instant - dialledAt)
        kind.recorder.record(metrics.connectFailed, happened: false)
        kind.recorder.add(metrics.established)
        kind.recorder.openChanged(by: 1, of: metrics.family)
        if user == nil { kind.recorder.usersChanged(by: 1) }
        loop.sessionEstablished()
    }

    /// Whether an earlier attempt of it was a session.
    final var wasEstablished: Bool { establishedAt.nanoseconds > 0 }

    final func failed(_ failure: DialFailure, because reason: String? = nil, at instant: Instant) {
        guard state == .dialling else { return }
        // What has answered by then is what it answered, also while the rest of the answer is shown.
        let isLate = hasTimedOut && !failure.isAnswer
        fail(isLate ? .timeout : failure, because: isLate ? nil : reason, at: instant)
    }

    private func fail(_ failure: DialFailure, because reason: String? = nil, at instant: Instant) {
        state = .over
        deadlines = 0
        renewTicket()
        loop.recorder.ledger.end(.connectFailed(ConnectCause(rawValue: failure.cause)))
        kind.recorder.record(metrics.connectFailed, happened: true)
        let url = call?.url ?? kind.plan.url
        // The one-line form has one service, which its report names.
        let detail = reason ?? (user == nil ? failure.detail : FailureWords.detail(of: failure, at: url))
        let cause = detail.map { "\(failure.cause): \($0)" } ?? failure.cause
        kind.recorder.addError(metrics.connect, name: kind.step, cause: cause)
        kind.observer?.tell(.failed("not connected to \(url.display): \(cause)"))
        loop.attemptFailed()
        if !redialIfPlanned(after: failure, at: instant) {
            gaveUp(at: instant)
            user?.gaveUp(self, at: instant)
        }
    }

    /// Counts a failure of what was established, under the step that opened it.
    final func addSessionError(_ cause: String) {
        kind.recorder.addError(metrics.session, name: kind.step, cause: cause)
    }

    /// The ledger entry of a dial that the end of the run cuts short. One that was still to come is called off.
    final func cancel() {
        if state == .idle, has(.redial) { user?.cancelled(self, at: .now()) }
        guard state == .dialling else { return }
        state = .over
        renewTicket()
        loop.recorder.ledger.end(.cancelled)
        loop.attemptCancelled()
        abandon()
        user?.cancelled(self, at: .now())
    }

    // MARK: - The end

    /// The session's one ledger entry.
    final func finish(_ entry: LedgerEntry, unclean: Bool = false, at instant: Instant) {
        state = .over
        deadlines = 0
        renewTicket()
        kind.observer?.tell(.ended(unclean ? "\(entry.words), without an answer to our Close" : entry.words))
        loop.recorder.ledger.end(entry, unclean: unclean, age: instant - establishedAt)
        kind.recorder.openChanged(by: -1, of: metrics.family)
        if user == nil, !isReleased { kind.recorder.usersChanged(by: -1) }
        kind.recorder.record(metrics.duration, instant - establishedAt)
        loop.sessionEnded()
    }

    /// - Returns: whether it will be dialled again.
    @discardableResult
    final func redialIfPlanned(after failure: DialFailure?, at instant: Instant) -> Bool {
        guard !loop.isStopping, !isReleased, retiredAt == .distantFuture, let delay = redialDelay(after: failure) else {
            return false
        }
        redials += 1
        planRedial(at: instant + delay)
        return true
    }

    final func planRedial(at due: Instant) {
        state = .idle
        loop.redialPlanned()
        set(.redial, at: due)
    }

    // MARK: - Numbers and times that the target sends along

    /// A target may invent channels without end; the numbers of further ones are not followed.
    private static let channelLimit = 4_096

    final func observe(number: Int, channel: UInt64) {
        guard trackers[channel] != nil || trackers.count < Self.channelLimit else { return }
        kind.recorder.add(.numbered)
        switch trackers[channel, default: SequenceTracker()].observe(number) {
        case .inOrder: break
        case .reordered: kind.recorder.add(metrics.reordered)
        case .duplicate: kind.recorder.add(metrics.duplicated)
        }
    }

    /// What is missing now is lost for good.
    final func settleTrackers() {
        for tracker in trackers.values { kind.recorder.add(metrics.lost, tracker.missing) }
        trackers = [:]
    }

    /// - Returns: the delay recorded, nil when the clocks of two machines say that it came before it left.
    @discardableResult
    final func observe(sentAt sent: Double, at instant: Instant) -> Nanoseconds? {
        let delay = Nanoseconds.milliseconds(loop.wallClock.unixMilliseconds(at: instant) - sent)
        guard delay >= .zero else {
            kind.recorder.add(.clockSkew)
            return nil
        }
        kind.recorder.record(metrics.deliveryDelay, delay)
        return delay
    }

    // MARK: - Deadlines

    final func set(_ kind: DeadlineQueue.Kind, at due: Instant) {
        deadlines |= 1 << UInt16(kind.rawValue)
        set(deadline: kind, at: due)
    }

    final func has(_ kind: DeadlineQueue.Kind) -> Bool { deadlines & 1 << UInt16(kind.rawValue) != 0 }

    final override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        deadlines &= ~(1 << UInt16(entry.kind.rawValue))
        switch entry.kind {
        // One that was given up meanwhile is not dialled, though its last socket still lingers.
        case .redial: if state == .idle { loop.redial(self, at: now) }
        case .connectTimeout:
            guard state == .dialling else { return }
            hasTimedOut = true
            abandon()
        case .linger: abandon()
        case .limit: if isEstablished { closeInOrder(at: now) }
        default: reachedOwn(entry.kind, due: entry.due, at: now)
        }
    }
}
