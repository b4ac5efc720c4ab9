import EventLoop
import LWSTransport
import TLS
import Testing
import Timing

/// A loop with a transport on it, a server and its clients: everything of one test on the test's thread.
final class TransportBench {
    let loop: EventLoop
    let transport: TransportContext
    /// The server's sides, in the order of their arrival.
    private(set) var accepted: [RecordingHandler] = []
    /// The clients' sides.
    private var dialled: [RecordingHandler] = []

    init() throws {
        loop = try EventLoop()
        transport = try TransportContext(on: loop)
    }

    /// Listens on a port that the system chooses.
    ///
    /// - Throws: `TransportError`.
    func listen(
        address: String = "127.0.0.1", tls: TLSContext? = nil, prepare: @escaping (RecordingHandler) -> Void = { _ in }
    ) throws -> Int {
        try transport.listen(address: address, port: 0, tls: tls) { [unowned self] connection in
            let handler = makeHandler()
            handler.connection = connection
            prepare(handler)
            accepted.append(handler)
            return handler
        }
    }

    /// Dials; what `prepare` sets is in place before anything happens.
    ///
    /// - Throws: `ConnectFailure` when the dial failed on the spot.
    func dial(
        _ port: Int, address: String = "127.0.0.1", source: String? = nil, tls: TLSContext? = nil,
        host: String = "localhost", prepare: (RecordingHandler) -> Void = { _ in }
    ) throws(ConnectFailure) -> RecordingHandler {
        let handler = makeHandler()
        prepare(handler)
        handler.connection = try transport.dial(
            address: address, port: port, source: source, tls: tls, host: host, handler: handler)
        dialled.append(handler)
        return handler
    }

    /// How a dial that must fail did so, at once or later.
    func failure(
        _ port: Int, address: String = "127.0.0.1", source: String? = nil, tls: TLSContext? = nil,
        host: String = "localhost"
    ) throws -> ConnectionEnding? {
        do {
            let handler = try dial(port, address: address, source: source, tls: tls, host: host)
            try run { handler.ending != nil }
            #expect(!handler.isOpened)
            return handler.ending
        } catch let failure as ConnectFailure {
            return .failed(failure)
        }
    }

    /// Serves events until the condition holds.
    ///
    /// - Throws: when it does not within `limit`.
    func run(limit: Nanoseconds = .seconds(20), until isMet: () -> Bool) throws {
        let deadline = Instant.now() + limit
        let loop = loop
        let watchdog = try PreciseTimer(on: loop) { loop.stop() }
        watchdog.arm(at: deadline)
        while !isMet(), Instant.now() < deadline { loop.run() }
        watchdog.close()
        try #require(isMet(), "the limit was reached")
    }

    /// Takes everything down; what still lived is told so, nobody hears anything after the end, and nothing is left on
    /// the loop.
    func close() {
        transport.close()
        #expect(loop.close())
        for handler in dialled + accepted {
            #expect(handler.endings.count == 1)
            #expect(handler.afterEnd == 0)
        }
    }

    private func makeHandler() -> RecordingHandler {
        let loop = loop
        return RecordingHandler { loop.stop() }
    }
}
