import CurlTransport
import EventLoop
import TLS
import TestCertificates
import TestSockets
import Testing
import Timing

@Suite("A transfer and its answer", .timeLimit(.minutes(1)))
struct TransferTests {
    @Test("libcurl looks names up on threads of its own, and speaks HTTP/2")
    func library() {
        #expect(CurlLibrary.nameResolution != .blocking)
        #expect(CurlLibrary.hasHTTP2)
        #expect(!CurlLibrary.version.isEmpty)
    }

    @Test("an answer is told with its status, its head and its body")
    func answerIsTold() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("hello", "X-One: 1\r\n", status: "201 Created")] }
        let outcome = try bench.get(port, "/a/../b?c=%20d")
        let answer = try outcome.result.get()
        #expect(answer.status == 201)
        #expect(answer.version == .http11)
        #expect(answer.body == Array("hello".utf8))
        #expect(
            String(decoding: answer.head, as: UTF8.self)
                == "HTTP/1.1 201 Created\r\nX-One: 1\r\nContent-Length: 5\r\n\r\n")
        #expect(bench.requests == ["GET /a/../b?c=%20d HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAccept: */*\r\n\r\n"])
        #expect(outcome.bytesSent == bench.requests.map(\.utf8.count).reduce(0, +))
        #expect(outcome.bytesReceived == answer.head.count + answer.body.count)
        #expect(outcome.peerAddress == "127.0.0.1")
        bench.close()
    }

    @Test("an interim answer is passed over")
    func interimAnswer() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"), .answer("ok")] }
        let answer = try bench.get(port).result.get()
        #expect(answer.status == 200)
        #expect(String(decoding: answer.head, as: UTF8.self) == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
        bench.close()
    }

    @Test(
        "each method goes out under its name, with the length that it must state",
        arguments: [
            ("GET", nil, nil), ("HEAD", nil, nil), ("DELETE", nil, nil), ("OPTIONS", nil, nil), ("POST", nil, "0"),
            ("PUT", nil, "0"), ("PATCH", "{}", "2"), ("POST", "a=b", "3"), ("PUT", "", "0"), ("DELETE", "x", "1"),
            ("GET", "q", "1"), ("PROPFIND", nil, nil),
        ] as [(String, String?, String?)])
    func methods(method: String, body: String?, length: String?) throws {
        let bench = try CurlBench()
        let port = try bench.serve {
            $0.hasPrefix("HEAD") ? [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")] : [.answer("ok")]
        }
        // Twice on the same handle, with a plain request in between: nothing of the one is left in the other.
        for _ in 0..<2 {
            let request = TransferRequest(
                method: method, url: "http://127.0.0.1:\(port)/", body: body.map { Array($0.utf8) })
            #expect(try bench.outcome(of: request).word == "HTTP 200")
            #expect(try bench.get(port).word == "HTTP 200")
        }
        let host = "Host: 127.0.0.1:\(port)\r\nAccept: */*\r\n"
        let stated = length.map { "Content-Length: \($0)\r\n" } ?? ""
        let plain = "GET / HTTP/1.1\r\n\(host)\r\n"
        let expected = "\(method) / HTTP/1.1\r\n\(host)\(stated)\r\n\(body ?? "")"
        #expect(bench.requests == [expected, plain, expected, plain])
        #expect(bench.connections.count == 1)
        bench.close()
    }

    @Test("fields replace libcurl's own, and one without a value has none")
    func fields() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("")] }
        let request = TransferRequest(
            method: "POST", url: "http://127.0.0.1:\(port)/",
            fields: [("Accept", "a/b"), ("X-Empty", ""), ("Host", "other"), ("Content-Type", "c/d")], body: [0x78])
        #expect(try bench.outcome(of: request).word == "HTTP 200")
        let text = try #require(bench.requests.first)
        #expect(
            text == "POST / HTTP/1.1\r\nHost: other\r\nAccept: a/b\r\nX-Empty:\r\nContent-Type: c/d\r\n"
                + "Content-Length: 1\r\n\r\nx")
        bench.close()
    }

    @Test("a kept connection serves one transfer after another; a fresh one each", arguments: [(true, 1), (false, 5)])
    func connections(keeps: Bool, count: Int) throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("ok")] }
        try bench.use(TransferSettings(version: .http1, keepsConnections: keeps))
        let outcomes = try (0..<5).map { _ in try bench.get(port) }
        #expect(outcomes.map(\.isNewConnection) == [true] + Array(repeating: !keeps, count: 4))
        #expect(bench.connections.count == count)
        for outcome in outcomes where !outcome.isNewConnection {
            #expect(outcome.phases.connecting == .zero)
            #expect(outcome.phases.tlsHandshaking == .zero)
        }
        bench.close()
    }

    @Test("a connection that the server has ended is not used again")
    func endedConnection() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("ok"), .finish] }
        #expect(try bench.get(port).word == "HTTP 200")
        try bench.run { bench.connections.allSatisfy { !$0.isOpen } }
        #expect(try bench.get(port).isNewConnection)
        bench.close()
    }

    @Test("1,000 transfers of ten users over ten connections all arrive")
    func thousandTransfers() throws {
        let bench = try CurlBench(connectionsPerHost: 10)
        let port = try bench.serve { request in [.answer(String(request.split(separator: " ")[1]))] }
        var next = 0
        var bodies: Set<String> = []
        try bench.use(TransferSettings(version: .http1))
        let pool = try bench.context.pool(TransferSettings(version: .http1))
        func startNext() {
            guard next < 1_000 else { return }
            let path = "/\(next)"
            next += 1
            pool.start(TransferRequest(url: "http://127.0.0.1:\(port)\(path)")) { outcome in
                #expect(outcome.bodyText == path)
                bodies.insert(path)
                startNext()
                bench.loop.stop()
            }
        }
        for _ in 0..<10 { startNext() }
        try bench.run { bodies.count == 1_000 }
        #expect(bench.requests.count == 1_000)
        #expect(bench.connections.count == 10)
        bench.close()
    }

    @Test("each virtual user has its own cookies")
    func cookies() throws {
        let bench = try CurlBench()
        var users = 0
        let port = try bench.serve { request in
            guard !request.contains("Cookie:") else { return [.answer("known")] }
            users += 1
            return [.answer("new", "Set-Cookie: user=\(users); Path=/\r\n")]
        }
        let jars = [try CookieJar(), try CookieJar()]
        for jar in jars { #expect(try bench.get(port, jar: jar).bodyText == "new") }
        for jar in jars { #expect(try bench.get(port, jar: jar).bodyText == "known") }
        #expect(try bench.get(port).bodyText == "new")
        let sent = bench.requests.compactMap { $0.split(separator: "\r\n").first { $0.hasPrefix("Cookie:") } }
        #expect(sent == ["Cookie: user=1", "Cookie: user=2"])
        bench.close()
    }

    @Test("a name whose address is known is not looked up")
    func knownAddress() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("ok")] }
        let request = TransferRequest(
            url: "http://service.invalid:\(port)/",
            destination: .init(host: "service.invalid", port: port, address: "127.0.0.1"))
        #expect(try bench.outcome(of: request).word == "HTTP 200")
        #expect(bench.requests.first?.contains("Host: service.invalid:\(port)\r\n") == true)
        bench.close()
    }

    @Test("a proxy is sent the whole URL, except for those that need none")
    func proxies() throws {
        let bench = try CurlBench()
        let proxy = try bench.serve { _ in [.answer("proxy")] }
        let port = try bench.serve { _ in [.answer("service")] }
        let settings = ProxySettings(http: "http://127.0.0.1:\(proxy)", exceptions: "127.0.0.1")
        try bench.use(TransferSettings(version: .http1, proxies: settings))
        #expect(try bench.outcome(of: TransferRequest(url: "http://x.invalid/y")).bodyText == "proxy")
        #expect(bench.requests.last?.hasPrefix("GET http://x.invalid/y HTTP/1.1\r\n") == true)
        #expect(try bench.get(port).bodyText == "service")
        bench.close()
    }

    @Test("a compressed answer is asked for by choice, told decompressed and counted as it came")
    func compression() throws {
        let compressed: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57,
            0xC8, 0x40, 0x27, 0x01, 0xE3, 0x51, 0x3D, 0x8D, 0x17, 0x00, 0x00, 0x00,
        ]
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(compressed.count)\r\n\r\n"
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.send(head), .sendBytes(compressed)] }
        try bench.use(TransferSettings(version: .http1, allowsCompression: true))
        let outcome = try bench.get(port)
        #expect(outcome.bodyText == "hello hello hello hello")
        #expect(outcome.bytesReceived == head.utf8.count + compressed.count)
        try bench.use(TransferSettings(version: .http1))
        #expect(try bench.get(port).result.get().body == compressed)
        let asked = bench.requests.map { $0.contains("\r\nAccept-Encoding: ") && $0.contains("gzip") }
        #expect(asked == [true, false])
        bench.close()
    }

    @Test("transfers leave from the source address")
    func sourceAddress() throws {
        let bench = try CurlBench()
        let port = try bench.serve { _ in [.answer("ok")] }
        try bench.use(TransferSettings(version: .http1, sourceAddress: "127.0.0.7"))
        #expect(try bench.get(port).word == "HTTP 200")
        try bench.use(TransferSettings(version: .http1, sourceAddress: "192.0.2.1"))
        #expect(try bench.get(port).word == "address_exhausted")
        bench.close()
    }

    @Test("over TLS, a transfer trusts the authority that it is told to")
    func tls() throws {
        let certificates = try TestCertificates()
        let identity = try certificates.identity("DNS:localhost")
        let server = try TLSContext(certificateFile: identity.certificate, keyFile: identity.key)
        let bench = try CurlBench()
        let port = try bench.serve(tls: server) { _ in [.answer("ok")] }
        let request = TransferRequest(
            url: "https://localhost:\(port)/",
            destination: .init(host: "localhost", port: port, address: "127.0.0.1"))
        for (options, word) in [
            (TLSOptions(caFile: certificates.authority), "HTTP 200"),
            (TLSOptions(insecureSkipVerify: true), "HTTP 200"),
            (TLSOptions(caFile: certificates.stranger), "tls"), (TLSOptions(), "tls"),
        ] {
            try bench.use(TransferSettings(keepsConnections: false, tls: options))
            let outcome = try bench.outcome(of: request)
            #expect(outcome.word == word)
            #expect(outcome.phases.tlsHandshaking > .zero)
        }
        bench.close()
    }
}
