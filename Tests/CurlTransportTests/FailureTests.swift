import CurlTransport
import TLS
import TestCertificates
import TestSockets
import Testing
import Timing

@Suite("Why a transfer fails", .timeLimit(.minutes(1)))
struct FailureTests {
    private static let head = "HTTP/1.1 200 OK\r\n"

    @Test(
        "every way to spoil an answer has its cause",
        arguments: [
            ([.finish], "closed"), ([.reset], "reset"), ([.send("HELLO\r\n\r\n"), .finish], "garbage"),
            ([.send(head), .reset], "reset"), ([.send(head), .finish], "cut"),
            ([.send(head + "Content-Le"), .finish], "cut"),
            ([.send(head + "Content-Length: 9\r\n\r\nab"), .finish], "cut"),
            ([.send(head + "Content-Length: 9\r\n\r\nab"), .wait(.milliseconds(5)), .reset], "reset"),
            ([.send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab"), .finish], "cut"),
            ([.send(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n"), .finish], "garbage"),
            ([.send(head + "Content-Length: 1001\r\n\r\n")], "timeout"), ([], "timeout"),
            ([.answer(String(repeating: "x", count: 1_001))], "too_large"),
            ([.answer("nonsense", "Content-Encoding: gzip\r\n")], "garbage"),
            ([.send(head + "Content-Length: -5\r\n\r\n"), .finish], "garbage"),
            ([.answer(String(repeating: "x", count: 1_000))], "HTTP 200"),
            ([.send(head + "\r\nab"), .finish], "HTTP 200"),
        ] as [([ServerStep], String)])
    func spoiled(steps: [ServerStep], word: String) throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in steps }
        try bench.use(
            TransferSettings(
                version: .http1, allowsCompression: true, timeout: .milliseconds(300), largestBody: 1_000))
        let outcome = try bench.get(port)
        #expect(outcome.word == word, "\(outcome.message ?? "")")
        #expect(outcome.message != "")
        bench.close()
    }

    @Test(
        "a request leaves once, also when the connection that was kept ends without an answer",
        arguments: ["GET", "POST", "HEAD"], [ServerStep.finish, .reset])
    func sentOnce(method: String, end: ServerStep) throws {
        let bench = try CurlBench()
        let port = try bench.serve { request in request.contains("/first") ? [.answer("ok")] : [end] }
        _ = try bench.get(port, "/first")
        let outcome = try bench.outcome(of: TransferRequest(method: method, url: "http://127.0.0.1:\(port)/second"))
        #expect(outcome.word == "closed")
        #expect(outcome.message == "the connection ended without an answer")
        #expect(bench.requests.map { $0.prefix { $0 != " " } } == ["GET", method[...]])
        #expect(try bench.get(port, "/first").word == "HTTP 200")
        bench.close()
    }

    @Test("a port where nobody listens refuses, and a name that does not exist has no address")
    func unreachable() throws {
        let bench = try CurlBench()
        let port = LoopbackSocket().port
        #expect(try bench.get(port).word == "refused")
        #expect(try bench.outcome(of: TransferRequest(url: "http://nobody.invalid/")).word == "dns")
        bench.close()
    }

    @Test("a dial that nobody answers ends with its own time, all of it connecting")
    func connectTimeout() throws {
        let bench = try CurlBench()
        let socket = LoopbackSocket()
        socket.listenWithFullQueue()
        try bench.use(TransferSettings(version: .http1, connectTimeout: .milliseconds(150)))
        let outcome = try bench.get(socket.port)
        #expect(outcome.word == "timeout")
        #expect(outcome.phases.connecting >= .milliseconds(140))
        #expect(outcome.phases.duration == .zero)
        bench.close()
    }

    @Test("a TLS handshake that nobody answers ends with the dial's time, all of it TLS")
    func handshakeTimeout() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [] }
        try bench.use(TransferSettings(connectTimeout: .milliseconds(150)))
        let outcome = try bench.outcome(of: TransferRequest(url: "https://127.0.0.1:\(port)/"))
        #expect(outcome.word == "timeout")
        #expect(outcome.phases.tlsHandshaking >= .milliseconds(130))
        #expect(outcome.phases.connecting < .milliseconds(100))
        #expect(outcome.phases.duration == .zero)
        bench.close()
    }

    @Test("what is no request is not sent", arguments: ["X\r\nY", "X Y", ""])
    func invalid(name: String) throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("ok")] }
        let url = "http://127.0.0.1:\(port)/"
        #expect(try bench.outcome(of: TransferRequest(url: url, fields: [(name, "1")])).word == "invalid")
        #expect(try bench.outcome(of: TransferRequest(url: url, fields: [("A", "1\r\nB: 2")])).word == "invalid")
        #expect(try bench.outcome(of: TransferRequest(method: "GET /", url: url)).word == "invalid")
        #expect(try bench.outcome(of: TransferRequest(url: url + " x")).word == "invalid")
        #expect(try bench.outcome(of: TransferRequest(method: "HEAD", url: url, body: [])).word == "invalid")
        #expect(bench.requests == [])
        bench.close()
    }

    @Test("a peer that speaks no TLS, ends it or breaks it off has a cause each")
    func handshakes() throws {
        let bench = try CurlBench()
        let url = { (port: Int) in TransferRequest(url: "https://127.0.0.1:\(port)/") }
        // A ClientHello is no request to the server, which therefore acts when it accepts.
        let plain = try bench.serve(accepted: { $0.whenReceived = [.send("HTTP/1.1 400 Bad\r\n\r\n")] }) { _ in [] }
        #expect(try bench.outcome(of: url(plain)).word == "tls")
        let ending = try bench.serve(accepted: { $0.whenReceived = [.finish] }) { _ in [] }
        #expect(try bench.outcome(of: url(ending)).word == "closed")
        let breaking = try bench.serve(accepted: { $0.whenReceived = [.reset] }) { _ in [] }
        #expect(try bench.outcome(of: url(breaking)).word == "reset")
        bench.close()
    }

    @Test("a proxy that refuses a tunnel, and one that does not exist, have a cause each")
    func proxies() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("no", status: "403 Forbidden")] }
        for (proxy, word) in [
            ("http://127.0.0.1:\(port)", "proxy"), ("http://127.0.0.1:\(LoopbackSocket().port)", "refused"),
            ("http://nobody.invalid", "dns"),
        ] {
            try bench.use(TransferSettings(proxies: ProxySettings(https: proxy)))
            #expect(try bench.outcome(of: TransferRequest(url: "https://127.0.0.1/")).word == word)
        }
        bench.close()
    }

    @Test("HTTP/2 without asking has no answer from a server of HTTP/1.1")
    func priorKnowledge() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("ok")] }
        try bench.use(TransferSettings(version: .http2, timeout: .seconds(2)))
        let outcome = try bench.get(port)
        #expect(outcome.word == "closed")
        bench.close()
    }
}
