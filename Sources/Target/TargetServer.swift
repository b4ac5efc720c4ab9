internal import Dispatch
internal import EventLoop
internal import LWSTransport
internal import TLS
internal import Timing
internal import WSClient

/// The embedded target: one loop on one thread that serves HTTP/1.1, streamed answers and WebSocket, and misbehaves as its
/// plan says. It is made, run and ended on the same thread.
package final class TargetServer {
    enum Event {
        case session(Int, ServerSession.Event)
        /// For one stream of a connection, which may carry several one after another.
        case stream(connection: Int, ordinal: Int, ServerStream.Event)
        /// The peer of a connection has had its time to close it.
        case abandon(connection: Int)
        case stall(Nanoseconds)
        /// Peers have had their time to answer our Close.
        case stopDeadline
    }

    /// How long a server that stops waits for the peers' Close frames.
    private static let stopPatience = Nanoseconds.seconds(1)

    let plan: TargetPlan
    /// The port it listens on.
    package private(set) var port = 0
    var counts = TargetCounts()
    var routeCounts = RouteCounts()
    let services: TargetServices
    var handshakeFaults: HandshakeFaults
    let writer: FrameWriter
    /// What services and streams compose their messages and events in.
    var text = MessageText()
    /// Where parts of a streamed body get their framing.
    var frame = MessageText()
    var streamEpochs = StreamEpochs()
    private(set) var isStopping = false

    private let loop: EventLoop
    private let transport: TransportContext
    private let interruption = DispatchSemaphore(value: 0)
    private var timer: PreciseTimer?
    private var mailbox: Mailbox<TargetControl.Command>?
    private var agenda = Agenda<Event>()
    private var connections: [Int: AcceptedConnection] = [:]
    private var openSessions = 0
    private var openStreams = 0
    private var hasStall: Bool

    /// Binds the address; `run()` serves it.
    ///
    /// - Throws: `TargetError` when the address cannot be bound, a certificate cannot be used, or the system gives out
    ///   no loop.
    package init(_ plan: TargetPlan) throws(TargetError) {
        self.plan = plan
        let start = Instant.now()
        services = TargetServices(
            plan.services, start: start, unixSeconds: Int(WallClock().unixMilliseconds(at: start) / 1_000))
        handshakeFaults = HandshakeFaults(plan.faults)
        hasStall = plan.faults.stall != nil
        writer = FrameWriter(role: .server, seed: plan.seed)
        do {
            loop = try EventLoop()
        } catch {
            throw TargetError(error)
        }
        do {
            transport = try TransportContext(on: loop)
        } catch {
            loop.close()
            throw TargetError(error)
        }
        do {
            try open()
        } catch {
            tearDown()
            throw (error as? TargetError) ?? TargetError("\(error)")
        }
    }

    private func open() throws {
        let tls = try plan.certificate.map {
            try TLSContext(certificateFile: $0.chainFile, keyFile: $0.keyFile)
        }
        // The timer, the mailbox and the listener are closed in `tearDown`, before the server can be gone.
        timer = try PreciseTimer(on: loop) { [unowned self] in serveAgenda() }
        mailbox = Mailbox(on: loop) { [unowned self] command in
            switch command {
            case .stop: stop()
            }
        }
        port = try transport.listen(address: plan.address, port: plan.port, tls: tls) { [unowned self] connection in
            accept(connection)
        }
    }

    /// For other threads.
    package var control: TargetControl {
        guard let mailbox else { preconditionFailure("a server that runs has its mailbox") }
        return TargetControl(mailbox: mailbox, interruption: interruption)
    }

    /// Serves until it is stopped.
    ///
    /// - Returns: what was counted, everything included.
    package func run() -> TargetCounts {
        loop.run()
        for connection in Array(connections.values) { connection.abandon() }
        while let event = agenda.takeDue(by: .distantFuture) { discard(event) }
        let counts = countsSoFar
        tearDown()
        return counts
    }

    /// What was counted up to now, bytes and routes included.
    var countsSoFar: TargetCounts {
        var result = counts
        result.bytesReceived = transport.bytesReceived
        result.bytesSent = transport.bytesSent
        result.routes = routeCounts.byName
        return result
    }

    private func tearDown() {
        transport.close()
        timer?.close()
        mailbox?.close()
        let isClean = loop.close()
        assert(isClean, "a handle of the target's loop was left open")
    }

    // MARK: - Connections and sessions

    private func accept(_ connection: Connection) -> AcceptedConnection {
        let accepted = AcceptedConnection(connection, id: counts.connections, server: self)
        counts.connections += 1
        connections[accepted.id] = accepted
        return accepted
    }

    func connectionEnded(_ connection: AcceptedConnection) {
        connections[connection.id] = nil
        if connection.session != nil { openSessions -= 1 }
        if isStopping, connections.isEmpty { loop.stop() }
    }

    func established(_ session: ServerSession, at instant: Instant) {
        prepareStall(at: instant)
        counts.sessions += 1
        openSessions += 1
        counts.sessionsPeak = max(counts.sessionsPeak, openSessions)
    }

    func opened(_ stream: ServerStream, at instant: Instant) {
        prepareStall(at: instant)
        counts.streams.opened += 1
        openStreams += 1
        counts.streams.peak = max(counts.streams.peak, openStreams)
    }

    func ended(_ stream: ServerStream) { openStreams -= 1 }

    /// Once, from the first session or stream on.
    private func prepareStall(at instant: Instant) {
        guard hasStall, let stall = plan.faults.stall else { return }
        hasStall = false
        schedule(.stall(stall.duration), at: instant + stall.after)
    }

    func countUnsent(_ message: OutgoingMessage) {
        if message.kind == .data { counts.unsent += 1 }
    }

    // MARK: - The agenda

    func schedule(_ event: Event, at due: Instant) {
        agenda.add(event, at: due)
        timer?.arm(at: due)
    }

    private func serveAgenda() {
        let now = Instant.now()
        // What is entered meanwhile waits for the next wake, so that no rate, however high, keeps the sockets waiting.
        for _ in 0..<agenda.count {
            guard let event = agenda.takeDue(by: now) else { break }
            handle(event, at: now)
        }
        if let due = agenda.nextDue { timer?.arm(at: due) }
    }

    private func handle(_ event: Event, at instant: Instant) {
        switch event {
        case .session(let id, let event):
            guard let session = connections[id]?.session else { return discard(.session(id, event)) }
            session.handle(event, at: instant)
        case .stream(let id, let ordinal, let streamEvent):
            guard let stream = connections[id]?.stream, stream.ordinal == ordinal else { return discard(event) }
            stream.handle(streamEvent, at: instant)
        case .abandon(let id): connections[id]?.abandon()
        case .stall(let duration):
            // The thread itself stands still, and everything the loop would do with it; only a stop goes through.
            _ = interruption.wait(timeout: .now() + .nanoseconds(Int(duration.count)))
        case .stopDeadline: loop.stop()
        }
    }

    /// An event whose session is gone, or whose server is.
    private func discard(_ event: Event) {
        switch event {
        case .session(_, .send(let message)): countUnsent(message)
        case .stream(_, _, .send): counts.unsent += 1
        default: break
        }
    }

    // MARK: - Stopping

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        for connection in Array(connections.values) {
            if let session = connection.session, !plan.faults.neverReads {
                session.close(code: 1001)
            } else if let stream = connection.stream, stream.isOpen {
                stream.finish(.inOrder)
            } else {
                connection.abandon()
            }
        }
        guard !connections.isEmpty else { return loop.stop() }
        schedule(.stopDeadline, at: .now() + Self.stopPatience)
    }
}
