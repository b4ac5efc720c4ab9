internal import HTTP
internal import LWSTransport
internal import Metrics
internal import SSEClient
internal import TLS
internal import Timing

/// A session that listens to event streams, one after another. A stream lives through several attempts when it is
/// resumed (WHATWG HTML §9.2.3); each attempt has its own ledger entry.
///
///     the attempt ends with                      and then
///     completed, no content, error, closed by us  the stream is over
///     end of stream, lost, stalled, broken        it is resumed where the plan says so, else it is over
///     a dial that failed                          likewise
///     the stream is over                          the next one, until there were as many as planned
final class StreamSession: Session, StreamDelegate {
    let streams: StreamSource
    private var connection: StreamConnection?
    /// Streams of this session that are over.
    private var streamsOver = 0

    // The stream: these outlive its attempts.
    private var isUnderWay = false
    private var startedAt = Instant(nanoseconds: 0)
    /// When the last attempt ended that had been established; what is resumed has been lost since then.
    private var lostAt: Instant?
    /// When it is to be over as a success, whatever comes.
    private var completesAt: Instant?
    /// As the server set it with `retry:`.
    private var reconnectionTime: Nanoseconds?
    private var lastEventID: [UInt8] = []
    /// Events of the whole stream.
    var events = 0

    // The attempt.
    private var url: ServiceURL
    private var hops = 0
    private var asGET = false
    /// Where a redirect leads, until the connection that brought it is gone.
    private var nextHop: ServiceURL?
    /// The connection of a redirect is gone and the next one is not there yet.
    private var isBetweenHops = false
    var lastEventAt: Instant?
    /// Between two events of this attempt.
    var longestGap = Nanoseconds.zero
    var lastOfType: [Instant?] = []
    var heardAt = Instant(nanoseconds: 0)
    var tokens: TokenFollower?

    init(kind: SessionKind, index: Int, user: VirtualUser?, streams: StreamSource) {
        self.streams = streams
        url = kind.plan.url
        super.init(kind: kind, index: index, user: user)
    }

    /// Whether this attempt had an event or a comment.
    private var hasBroughtSomething: Bool { heardAt > establishedAt || lastEventAt != nil }

    override var hasSocket: Bool { connection != nil || isBetweenHops }
    private var plan: EventStreamPlan { streams.plan }

    // MARK: - Dialling

    override func connect() throws(DialFailure) {
        url = call?.url ?? kind.plan.url
        hops = 0
        asGET = false
        nextHop = nil
        isBetweenHops = false
        if !isUnderWay {
            isUnderWay = true
            startedAt = dialledAt
        }
        let address = call?.address ?? kind.address
        guard !address.isEmpty else { throw DialFailure.dns("'\(url.host)' does not resolve") }
        try connect(to: address)
    }

    private func connect(to address: String) throws(DialFailure) {
        let request = streams.request(
            to: url, call: call, asGET: asGET, session: index, stream: streamsOver, lastEventID: lastEventID,
            random: &loop.random)
        let connection = StreamConnection(
            request, largestEvent: plan.largestEvent, delegate: self, observer: kind.observer?.wire(to: url))
        self.connection = connection
        do {
            try connection.dial(
                on: loop.transport, address: address, port: url.port, source: loop.sourceAddress(for: index),
                tls: streams.tls(for: url, own: kind.tls), host: url.host)
        } catch {
            self.connection = nil
            throw error
        }
    }

    func streamReachedPeer(at instant: Instant) {
        if hops == 0 { reachedPeer(at: instant) }
    }

    func streamRequested(at instant: Instant) {
        if hops == 0 { requested(isSecure: url.isSecure, at: instant) } else { requestedAt = instant }
    }

    func streamEstablished(hasContent: Bool, at instant: Instant) {
        guard state == .dialling else { return }
        // A 204 resumes nothing: it says that nothing is left.
        if hasContent, let lostAt { kind.recorder.record(.sseRecoveryTime, instant - lostAt) }
        lostAt = nil
        established(isAnew: hasContent && wasEstablished, at: instant)
        state = .ready
        lastEventAt = nil
        longestGap = .zero
        lastOfType = []
        heardAt = instant
        tokens = plan.format == .openai ? TokenFollower() : nil
        if streams.areBounded { loop.owed += 1 }
        if plan.stallTimeout > .zero { set(.stall, at: instant + plan.stallTimeout) }
        if let time = plan.until.time {
            let due = completesAt ?? instant + time
            completesAt = due
            set(.streamTime, at: due)
        }
        user?.established(self, at: instant)
    }

    func streamFailed(_ failure: DialFailure, at instant: Instant) { failed(failure, at: instant) }

    // MARK: - Redirects

    func streamRedirected(status: Int, to location: String, at instant: Instant) {
        guard state == .dialling else { return }
        guard hops < StreamSource.redirectLimit else {
            return failed(.http(status), because: "more than \(hops) redirects", at: instant)
        }
        guard let next = try? url.resolving(location) else {
            return failed(.http(status), because: "a redirect to no URL", at: instant)
        }
        hops += 1
        if status == 303 || ((301...302).contains(status) && plan.method == "POST") { asGET = true }
        nextHop = next
    }

    private func follow(_ next: ServiceURL) {
        let isSameHost = next.host == (call?.url ?? kind.plan.url).host
        url = next
        isBetweenHops = true
        guard !isSameHost else { return reach(call?.address ?? kind.address) }
        let dial = ticket
        streams.lookups.find(next.host) { [weak self] address in
            guard let self, self.ticket == dial else { return }
            self.reach(address)
        }
    }

    private func reach(_ address: String?) {
        guard isBetweenHops, state == .dialling else { return }
        isBetweenHops = false
        do throws(DialFailure) {
            guard let address else { throw DialFailure.dns("'\(url.host)' does not resolve") }
            try connect(to: address)
        } catch {
            failed(error, at: .now())
            gone()
        }
    }

    func streamGone(at instant: Instant) {
        connection = nil
        guard let next = nextHop, state == .dialling, !loop.isStopping else { return gone() }
        nextHop = nil
        follow(next)
    }

    // MARK: - The end of an attempt

    func streamEnded(_ ending: StreamEnding, at instant: Instant) {
        guard state == .ready else { return }
        switch ending {
        case .endOfStream: end(.closedByPeer(.endOfStream), at: instant)
        case .noContent: end(.closedByPeer(.noContent), at: instant)
        case .closedByClient: end(.closedByClient(code: nil), at: instant)
        case .lost(let words): end(.lost, words: "lost: \(words)", at: instant)
        case .protocolError(let words): end(.protocolError, words: "protocol error: \(words)", at: instant)
        }
    }

    /// The one ledger entry of an established attempt.
    func end(_ entry: LedgerEntry, words: String? = nil, at instant: Instant) {
        guard state == .ready else { return }
        if let words { addSessionError(words) }
        if let connection { lastEventID = connection.lastEventID }
        countOpenWaits(at: entry, instant)
        if let tokens { account(for: tokens, isCompleted: entry == .completed, at: instant) }
        tokens = nil
        finish(entry, at: instant)
        let pause = hasBroughtSomething ? Nanoseconds.zero : EventStreamPlan.pauseAfterNothing
        if streams.areBounded { loop.owed -= 1 }
        switch entry {
        case .completed, .closedByClient, .closedByPeer(.noContent), .closedByPeer(.error):
            streamOver(at: instant, pause: pause)
            user?.ended(self, isClosedByUs: entry == .completed || isOurs(entry), returns: false, at: instant)
        default:
            lostAt = instant
            let returns = redialIfPlanned(after: nil, at: instant)
            if !returns { streamOver(at: instant, pause: pause) }
            user?.ended(self, isClosedByUs: false, returns: returns, at: instant)
        }
        // Also while it waits to be resumed, which may be for hours; a redial gives the socket up at once.
        set(.linger, at: instant + LoopEngine.lingerLimit)
    }

    private func isOurs(_ entry: LedgerEntry) -> Bool {
        if case .closedByClient = entry { return true }
        return false
    }

    private func account(for tokens: TokenFollower, isCompleted: Bool, at instant: Instant) {
        kind.recorder.add(.llmTokens, tokens.tokens)
        kind.recorder.add(.llmPromptTokens, tokens.promptTokens ?? 0)
        guard isCompleted else { return }
        kind.recorder.record(.llmE2EL, instant - dialledAt)
        streams.longest.wholeAnswer = max(streams.longest.wholeAnswer, instant - dialledAt)
        if let time = tokens.timePerToken { kind.recorder.record(.llmTPOT, time) }
    }

    // MARK: - The end of a stream

    override func redialDelay(after failure: DialFailure?) -> Nanoseconds? {
        let delay = plan.resumptionDelay(
            attempt: redials, wasAnswered: failure?.isAnswer ?? false,
            broughtNothing: failure == nil && !hasBroughtSomething, serverWait: reconnectionTime,
            policy: kind.plan.reconnect, random: loop.random.unit())
        // A stream whose time will be over by then is over now.
        if let delay, let completesAt, Instant.now() + delay >= completesAt { return nil }
        return delay
    }

    override func gaveUp(at instant: Instant) { streamOver(at: instant, pause: EventStreamPlan.pauseAfterNothing) }

    /// It will not be resumed: its account is made, and the next one follows where one is planned.
    private func streamOver(at instant: Instant, pause: Nanoseconds = .zero) {
        isUnderWay = false
        streamsOver += 1
        if wasEstablished, user == nil, !isReleased {
            kind.recorder.record(.iterationDuration, instant - startedAt)
            kind.recorder.add(.iterations)
        }
        settleTrackers()
        lostAt = nil
        completesAt = nil
        reconnectionTime = nil
        lastEventID = []
        events = 0
        redials = 0
        establishedAt = Instant(nanoseconds: 0)
        guard user == nil, !isReleased else { return }
        guard !loop.isStopping, retiredAt == .distantFuture else { return }
        guard plan.streamsPerUser == 0 || streamsOver < plan.streamsPerUser else { return }
        planRedial(at: instant + pause)
    }

    // MARK: - The end of the run

    override func settle(at now: Instant) {
        // It waits to be resumed and will not be.
        if isUnderWay, state != .ready { streamOver(at: now) }
    }

    override func close(at now: Instant) {
        end(.closedByClient(code: nil), at: now)
        connection?.close()
    }

    override func abandon() {
        connection?.abandon()
        guard isBetweenHops else { return }
        isBetweenHops = false
        failed(.timeout, at: .now())
        gone()
    }

    // MARK: - Deadlines

    override func reachedOwn(_ deadline: DeadlineQueue.Kind, due: Instant, at now: Instant) {
        guard state == .ready else { return }
        switch deadline {
        case .streamTime: complete(at: now)
        case .stall:
            let due = heardAt + plan.stallTimeout
            guard due <= now else { return set(.stall, at: due) }
            kind.recorder.add(.sseStalls)
            end(.stalled, words: "stalled: nothing came for the stall timeout", at: now)
            connection?.close()
        default: break
        }
    }

    /// A cap or the end marker was reached: success.
    func complete(at instant: Instant) {
        end(.completed, at: instant)
        connection?.close()
    }

    func streamReceivedReconnectionTime(_ time: Nanoseconds, at instant: Instant) {
        if state == .ready { reconnectionTime = time }
    }

    /// The service said within the stream that it failed.
    func serviceFailed(_ words: String, at instant: Instant) {
        kind.recorder.add(.llmErrors)
        end(.closedByPeer(.error), words: "error: \(words)", at: instant)
        connection?.close()
    }
}
