import CurlTransport
import EventLoop
import TestSockets
import Testing
import Timing

@Suite("Giving transfers up", .timeLimit(.minutes(1)))
struct CancelTests {
    /// Starts a transfer, gives it up in the state that `reached` names, and leaves a bench that still works.
    private func cancel(
        _ bench: CurlBench, _ request: TransferRequest, when reached: () -> Bool
    ) throws -> TransferOutcome {
        let transfer = try bench.start(request)
        try bench.run(until: reached)
        let before = bench.outcomes.count
        transfer.cancel()
        #expect(bench.outcomes.count == before + 1)
        #expect(transfer.isOver)
        transfer.cancel()
        #expect(bench.outcomes.count == before + 1)
        let working = try bench.serve { _ in [.answer("ok")] }
        let outcome = try #require(bench.outcomes.last)
        #expect(try bench.get(working).word == "HTTP 200")
        return outcome
    }

    @Test("before anything happened, while its name is looked up too", arguments: ["127.0.0.1", "nobody.invalid"])
    func atOnce(host: String) throws {
        let bench = try CurlBench()
        let outcome = try cancel(bench, TransferRequest(url: "http://\(host):9/")) { true }
        #expect(outcome.word == "cancelled")
        bench.close()
    }

    @Test("while it dials")
    func dialling() throws {
        let bench = try CurlBench()
        let socket = LoopbackSocket()
        socket.listenWithFullQueue()
        let outcome = try cancel(bench, TransferRequest(url: "http://127.0.0.1:\(socket.port)/")) { true }
        #expect(outcome.word == "cancelled")
        #expect(outcome.phases.duration == .zero)
        bench.close()
    }

    @Test("in the TLS handshake")
    func handshake() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [] }
        let outcome = try cancel(bench, TransferRequest(url: "https://127.0.0.1:\(port)/")) {
            bench.connections.count == 1
        }
        #expect(outcome.word == "cancelled")
        try closes(bench)
    }

    @Test("while its body is sent")
    func sending() throws {
        let bench = try CurlBench()
        let port = try bench.serve(accepted: { $0.pause = .seconds(10) }) { _ in [] }
        let body = [UInt8](repeating: 0x61, count: 16_000_000)
        let request = TransferRequest(method: "PUT", url: "http://127.0.0.1:\(port)/", body: body)
        #expect(try cancel(bench, request) { bench.connections.count == 1 }.word == "cancelled")
        bench.close()
    }

    @Test(
        "while it waits, and while it receives",
        arguments: [[], [.send("HTTP/1.1 200 OK\r\n\r\nab")]] as [[ServerStep]])
    func answering(steps: [ServerStep]) throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in steps }
        let outcome = try cancel(bench, TransferRequest(url: "http://127.0.0.1:\(port)/")) {
            bench.requests.count == 1
        }
        #expect(outcome.word == "cancelled")
        #expect(outcome.bytesSent > 0)
        try closes(bench)
    }

    @Test("while it waits for a connection")
    func queued() throws {
        let bench = try CurlBench(connectionsPerHost: 1)
        let port = try bench.serve { _ in [] }
        let request = TransferRequest(url: "http://127.0.0.1:\(port)/")
        try bench.start(request)
        try bench.run { bench.requests.count == 1 }
        #expect(try cancel(bench, request) { true }.word == "cancelled")
        bench.close()
        #expect(bench.outcomes.map(\.word) == ["cancelled", "HTTP 200", "cancelled"])
    }

    @Test("that have ended changes nothing")
    func ended() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("ok")] }
        let transfer = try bench.start(TransferRequest(url: "http://127.0.0.1:\(port)/"))
        try bench.run { bench.outcomes.count == 1 }
        #expect(transfer.isOver)
        transfer.cancel()
        #expect(bench.outcomes.map(\.word) == ["HTTP 200"])
        bench.close()
    }

    @Test("from within another one's outcome")
    func fromWithin() throws {
        let bench = try CurlBench()
        let port = try bench.serve { request in request.hasPrefix("GET /quick") ? [.answer("ok")] : [] }
        let slow = try bench.start(TransferRequest(url: "http://127.0.0.1:\(port)/slow"))
        let pool = try bench.context.pool(TransferSettings(version: .http1))
        var isTold = false
        pool.start(TransferRequest(url: "http://127.0.0.1:\(port)/quick")) { _ in
            slow.cancel()
            isTold = true
            bench.loop.stop()
        }
        try bench.run { isTold }
        #expect(bench.outcomes.map(\.word) == ["cancelled"])
        bench.close()
    }

    @Test("by closing the context, from within an outcome too")
    func closing() throws {
        let bench = try CurlBench()
        let port = try bench.serve { request in request.hasPrefix("GET /quick") ? [.answer("ok")] : [] }
        for _ in 0..<3 { try bench.start(TransferRequest(url: "http://127.0.0.1:\(port)/slow")) }
        let pool = try bench.context.pool(TransferSettings(version: .http1))
        pool.start(TransferRequest(url: "http://127.0.0.1:\(port)/quick")) { _ in
            bench.context.close()
            bench.loop.stop()
        }
        try bench.run { bench.outcomes.count == 3 }
        #expect(bench.outcomes.map(\.word) == ["cancelled", "cancelled", "cancelled"])
        bench.close()
    }

    /// The connection of what was given up is closed, as the server sees it.
    private func closes(_ bench: CurlBench) throws {
        try bench.run { bench.connections.first?.isOpen == false }
        bench.close()
    }
}
