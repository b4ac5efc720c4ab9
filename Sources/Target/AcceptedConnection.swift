internal import HTTP
internal import LWSTransport
internal import Timing
internal import WSClient

/// One connection to the target: HTTP requests one after another, until one of them makes it a session. A streamed answer
/// goes on for a while; what comes after it is read again when it has ended.
final class AcceptedConnection: ConnectionHandler {
    /// How our side of a connection ends.
    enum End {
        /// The socket is closed.
        case close
        /// FIN, or over TLS a close_notify; the peer closes the socket.
        case finish
    }

    /// How long a peer may take to close what we have ended.
    static let patience = Nanoseconds.seconds(5)

    let id: Int
    private unowned let server: TargetServer
    private let connection: Connection
    /// Requests are held while their peer leaves the answers before them unread.
    private var intake = RequestIntake()
    /// Whether what comes is requests.
    private var servesRequests = true
    private(set) var session: ServerSession?
    private(set) var stream: ServerStream?
    /// For what the request at hand counts: its method and the place of its route.
    private var counted: (method: String, route: Int?) = ("", nil)
    /// Whether the connection serves another request after its stream.
    private var outlivesStream = false
    /// Put off until nothing waits for the socket.
    private var pendingEnd: End?

    init(_ connection: Connection, id: Int, server: TargetServer) {
        self.connection = connection
        self.id = id
        self.server = server
    }

    /// Ends our side when what was sent has left.
    func end(_ end: End) {
        servesRequests = false
        guard !connection.hasPendingOutput else {
            pendingEnd = end
            return
        }
        switch end {
        case .close: connection.close()
        case .finish:
            connection.finishSending()
            server.schedule(.abandon(connection: id), at: .now() + Self.patience)
        }
    }

    /// The body of the streamed answer is complete, or as complete as it will be.
    ///
    /// - Parameter isDelimited: whether its peer knows without the end of the connection.
    func streamEnded(isDelimited: Bool) {
        guard isDelimited, outlivesStream, !server.isStopping else { return end(server.isStopping ? .close : .finish) }
        servesRequests = true
    }

    /// Closes the socket now.
    func abandon() {
        connection.close()
    }

    // MARK: - The connection reports

    func connectionReachedPeer(at instant: Instant) {}

    func connectionOpened(at instant: Instant) {
        if server.isStopping { connection.close() }
    }

    func connectionReceived(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        if let session {
            unsafe session.received(bytes, at: instant)
        } else if !servesRequests {
            // It would have to be kept for after the stream: the peer may ask again on another connection.
            outlivesStream = false
        } else {
            unsafe intake.append(bytes)
            serveRequests(at: instant)
        }
    }

    func connectionDrained(at instant: Instant) {
        session?.drained()
        stream?.drained(at: instant)
        if intake.isHeld { resume(at: instant) }
        guard let end = pendingEnd else { return }
        pendingEnd = nil
        self.end(end)
    }

    func connectionEnded(_ ending: ConnectionEnding, at instant: Instant) {
        session?.gone()
        stream?.gone()
        server.connectionEnded(self)
    }

    // MARK: - Requests

    /// Serves what had to wait, and reads on.
    private func resume(at instant: Instant) {
        intake.isHeld = false
        connection.setReading(true)
        serveRequests(at: instant)
    }

    private func serveRequests(at instant: Instant) {
        while servesRequests, let step = intake.next() {
            switch step {
            case .wantsContinue: send(RequestIntake.goOn)
            case .refused(let status):
                counted = ("", nil)
                answer(.failure(status), hasBody: true, closes: true)
            case .request(let request): serve(request, at: instant)
            }
        }
        guard !servesRequests else { return }
        let rest = intake.takeRest()
        guard !rest.isEmpty else { return }
        outlivesStream = false
        // Lent for the call.
        unsafe rest.withUnsafeBytes { unsafe session?.received($0, at: instant) }
    }

    private func serve(_ read: HTTPRequest, at instant: Instant) {
        var request = read
        let match = RouteTable.shared.find(request.path)
        request.parameter = match?.parameter ?? ""
        counted = (request.method, match?.index)
        switch match?.route.service {
        case nil: answer(.failure(404), to: request)
        case .http(let respond): answer(server.services.answer(request, at: instant, respond), to: request)
        case .counts:
            answer(HTTPAnswer(status: 200, body: Array(server.countsSoFar.json.utf8)), to: request)
        case .webSocket(let admit):
            server.services.advance(to: instant)
            serveUpgrade(request, admit, at: instant)
        case .stream(let admit):
            server.services.advance(to: instant)
            serveStream(request, admit, at: instant)
        }
    }

    private func serveUpgrade(
        _ request: HTTPRequest, _ admit: (HTTPRequest, TargetServer) -> Route.Admission, at instant: Instant
    ) {
        guard request.asksForWebSocket else {
            guard case .refused(let refusal) = UpgradeAnswer.judge(request) else { return }
            return answer(refusal, to: request)
        }
        switch server.handshakeFaults.next() {
        case .refuse(let status): refuse(.failure(status))
        case .hang:
            server.counts.handshakes.hung += 1
            servesRequests = false
        case .answer:
            switch (UpgradeAnswer.judge(request), admit(request, server)) {
            case (.refused(let refusal), _), (_, .refused(let refusal)): refuse(refusal)
            case (.accepted(let upgrade), .admitted(let service)): establish(upgrade, service, at: instant)
            }
        }
    }

    private func serveStream(
        _ request: HTTPRequest, _ admit: (HTTPRequest, TargetServer, Instant) -> StreamAdmission, at instant: Instant
    ) {
        switch server.handshakeFaults.next() {
        case .refuse(let status): refuseStream(.failure(status))
        case .hang:
            server.counts.streams.hung += 1
            servesRequests = false
        case .answer:
            switch admit(request, server, instant) {
            case .refused(let refusal): refuseStream(refusal)
            case .answered(let answer): self.answer(answer, to: request)
            case .admitted(let source, let plan):
                if let status = plan.faults.events.status { return refuseStream(.failure(status)) }
                open(source, plan, for: request, at: instant)
            }
        }
    }

    /// Counts an answer for the route of the request at hand.
    private func count(_ status: Int) {
        server.routeCounts.add(counted.method, route: counted.route, status: status)
    }

    private func refuseStream(_ answer: HTTPAnswer) {
        server.counts.streams.refused += 1
        count(answer.status)
        send(answer.bytes(hasBody: true, closes: true))
        end(.finish)
    }

    private func open(_ source: any EventSource, _ plan: StreamPlan, for request: HTTPRequest, at instant: Instant) {
        servesRequests = false
        outlivesStream = request.keepsConnection
        let stream = ServerStream(connection, peer: self, source: source, plan: plan, server: server)
        self.stream = stream
        count(200)
        server.opened(stream, at: instant)
        stream.begin(keepsConnection: outlivesStream, at: instant)
    }

    private func answer(_ answer: HTTPAnswer, to request: HTTPRequest) {
        self.answer(answer, hasBody: request.method != "HEAD", closes: !request.keepsConnection)
    }

    private func answer(_ answer: HTTPAnswer, hasBody: Bool, closes: Bool) {
        server.counts.requests += 1
        count(answer.status)
        send(answer.bytes(hasBody: hasBody, closes: closes))
        if closes { return end(.finish) }
        guard connection.hasPendingOutput else { return }
        intake.isHeld = true
        connection.setReading(false)
    }

    private func refuse(_ answer: HTTPAnswer) {
        server.counts.handshakes.refused += 1
        count(answer.status)
        send(answer.bytes(hasBody: true, closes: true))
        end(.finish)
    }

    private func establish(_ upgrade: UpgradeAnswer, _ service: any SessionService, at instant: Instant) {
        guard let codec = SessionCodec(upgrade.deflate) else { return refuse(.failure(500)) }
        servesRequests = false
        send(upgrade.bytes)
        let session = ServerSession(connection, peer: self, service: service, codec: codec, server: server)
        self.session = session
        server.counts.handshakes.accepted += 1
        count(101)
        server.established(session, at: instant)
        session.begin(at: instant)
    }

    private func send(_ bytes: [UInt8]) {
        // Borrowed for the call: what the socket does not take is copied.
        _ = unsafe bytes.withUnsafeBytes { unsafe connection.send($0) }
    }
}
