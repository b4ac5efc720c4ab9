internal import EventLoop
internal import HTTP
internal import LWSTransport
internal import Timing

/// The server on its own thread: made, run and ended there.
final class WebLoop {
    enum Command: Sendable {
        case broadcast(StreamPart)
        case stop
    }

    let limits: WebLimits
    let counts: WebCounts
    private(set) var port = 0
    private(set) var isStopping = false
    private let gate: WebGuard
    private let routes: @Sendable (WebRequest) -> WebReply
    private let loop: EventLoop
    private let transport: TransportContext
    private var timer: PreciseTimer?
    private var box: Mailbox<Command>?
    private var connections: [Int: WebConnection] = [:]
    private var accepted = 0
    /// When a server that stops waits no longer.
    private var stopDeadline = Instant.distantFuture

    /// Binds the address; `run()` serves it.
    init(
        _ settings: WebSettings, bound: SocketAddress, gate: WebGuard, limits: WebLimits, counts: WebCounts,
        routes: @escaping @Sendable (WebRequest) -> WebReply
    ) throws(WebServerError) {
        self.gate = gate
        self.limits = limits
        self.counts = counts
        self.routes = routes
        do {
            loop = try EventLoop()
        } catch {
            throw WebServerError(error)
        }
        do {
            transport = try TransportContext(on: loop)
        } catch {
            loop.close()
            throw WebServerError(error)
        }
        do {
            try open(bound, port: settings.address.port)
        } catch {
            tearDown()
            throw WebServerError("\(error)")
        }
    }

    private func open(_ address: SocketAddress, port: Int) throws {
        // All three are closed in `tearDown`, before the server can be gone.
        timer = try PreciseTimer(on: loop) { [unowned self] in sweep() }
        box = Mailbox(on: loop) { [unowned self] command in
            switch command {
            case .broadcast(let part): broadcast(part)
            case .stop: stop()
            }
        }
        self.port = try transport.listen(address: address.text, port: port, tls: nil) { [unowned self] connection in
            accept(connection)
        }
    }

    /// For other threads.
    var mailbox: Mailbox<Command> {
        guard let box else { preconditionFailure("a server that runs has its mailbox") }
        return box
    }

    /// Serves until it is stopped.
    func run() {
        loop.run()
        for connection in Array(connections.values) { connection.abandon() }
        tearDown()
    }

    private func tearDown() {
        transport.close()
        timer?.close()
        box?.close()
        let isClean = loop.close()
        assert(isClean, "a handle of the page's loop was left open")
    }

    // MARK: - Requests

    /// What a request is answered: by the guard, or by the routes.
    func reply(to request: HTTPRequest) -> WebReply {
        if let refusal = gate.refusal(of: request, on: port) { return .answer(refusal) }
        guard let asked = WebRequest(request) else {
            return .answer(.text(400, "The path of this request is not percent-encoded UTF-8."))
        }
        let reply = routes(asked)
        if case .events = reply, counts.listeners >= limits.eventStreams {
            return .answer(
                .text(503, "\(limits.eventStreams) pages are open already, and no more are served. Close one of them."))
        }
        return reply
    }

    // MARK: - Connections

    private func accept(_ connection: Connection) -> WebConnection {
        accepted += 1
        let admission: WebConnection.Admission =
            switch connections.count {
            case ..<limits.connections: .served
            case ..<(2 * limits.connections): .refused
            default: .closed
            }
        let result = WebConnection(connection, id: accepted, admission: admission, server: self)
        connections[result.id] = result
        timer?.arm(at: .now() + limits.sweep)
        return result
    }

    func connectionEnded(_ connection: WebConnection) {
        connections[connection.id] = nil
        if isStopping, connections.isEmpty { loop.stop() }
    }

    private func broadcast(_ part: StreamPart) {
        guard !isStopping else { return }
        let now = Instant.now()
        for connection in connections.values { connection.broadcast(part, at: now) }
    }

    /// Gives up on those who have run out of time.
    private func sweep() {
        let now = Instant.now()
        guard now < stopDeadline else { return loop.stop() }
        // A copy: who is given up is taken out at once.
        for connection in Array(connections.values) { connection.checkTime(at: now) }
        if !connections.isEmpty { timer?.arm(at: min(now + limits.sweep, stopDeadline)) }
    }

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        let now = Instant.now()
        for connection in Array(connections.values) { connection.stop(at: now) }
        guard !connections.isEmpty else { return loop.stop() }
        stopDeadline = now + limits.stopping
        timer?.arm(at: min(now + limits.sweep, stopDeadline))
    }
}
