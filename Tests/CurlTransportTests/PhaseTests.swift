import CurlTransport
import TLS
import TestCertificates
import TestSockets
import Testing
import Timing

@Suite("Where the time of a transfer goes", .timeLimit(.minutes(1)))
struct PhaseTests {
    private static let delay = Nanoseconds.milliseconds(120)
    /// What is left for the phases that are not delayed.
    private static let rest = Nanoseconds.milliseconds(100)

    @Test("a server that thinks is waited for")
    func waiting() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.wait(Self.delay), .answer("ok")] }
        let phases = try bench.get(port).phases
        #expect(phases.waiting >= Self.delay)
        #expect(phases.blocked + phases.connecting + phases.sending + phases.receiving < Self.rest)
        #expect(phases.duration == phases.sending + phases.waiting + phases.receiving)
        bench.close()
    }

    @Test("an answer that comes in two halves is being received")
    func receiving() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na"), .wait(Self.delay), .send("b")]
        }
        let phases = try bench.get(port).phases
        #expect(phases.receiving >= Self.delay)
        #expect(phases.blocked + phases.connecting + phases.sending + phases.waiting < Self.rest)
        bench.close()
    }

    @Test("a body that the server does not read is being sent")
    func sending() throws {
        let bench = try CurlBench()
        let port = try bench.serve(accepted: { $0.pause = Self.delay }) { _ in [.answer("ok")] }
        let body = [UInt8](repeating: 0x61, count: 16_000_000)
        let outcome = try bench.outcome(
            of: TransferRequest(method: "POST", url: "http://127.0.0.1:\(port)/", body: body))
        #expect(outcome.word == "HTTP 200")
        #expect(outcome.phases.sending >= Self.delay - .milliseconds(20))
        #expect(outcome.bytesSent > body.count)
        bench.close()
    }

    @Test("a server that is slow to shake hands is TLS time, on a new connection only")
    func handshaking() throws {
        let certificates = try TestCertificates()
        let identity = try certificates.identity("IP:127.0.0.1")
        let server = try TLSContext(certificateFile: identity.certificate, keyFile: identity.key)
        let bench = try CurlBench()
        let port = try bench.serve(tls: server, accepted: { $0.pause = Self.delay }) { _ in
            [.answer("ok")]
        }
        try bench.use(TransferSettings(tls: TLSOptions(caFile: certificates.authority)))
        let request = TransferRequest(url: "https://127.0.0.1:\(port)/")
        let first = try bench.outcome(of: request)
        #expect(first.word == "HTTP 200", "\(first.message ?? "")")
        #expect(first.phases.tlsHandshaking >= Self.delay - .milliseconds(20))
        #expect(first.phases.blocked + first.phases.connecting + first.phases.duration < Self.rest)
        let second = try bench.outcome(of: request)
        #expect(!second.isNewConnection)
        #expect(second.phases.tlsHandshaking == .zero)
        bench.close()
    }

    @Test("a transfer that waits for a connection is blocked")
    func blocked() throws {
        let bench = try CurlBench(connectionsPerHost: 1)
        let port = try bench.serve { _ in [.wait(Self.delay), .answer("ok")] }
        for _ in 0..<2 { try bench.start(TransferRequest(url: "http://127.0.0.1:\(port)/")) }
        try bench.run { bench.outcomes.count == 2 }
        let (first, second) = (bench.outcomes[0].phases, bench.outcomes[1].phases)
        #expect(first.blocked < Self.rest)
        #expect(second.blocked >= Self.delay)
        #expect(second.waiting >= Self.delay)
        #expect(bench.outcomes.map(\.isNewConnection) == [true, false])
        bench.close()
    }

    @Test("an answer that never comes is waited for until the transfer is given up")
    func unanswered() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [] }
        try bench.use(TransferSettings(version: .http1, timeout: Self.delay))
        let outcome = try bench.get(port)
        #expect(outcome.word == "timeout")
        #expect(outcome.phases.waiting >= Self.delay - .milliseconds(10))
        #expect(outcome.phases.receiving == .zero)
        bench.close()
    }

    @Test(
        "counters become phases",
        arguments: [
            // Look-up, connect, TLS, head sent; dialled, requested, sent, answered, end; then blocked … receiving.
            ([1, 3, 6, 6], [1, 6, nil, 17, 20], [1, 2, 3, 0, 11, 3]),
            ([1, 3, 6, 6], [101, 106, nil, 117, 120], [101, 2, 3, 0, 11, 3]),
            ([1, 3, nil, 4], [1, 4, 9, 17, 20], [1, 2, 1, 5, 8, 3]),
            ([1, 1, 1, 5], [nil, 5, nil, 15, 20], [5, 0, 0, 0, 10, 5]),
            ([1, 1, 1, 8], [nil, 5, nil, 15, 20], [5, 0, 0, 3, 7, 5]),
            ([1, 3, 6, 9], [1, 6, 12, 17, 20], [1, 2, 3, 6, 5, 3]),
            ([1, 1, 1, 5], [nil, 105, nil, 115, 120], [105, 0, 0, 0, 10, 5]),
            ([1, 3, 4, 4], [1, 4, 30, 17, 20], [1, 2, 1, 13, 0, 3]),
            ([1, nil, nil, nil], [1, nil, nil, nil, 20], [1, 19, 0, 0, 0, 0]),
            ([1, nil, nil, nil], [101, nil, nil, nil, 120], [101, 19, 0, 0, 0, 0]),
            ([1, 3, nil, nil], [1, nil, nil, nil, 20], [1, 2, 17, 0, 0, 0]),
            ([nil, nil, nil, nil], [nil, nil, nil, nil, 20], [20, 0, 0, 0, 0, 0]),
            ([1, 3, 4, 4], [1, 4, nil, nil, 20], [1, 2, 1, 0, 16, 0]),
        ] as [([Int64?], [Int64?], [Int64])])
    func arithmetic(theirs: [Int64?], ours: [Int64?], expected: [Int64]) {
        func offset(_ microseconds: Int64?) -> Nanoseconds? { microseconds.map { Nanoseconds($0 * 1_000) } }
        var counters = TransferCounters()
        counters.isSecure = true
        (counters.lookedUp, counters.connected) = (offset(theirs[0]), offset(theirs[1]))
        (counters.secured, counters.headSent) = (offset(theirs[2]), offset(theirs[3]))
        (counters.dialled, counters.requested, counters.sent) = (offset(ours[0]), offset(ours[1]), offset(ours[2]))
        counters.answered = offset(ours[3])
        counters.total = offset(ours[4]) ?? .zero
        let phases = TransferPhases(counters)
        let parts = [
            phases.blocked, phases.connecting, phases.tlsHandshaking, phases.sending, phases.waiting, phases.receiving,
        ]
        #expect(parts.map { $0.count / 1_000 } == expected)
    }
}
