internal import HTTP
internal import LWSTransport
internal import Timing

/// One browser's connection: requests one after another, until one of them opens an event stream or something ends it.
///
///     state     what happens                                                 next
///     requests  a request is answered                                        requests
///     requests  an answer waits for the socket: nothing is read meanwhile    requests, when it is gone
///     requests  the reply is an event stream                                 events
///     requests  what came is no request, or wants the connection closed      ending
///     events    an event is broadcast while none waits for the socket        events, it is sent
///     events    the same while one waits                                     events, it is skipped; `behind` follows
///     events    nothing was sent for a while                                 events, a comment is sent
///     any       the peer has taken nothing of what it was sent for too long  gone (RST)
///     any       the server stops                                             ending
///     ending    all has left: FIN                                            gone, at the peer's FIN or after a while
final class WebConnection: ConnectionHandler {
    enum Admission {
        case served
        /// There are too many: it is told so.
        case refused
        /// There are far too many.
        case closed
    }

    private enum State {
        case requests
        /// Whether its parts are chunks, and whether it has missed one.
        case events(isChunked: Bool, isBehind: Bool)
        case ending
    }

    let id: Int
    private let connection: Connection
    private let admission: Admission
    private unowned let server: WebLoop
    private var state = State.requests
    /// Requests are held while the answers before them wait for the socket.
    private var intake: RequestIntake
    private var delivery: DeliveryWatch
    /// When a connection that is no event stream is closed, unless something is on its way to the peer.
    private var deadline: Instant
    /// When an event stream was last sent something.
    private var lastSent: Instant
    /// Our side ends when nothing waits for the socket any more.
    private var finishesWhenDrained = false

    init(_ connection: Connection, id: Int, admission: Admission, server: WebLoop) {
        self.connection = connection
        self.id = id
        self.admission = admission
        self.server = server
        intake = RequestIntake(
            HTTPRequestReader(longestHead: server.limits.head, longestBody: server.limits.body))
        delivery = DeliveryWatch(patience: server.limits.undelivered)
        lastSent = .now()
        deadline = lastSent + server.limits.idle
    }

    // MARK: - The connection reports

    func connectionReachedPeer(at instant: Instant) {}

    func connectionOpened(at instant: Instant) {
        switch admission {
        case .served where server.isStopping, .closed: connection.close()
        case .served: break
        case .refused: answer(.text(503, "Too many connections are open. Close some pages."), to: nil, at: instant)
        }
    }

    func connectionReceived(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        guard case .requests = state else { return }
        unsafe intake.append(bytes)
        serveRequests(at: instant)
    }

    func connectionDrained(at instant: Instant) {
        if case .events(let isChunked, let isBehind) = state {
            state = .events(isChunked: isChunked, isBehind: false)
            if isBehind { send(.behind, isChunked: isChunked, at: instant) }
            return
        }
        deadline = instant + server.limits.idle
        if intake.isHeld { resume(at: instant) }
        if finishesWhenDrained { finish(at: instant) }
    }

    func connectionEnded(_ ending: ConnectionEnding, at instant: Instant) {
        leaveStream()
        server.connectionEnded(self)
    }

    // MARK: - Requests

    private func resume(at instant: Instant) {
        intake.isHeld = false
        connection.setReading(true)
        serveRequests(at: instant)
    }

    private func serveRequests(at instant: Instant) {
        while case .requests = state, let step = intake.next() {
            switch step {
            case .wantsContinue: send(RequestIntake.goOn[...], at: instant)
            case .refused(let status): answer(.unreadable(status), to: nil, at: instant)
            case .request(let request): serve(request, at: instant)
            }
        }
    }

    private func serve(_ request: HTTPRequest, at instant: Instant) {
        deadline = instant + server.limits.idle
        switch server.reply(to: request) {
        case .answer(let answer): self.answer(answer, to: request, at: instant)
        case .events(let first): open(first, to: request, at: instant)
        }
    }

    private func answer(_ answer: WebAnswer, to request: HTTPRequest?, at instant: Instant) {
        let closes = request?.keepsConnection != true
        send(answer.bytes(to: request, closes: closes)[...], at: instant)
        if closes { return finish(at: instant) }
        guard connection.hasPendingOutput else { return }
        intake.isHeld = true
        connection.setReading(false)
    }

    // MARK: - Events

    private func open(_ first: [UInt8], to request: HTTPRequest, at instant: Instant) {
        let isChunked = request.isVersion11
        var head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        for field in WebAnswer.commonFields { head += "\(field.name): \(field.value)\r\n" }
        head += isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Connection: close\r\n\r\n"
        guard request.method != "HEAD" else {
            send(Array(head.utf8)[...], at: instant)
            return finish(at: instant)
        }
        state = .events(isChunked: isChunked, isBehind: false)
        connection.limitSendBuffer(server.limits.sendBuffer)
        // Before its first bytes can be seen.
        server.counts.streamOpened()
        send(Array(head.utf8)[...], at: instant)
        send(StreamPart(first), isChunked: isChunked, at: instant)
    }

    func broadcast(_ part: StreamPart, at instant: Instant) {
        guard case .events(let isChunked, _) = state else { return }
        guard !connection.hasPendingOutput else {
            server.counts.eventSkipped()
            return state = .events(isChunked: isChunked, isBehind: true)
        }
        send(part, isChunked: isChunked, at: instant)
    }

    private func send(_ part: StreamPart, isChunked: Bool, at instant: Instant) {
        send(isChunked ? part.chunk[...] : part.content, at: instant)
        lastSent = instant
        server.counts.note(unsent: connection.pendingOutputBytes)
    }

    private func leaveStream() {
        guard case .events = state else { return }
        state = .ending
        server.counts.streamEnded()
    }

    // MARK: - Time and ending

    func checkTime(at instant: Instant) {
        let unacknowledged = connection.unacknowledgedBytes
        guard !delivery.isLost(unacknowledged: unacknowledged, at: instant) else { return connection.reset() }
        switch state {
        case .events(let isChunked, _):
            guard unacknowledged == 0, lastSent + server.limits.silence <= instant else { return }
            send(.comment, isChunked: isChunked, at: instant)
        case .requests:
            // Nobody is idle who still reads.
            if unacknowledged > 0 { deadline = instant + server.limits.idle }
            if deadline <= instant { connection.close() }
        case .ending:
            // Our side ends when all has left, and from then on the time counts.
            if deadline <= instant, !finishesWhenDrained { connection.close() }
        }
    }

    /// Ends our side in order; the peer closes the socket when it has read what is on its way.
    func stop(at instant: Instant) {
        if case .events(let isChunked, _) = state {
            if isChunked { send(StreamPart.last[...], at: instant) }
            leaveStream()
            finish(at: instant)
        } else if connection.hasPendingOutput {
            finish(at: instant)
        } else if case .requests = state {
            connection.close()
        }
    }

    /// Closes the socket now.
    func abandon() { connection.close() }

    private func finish(at instant: Instant) {
        state = .ending
        finishesWhenDrained = connection.hasPendingOutput
        guard !finishesWhenDrained else { return }
        connection.finishSending()
        deadline = instant + server.limits.closing
    }

    private func send(_ bytes: ArraySlice<UInt8>, at instant: Instant) {
        guard !bytes.isEmpty else { return }
        delivery.sent(bytes.count, at: instant)
        // Borrowed for the call: what the socket does not take is copied. A connection that is gone says so itself.
        _ = unsafe bytes.withUnsafeBytes { unsafe connection.send($0) }
    }
}
