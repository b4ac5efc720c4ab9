import EventLoop
import HTTP
import LWSTransport
import SSEClient
import TLS
import Testing
import Timing

/// A server that answers any request with fixed bytes, and streams dialled to it, all on the test's thread.
final class StreamBench {
    /// What the server does behind its answer.
    enum Farewell: Sendable {
        /// FIN, over TLS after a close_notify.
        case finish
        case reset
        /// FIN without a close_notify.
        case finishBeneathTLS
        /// Nothing: the client's own end is awaited, and answered.
        case wait
    }

    let loop: EventLoop
    let transport: TransportContext
    private(set) var requests: [String] = []
    /// How the server's sides ended.
    private(set) var serverEndings: [ConnectionEnding] = []
    private var delegates: [RecordingDelegate] = []

    init() throws {
        loop = try EventLoop()
        transport = try TransportContext(on: loop)
    }

    /// Listens on a port that the system chooses.
    func serve(_ pieces: [[UInt8]], then farewell: Farewell, tls: TLSContext? = nil) throws -> Int {
        try transport.listen(address: "127.0.0.1", port: 0, tls: tls) { [unowned self] connection in
            AnsweringHandler(connection, pieces, farewell) { [unowned self] request, ending in
                if let request { requests.append(request) }
                if let ending { serverEndings.append(ending) }
                loop.stop()
            }
        }
    }

    func serve(_ answer: String, then farewell: Farewell, tls: TLSContext? = nil) throws -> Int {
        try serve([Array(answer.utf8)], then: farewell, tls: tls)
    }

    /// Dials; what `prepare` sets is in place before anything happens.
    func dial(
        _ port: Int, _ request: StreamRequest = StreamRequest(pathAndQuery: "/", host: "h"), largestEvent: Int = 1_024,
        tls: TLSContext? = nil, prepare: (RecordingDelegate) -> Void = { _ in }
    ) throws -> (stream: StreamConnection, delegate: RecordingDelegate) {
        let loop = loop
        let delegate = RecordingDelegate { loop.stop() }
        prepare(delegate)
        let stream = StreamConnection(request, largestEvent: largestEvent, delegate: delegate)
        try stream.dial(on: transport, address: "127.0.0.1", port: port, source: nil, tls: tls, host: "localhost")
        delegates.append(delegate)
        return (stream, delegate)
    }

    /// Everything that one stream tells until its socket is closed.
    func told(
        by port: Int, _ request: StreamRequest = StreamRequest(pathAndQuery: "/", host: "h"), tls: TLSContext? = nil
    ) throws -> [RecordingDelegate.Told] {
        let (_, delegate) = try dial(port, request, tls: tls)
        try run { delegate.isGone }
        return delegate.told
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

    /// Takes everything down: each stream ended once and was gone last, and nothing is left on the loop.
    func close() {
        transport.close()
        #expect(loop.close())
        for delegate in delegates {
            #expect(delegate.told.filter { $0 == .gone } == [.gone])
            #expect(delegate.isGone)
        }
    }
}

/// Answers the first request on its connection.
private final class AnsweringHandler: ConnectionHandler {
    private let connection: Connection
    private let pieces: [[UInt8]]
    private let farewell: StreamBench.Farewell
    private let happened: (_ request: String?, _ ending: ConnectionEnding?) -> Void
    private var request: [UInt8] = []
    private var hasAnswered = false

    init(
        _ connection: Connection, _ pieces: [[UInt8]], _ farewell: StreamBench.Farewell,
        _ happened: @escaping (String?, ConnectionEnding?) -> Void
    ) {
        self.connection = connection
        self.pieces = pieces
        self.farewell = farewell
        self.happened = happened
    }

    func connectionReachedPeer(at instant: Instant) {}
    func connectionOpened(at instant: Instant) {}
    func connectionDrained(at instant: Instant) {}

    func connectionReceived(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        // Borrowed bytes, copied within the call that lends them.
        unsafe request.append(contentsOf: bytes)
        let text = String(decoding: request, as: UTF8.self)
        guard !hasAnswered, text.contains("\r\n\r\n") else { return }
        hasAnswered = true
        for piece in pieces {
            _ = unsafe piece.withUnsafeBytes { unsafe connection.send($0) }
        }
        switch farewell {
        case .finish: connection.close()
        case .reset: connection.reset()
        case .finishBeneathTLS: connection.finishBeneathTLS()
        case .wait: break
        }
        happened(text, nil)
    }

    func connectionEnded(_ ending: ConnectionEnding, at instant: Instant) { happened(nil, ending) }
}
