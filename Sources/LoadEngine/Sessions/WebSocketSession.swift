internal import HTTP
internal import LWSTransport
internal import Metrics
internal import Timing
internal import WSClient

/// A WebSocket session: its socket, its schedule and what awaits a reply.
final class WebSocketSession: Session, WSConnectionDelegate {
    private(set) var socket: WSConnection?

    var readyAt = Instant(nanoseconds: 0)
    var subscribedAt = Instant(nanoseconds: 0)
    private var pingSentAt: Instant?

    // The schedule: sends [0, taken) were taken up, of them [sent, …) wait in `waiting`.
    var taken = 0
    /// The schedule since its rate was changed while it went on.
    var changed: ChangedSchedule?
    /// The intended instant of the send for which a deadline is set; those set for another are stale.
    var sendDue = Instant(nanoseconds: 0)
    /// Whether a schedule has begun of which the account is still to be made.
    var isScheduled = false
    /// When messages are intended that are a share of those of all sessions, by their number.
    var sharedTimes: [Int: Instant] = [:]
    /// What makes its messages, where they hold values of its user's own.
    var renderer: MessageRenderer?
    var waiting = WaitingSends()
    var window = InFlightWindow()

    override var hasSocket: Bool { socket != nil }

    // MARK: - Dialling

    override func connect() throws(DialFailure) {
        let url = call?.url ?? kind.plan.url
        let address = call?.address ?? kind.address
        guard !address.isEmpty else { throw DialFailure.dns("'\(url.host)' does not resolve") }
        let request = call.map { UpgradeRequest(kind.plan, of: $0) } ?? kind.request
        let socket = WSConnection(
            request, delegate: self, writer: loop.writer, random: &loop.random, observer: kind.observer?.wire(to: url))
        self.socket = socket
        do {
            try socket.dial(
                on: loop.transport, address: address, port: url.port,
                source: loop.sourceAddress(for: index), tls: kind.tls, host: url.host)
        } catch {
            self.socket = nil
            throw error
        }
    }

    func webSocketReachedPeer(at instant: Instant) { reachedPeer(at: instant) }
    func webSocketRequested(at instant: Instant) { requested(isSecure: kind.tls != nil, at: instant) }
    func webSocketFailed(_ failure: DialFailure, at instant: Instant) {
        failed(failure, because: failure.isRedirect ? "a WebSocket follows no redirect" : nil, at: instant)
    }

    func webSocketEstablished(subprotocol: String?, at instant: Instant) {
        guard state == .dialling else { return }
        established(isAnew: wasEstablished, at: instant)
        pingSentAt = nil
        if kind.plan.ping.interval > .zero {
            // Each session has its own phase, so that pings do not come together.
            let phase = GoldenPhase.phase(of: index)
            set(.ping, at: instant + Nanoseconds(Int64(Double(kind.plan.ping.interval.count) * phase)))
        }
        if let user {
            // What happens now is for the user's steps to say.
            state = .ready
            user.established(self, at: instant)
        } else if let subscribe = kind.subscribe {
            state = .subscribing
            subscribedAt = instant
            send(subscribe, index: 0, isText: true)
            set(.acknowledgementTimeout, at: instant + kind.plan.replyTimeout)
        } else {
            becomeReady(at: instant)
        }
    }

    func becomeReady(at instant: Instant) {
        state = .ready
        kind.settleLapsed(of: index, until: instant)
        readyAt = instant
        taken = 0
        changed = nil
        isScheduled = true
        scheduleNextSend()
    }

    // MARK: - The end

    func webSocketEnded(_ ending: WSEnding, at instant: Instant) {
        guard isEstablished else { return }
        switch ending {
        case .closedByClient(let code, let unclean):
            end(.closedByClient(code: code), unclean: unclean, at: instant)
        case .closedByPeer(let code, let reason):
            // RFC 6455 §7.1.5: a Close without a code counts as 1005.
            end(.closedByPeer(.code(code ?? 1005)), at: instant)
            let words = reason.isEmpty ? "" : ": \(reason.prefix(120))"
            addSessionError("closed by peer \(code ?? 1005)\(words)")
        case .lost(let words):
            end(.lost, at: instant)
            addSessionError("lost: \(words)")
        case .protocolError(let violation):
            end(.protocolError, at: instant)
            addSessionError("protocol error: \(violation.rawValue)")
        }
        set(.linger, at: instant + LoopEngine.lingerLimit)
    }

    /// The ledger entry, and the account of everything the session still owed.
    private func end(_ entry: LedgerEntry, unclean: Bool = false, at instant: Instant) {
        settleSchedule(at: instant, isGone: !isClosedOnPurpose(entry))
        finish(entry, unclean: unclean, at: instant)
        if user == nil, !isReleased {
            kind.recorder.record(.iterationDuration, instant - establishedAt)
            kind.recorder.add(.iterations)
        }
        settleTrackers()
        let returns = !isClosedOnPurpose(entry) && redialIfPlanned(after: nil, at: instant)
        user?.ended(self, isClosedByUs: isClosedOnPurpose(entry), returns: returns, at: instant)
    }

    private func isClosedOnPurpose(_ entry: LedgerEntry) -> Bool {
        if case .closedByClient = entry { return true }
        return false
    }

    func webSocketReceivedAfterClose(at instant: Instant) {
        addSessionError("data after Close")
    }

    func webSocketGone(at instant: Instant) {
        socket = nil
        gone()
    }

    override func takeUpLast(at now: Instant) { takeUpRest(at: now) }
    override func settle(at now: Instant) { settleSchedule(at: now) }
    override var isQuiet: Bool { window.isEmpty && waiting.isEmpty }
    override func close(at now: Instant) { close(code: kind.plan.closeCode, reason: "") }

    func close(code: Int, reason: String) { socket?.close(code: code, reason: reason) }
    override func abandon() { socket?.abandon() }

    // MARK: - Deadlines

    override func reachedOwn(_ deadline: DeadlineQueue.Kind, due: Instant, at now: Instant) {
        switch deadline {
        case .acknowledgementTimeout:
            guard state == .subscribing else { return }
            kind.recorder.add(.wsSubscribeFailed)
            kind.recorder.addError(.wsSubscribe, cause: "no acknowledgement in time")
            kind.observer?.tell(.failed("no acknowledgement in time"))
            user?.subscribeFailed(at: now)
        case .send: takeUp(due: due, at: now)
        case .replyTimeout: expireReplies(at: now)
        case .ping: ping(at: now)
        case .pongTimeout: missPong(at: now)
        default: break
        }
    }

    // MARK: - Pings

    private func ping(at now: Instant) {
        guard isEstablished, !loop.isStopping else { return }
        set(.ping, at: now + kind.plan.ping.interval)
        sendPing(at: now)
    }

    func sendPing(at now: Instant) {
        guard let socket else { return }
        // One ping at a time: the deadline of the one that is out stands.
        guard pingSentAt == nil else { return }
        pingSentAt = now
        let payload = UInt64(bitPattern: now.nanoseconds)
        _ = unsafe withUnsafeBytes(of: payload) { unsafe socket.ping($0) }
        set(.pongTimeout, at: now + kind.plan.ping.pongTimeout)
    }

    func webSocketReceivedPong(_ payload: UnsafeRawBufferPointer, at instant: Instant) {
        guard let sentAt = pingSentAt, isEstablished, payload.count == 8,
            unsafe payload.loadUnaligned(as: UInt64.self) == UInt64(bitPattern: sentAt.nanoseconds)
        else { return }
        kind.recorder.record(.wsPing, instant - sentAt)
        pingSentAt = nil
        user?.ponged(at: instant)
    }

    private func missPong(at now: Instant) {
        guard isEstablished, let sentAt = pingSentAt else { return }
        let deadline = sentAt + kind.plan.ping.pongTimeout
        // The ping this was set for has been answered, and a later one is out.
        guard deadline <= now else { return set(.pongTimeout, at: deadline) }
        kind.recorder.add(.wsPongMissed)
        addSessionError("no pong in time")
        let socket = socket
        end(.pongTimeout, at: now)
        socket?.abandon()
    }
}
