import CurlTransport
import EventLoop
import LWSTransport
import TLS
import TestSockets
import Testing
import Timing

/// Servers of a test's own and transfers to them, all on the test's thread.
final class CurlBench {
    let loop: EventLoop
    let transport: TransportContext
    let context: CurlContext
    /// Requests in the order of their arrival.
    private(set) var requests: [String] = []
    /// Every connection that was accepted.
    private(set) var connections: [ScriptedConnection] = []
    /// Outcomes in the order of their ends.
    private(set) var outcomes: [TransferOutcome] = []
    private var started = 0
    private var pool: TransferPool?

    init(connectionsPerHost: Int? = nil) throws {
        loop = try EventLoop()
        transport = try TransportContext(on: loop)
        context = try CurlContext(on: loop, connectionsPerHost: connectionsPerHost)
    }

    /// Listens on a port that the system chooses, shows each connection before anything is read from it, and plays a
    /// script for each request.
    func serve(
        tls: TLSContext? = nil, accepted: @escaping (ScriptedConnection) -> Void = { _ in },
        _ script: @escaping (String) -> [ServerStep]
    ) throws -> Int {
        try transport.listen(address: "127.0.0.1", port: 0, tls: tls) { [unowned self] connection in
            let loop = loop
            let handler = ScriptedConnection(connection, on: loop) { [unowned self] request in
                requests.append(request)
                return script(request)
            } happened: {
                loop.stop()
            }
            connections.append(handler)
            accepted(handler)
            return handler
        }
    }

    /// The settings of all further transfers.
    func use(_ settings: TransferSettings) throws { pool = try context.pool(settings) }

    @discardableResult
    func start(_ request: TransferRequest, jar: CookieJar? = nil) throws -> Transfer {
        if pool == nil { try use(TransferSettings(version: .http1)) }
        started += 1
        let pool = try #require(pool)
        return pool.start(request, jar: jar) { [unowned self] outcome in
            outcomes.append(outcome)
            loop.stop()
        }
    }

    /// How one transfer ends.
    func outcome(of request: TransferRequest, jar: CookieJar? = nil) throws -> TransferOutcome {
        try start(request, jar: jar)
        let before = outcomes.count
        try run { outcomes.count > before }
        return try #require(outcomes.last)
    }

    func get(_ port: Int, _ path: String = "/", jar: CookieJar? = nil) throws -> TransferOutcome {
        try outcome(of: TransferRequest(url: "http://127.0.0.1:\(port)\(path)"), jar: jar)
    }

    /// Serves events until the condition holds.
    func run(until isMet: () -> Bool) throws {
        let deadline = Instant.now() + .seconds(20)
        let loop = loop
        let watchdog = try PreciseTimer(on: loop) { loop.stop() }
        watchdog.arm(at: deadline)
        while !isMet(), Instant.now() < deadline { loop.run() }
        watchdog.close()
        try #require(isMet(), "the limit was reached")
    }

    /// Takes everything down: each transfer ended once, and nothing is left on the loop.
    func close() {
        context.close()
        transport.close()
        #expect(loop.close())
        #expect(outcomes.count == started)
    }
}

extension TransferOutcome {
    /// The cause of a failure, `HTTP <status>` for an answer.
    var word: String {
        switch result {
        case .success(let answer): "HTTP \(answer.status)"
        case .failure(let failure): failure.cause.rawValue
        }
    }

    var bodyText: String? {
        guard case .success(let answer) = result else { return nil }
        return String(decoding: answer.body, as: UTF8.self)
    }

    var message: String? {
        guard case .failure(let failure) = result else { return nil }
        return failure.message
    }
}
