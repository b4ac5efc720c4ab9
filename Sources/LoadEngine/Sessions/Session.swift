internal import HTTP
internal import LWSTransport
internal import Metrics
internal import Timing
internal import WSClient

/// One session of the plan: an attempt, its WebSocket, its schedule and what awaits a reply. With a reconnect policy it
/// lives through several attempts, one after another.
///
///     state        meaning
///     idle         not dialled yet, or waiting for a redial
///     dialling     from the dial to the ledger entry of a failure, or established
///     subscribing  established, the acknowledgement is awaited
///     ready        it sends on schedule
///     over         its ledger entry is made; the socket may still linger for the server's close
///
/// Confined to its loop's thread.
final class Session: WSConnectionDelegate {
    enum State {
        case idle
        case dialling
        case subscribing
        case ready
        case over
    }

    /// Strong, because an unowned reference is counted at every use; the loop lets go of its sessions when it ends.
    let loop: LoopEngine
    /// The number of this session in the whole run.
    let index: Int
    /// Its number within the loop.
    let slot: Int32
    var state = State.idle
    /// Counts the dials of this session; deadlines of an earlier one are stale.
    var attempt: UInt32 = 0
    /// Dials since it was last established, for the reconnect policy.
    var redials = 0
    var socket: WSConnection?

    // Instants of the current attempt.
    var dialledAt = Instant(nanoseconds: 0)
    var reachedAt = Instant(nanoseconds: 0)
    var requestedAt = Instant(nanoseconds: 0)
    var establishedAt = Instant(nanoseconds: 0)
    var readyAt = Instant(nanoseconds: 0)
    var subscribedAt = Instant(nanoseconds: 0)
    var pingSentAt: Instant?
    /// When the connect timeout comes and the failure is to be called that.
    var hasTimedOut = false

    // The schedule: sends [0, taken) were taken up, of them [sent, …) wait in `waiting`.
    var taken = 0
    /// Whether the account of this schedule has been made.
    var isSettled = false
    var waiting = WaitingSends()
    var window = InFlightWindow()
    /// Which kinds of deadline are set for this attempt, one bit each.
    var deadlines: UInt16 = 0
    var trackers: [UInt64: SequenceTracker] = [:]

    init(loop: LoopEngine, index: Int, slot: Int32) {
        self.loop = loop
        self.index = index
        self.slot = slot
    }

    var isEstablished: Bool { state == .subscribing || state == .ready }

    // MARK: - Dialling

    func dial(at now: Instant) {
        attempt &+= 1
        deadlines = 0
        state = .dialling
        dialledAt = now
        hasTimedOut = false
        loop.recorder.ledger.attempt()
        let socket = WSConnection(
            loop.request, delegate: self, writer: loop.writer, random: &loop.random)
        self.socket = socket
        set(.connectTimeout, at: now + loop.plan.connectTimeout)
        do {
            try socket.dial(
                on: loop.transport, address: loop.address, port: loop.plan.url.port,
                source: loop.sourceAddress(for: index), tls: loop.tls, host: loop.plan.url.host)
        } catch {
            self.socket = nil
            fail(error, at: now)
        }
    }

    func webSocketReachedPeer(at instant: Instant) {
        guard state == .dialling else { return }
        reachedAt = instant
        loop.recorder.record(.wsConnectingTCP, instant - dialledAt)
    }

    func webSocketRequested(at instant: Instant) {
        guard state == .dialling else { return }
        requestedAt = instant
        if loop.tls != nil { loop.recorder.record(.wsConnectingTLS, instant - reachedAt) }
    }

    func webSocketEstablished(subprotocol: String?, at instant: Instant) {
        guard state == .dialling else { return }
        if establishedAt.nanoseconds > 0 { loop.recorder.add(.wsReconnects) }
        redials = 0
        establishedAt = instant
        loop.recorder.record(.wsConnectingUpgrade, instant - requestedAt)
        loop.recorder.record(.wsConnecting, instant - dialledAt)
        loop.recorder.record(.wsConnectFailed, happened: false)
        loop.recorder.add(.wsSessions)
        loop.recorder.openChanged(by: 1)
        loop.sessionEstablished()
        if loop.plan.ping.interval > .zero {
            // Each session has its own phase, so that pings do not come together.
            let phase = GoldenPhase.phase(of: index)
            set(.ping, at: instant + Nanoseconds(Int64(Double(loop.plan.ping.interval.count) * phase)))
        }
        if let subscribe = loop.subscribe {
            state = .subscribing
            subscribedAt = instant
            send(subscribe, index: 0, isText: true)
            set(.acknowledgementTimeout, at: instant + loop.plan.replyTimeout)
        } else {
            becomeReady(at: instant)
        }
    }

    func becomeReady(at instant: Instant) {
        state = .ready
        readyAt = instant
        taken = 0
        isSettled = false
        scheduleNextSend()
    }

    func webSocketFailed(_ failure: DialFailure, at instant: Instant) {
        guard state == .dialling else { return }
        fail(hasTimedOut ? .timeout : failure, at: instant)
    }

    private func fail(_ failure: DialFailure, at instant: Instant) {
        state = .over
        deadlines = 0
        attempt &+= 1
        loop.recorder.ledger.end(.connectFailed(ConnectCause(rawValue: failure.cause)))
        loop.recorder.record(.wsConnectFailed, happened: true)
        let cause = failure.detail.map { "\(failure.cause): \($0)" } ?? failure.cause
        loop.recorder.addError(name: "ws connect", cause: cause)
        loop.attemptFailed()
        redialIfPlanned(at: instant)
    }

    // MARK: - The end

    func webSocketEnded(_ ending: WSEnding, at instant: Instant) {
        guard isEstablished else { return }
        switch ending {
        case .closedByClient(let code, let unclean):
            finish(.closedByClient(code: code), unclean: unclean, at: instant)
        case .closedByPeer(let code, let reason):
            // RFC 6455 §7.1.5: a Close without a code counts as 1005.
            finish(.closedByPeer(.code(code ?? 1005)), at: instant)
            if !loop.isStopping {
                let words = reason.isEmpty ? "" : ": \(reason.prefix(120))"
                loop.recorder.addError(name: "ws session", cause: "closed by peer \(code ?? 1005)\(words)")
            }
        case .lost(let words):
            finish(.lost, at: instant)
            loop.recorder.addError(name: "ws session", cause: "lost: \(words)")
        case .protocolError(let violation):
            finish(.protocolError, at: instant)
            loop.recorder.addError(name: "ws session", cause: "protocol error: \(violation.rawValue)")
        }
        set(.linger, at: instant + LoopEngine.lingerLimit)
    }

    /// The session's one ledger entry, and the account of everything it still owed.
    func finish(_ entry: LedgerEntry, unclean: Bool = false, at instant: Instant) {
        settleSchedule(at: instant)
        state = .over
        deadlines = 0
        attempt &+= 1
        loop.recorder.ledger.end(entry, unclean: unclean)
        loop.recorder.openChanged(by: -1)
        loop.recorder.record(.wsSessionDuration, instant - establishedAt)
        loop.recorder.record(.iterationDuration, instant - establishedAt)
        loop.recorder.add(.iterations)
        for tracker in trackers.values { loop.recorder.add(.wsMsgsLost, tracker.missing) }
        trackers = [:]
        loop.sessionEnded()
        if entry != .closedByClient(code: 1000) { redialIfPlanned(at: instant) }
    }

    func webSocketReceivedAfterClose(at instant: Instant) {
        loop.recorder.addError(name: "ws session", cause: "data after Close")
    }

    func webSocketGone(at instant: Instant) {
        socket = nil
        loop.socketGone()
    }

    /// The ledger entry of a dial that the end of the run cuts short.
    func cancel() {
        guard state == .dialling else { return }
        state = .over
        attempt &+= 1
        loop.recorder.ledger.end(.cancelled)
        loop.attemptCancelled()
        socket?.abandon()
    }

    private func redialIfPlanned(at instant: Instant) {
        guard !loop.isStopping, let policy = loop.plan.reconnect,
            let delay = policy.delay(attempt: redials, random: loop.random.unit())
        else { return }
        redials += 1
        state = .idle
        loop.redialPlanned()
        set(.redial, at: instant + delay)
    }

    // MARK: - Deadlines

    func set(_ kind: DeadlineQueue.Kind, at due: Instant) {
        deadlines |= 1 << UInt16(kind.rawValue)
        loop.add(DeadlineQueue.Entry(due: due, session: slot, attempt: attempt, kind: kind))
    }

    func has(_ kind: DeadlineQueue.Kind) -> Bool { deadlines & 1 << UInt16(kind.rawValue) != 0 }

    /// A deadline of this attempt has come.
    func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.attempt == attempt else { return }
        deadlines &= ~(1 << UInt16(entry.kind.rawValue))
        switch entry.kind {
        case .dial: break
        case .redial: loop.redial(self, at: now)
        case .connectTimeout:
            guard state == .dialling else { return }
            hasTimedOut = true
            socket?.abandon()
        case .acknowledgementTimeout:
            guard state == .subscribing else { return }
            loop.recorder.add(.wsSubscribeFailed)
            loop.recorder.addError(name: "ws subscribe", cause: "no acknowledgement in time")
        case .send: takeUp(due: entry.due, at: now)
        case .replyTimeout: expireReplies(at: now)
        case .ping: ping(at: now)
        case .pongTimeout: missPong(at: now)
        case .linger: socket?.abandon()
        }
    }

    // MARK: - Pings

    private func ping(at now: Instant) {
        guard isEstablished, let socket, !loop.isStopping else { return }
        set(.ping, at: now + loop.plan.ping.interval)
        // One ping at a time: the deadline of the one that is out stands.
        guard pingSentAt == nil else { return }
        pingSentAt = now
        let payload = UInt64(bitPattern: now.nanoseconds)
        _ = unsafe withUnsafeBytes(of: payload) { unsafe socket.ping($0) }
        set(.pongTimeout, at: now + loop.plan.ping.pongTimeout)
    }

    func webSocketReceivedPong(_ payload: UnsafeRawBufferPointer, at instant: Instant) {
        guard let sentAt = pingSentAt, isEstablished, payload.count == 8,
            unsafe payload.loadUnaligned(as: UInt64.self) == UInt64(bitPattern: sentAt.nanoseconds)
        else { return }
        loop.recorder.record(.wsPing, instant - sentAt)
        pingSentAt = nil
    }

    private func missPong(at now: Instant) {
        guard isEstablished, let sentAt = pingSentAt else { return }
        let deadline = sentAt + loop.plan.ping.pongTimeout
        // The ping this was set for has been answered, and a later one is out.
        guard deadline <= now else { return set(.pongTimeout, at: deadline) }
        loop.recorder.add(.wsPongMissed)
        loop.recorder.addError(name: "ws session", cause: "no pong in time")
        let socket = socket
        finish(.pongTimeout, at: now)
        socket?.abandon()
    }
}
