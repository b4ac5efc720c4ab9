import HTTP
import TestSockets
import Testing
import Timing

@testable import WebServer

@Suite("The server of the page", .timeLimit(.minutes(1)))
struct WebServerTests {
    @Test("Requests are answered one after another on one connection")
    func keptAlive() throws {
        try withWebServer { server in
            let peer = try WebPeer(port: server.port)
            #expect(try peer.ask("GET /a%20b?q=1%2B1").text == "GET /a b 1+1\n")
            let head = try peer.ask("HEAD /a")
            #expect((head.status, head.text, head.head.value("content-length")) == (200, "", "9"))
            let form = ["Content-Type: application/x-www-form-urlencoded"]
            #expect(try peer.ask("POST /form", fields: form, body: "users=20").text == "POST 20\n")
            #expect(try peer.ask("GET /%FF").status == 400)
            #expect(try peer.ask("PUT /a").status == 405)
            #expect(try peer.ask("GET /a", fields: ["Origin: http://evil.example"]).status == 403)
            let header = try peer.ask("GET /header").head
            #expect(header.value("content-disposition") == "attachment; filename=\"aX-Bad: 1\"")
            #expect(header.value("x-bad") == nil)
            let last = try peer.ask("GET /last", fields: ["Connection: close"])
            #expect((last.text, last.head.value("connection")) == ("GET /last -\n", "close"))
            #expect(try peer.isAtEnd())
        }
    }

    @Test("A thousand requests in a row, and a hundred at once, each get their own answer")
    func many() throws {
        try withWebServer { server in
            let peer = try WebPeer(port: server.port)
            for index in 0..<1_000 { #expect(try peer.ask("GET /\(index)").text == "GET /\(index) -\n") }
            peer.write((0..<100).map { "GET /\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined())
            for index in 0..<100 { #expect(try peer.readAnswer().text == "GET /\(index) -\n") }
        }
    }

    @Test("Answers that a slow peer leaves unread are waited for, and so are the requests behind them")
    func slowAnswers() throws {
        try withWebServer { server in
            let slow = try WebPeer(port: server.port, receiveBuffer: 4_096)
            let request = "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
            slow.write(request + request + "GET /after HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try WebPeer(port: server.port).ask("GET /other").text == "GET /other -\n")
            for _ in 0..<2 { #expect(try slow.readAnswer().body == largeBody) }
            #expect(try slow.readAnswer().text == "GET /after -\n")
        }
    }

    @Test("A large text travels compressed, a picture does not")
    func compressed() throws {
        try withWebServer { server in
            let peer = try WebPeer(port: server.port)
            let text = try peer.ask("GET /large", fields: ["Accept-Encoding: gzip"])
            #expect(text.head.value("content-encoding") == "gzip")
            #expect(text.body.count < largeBody.count / 50)
            let picture = try peer.ask("GET /picture", fields: ["Accept-Encoding: gzip"])
            #expect(picture.body == largeBody)
        }
    }

    @Test(
        "What cannot be read is refused, and the connection ended",
        arguments: [
            ("\u{16}\u{3}\u{1}\u{2}\u{0}", 400), ("hello\r\n\r\n", 400), ("GET /\r\n\r\n", 400), ("\u{0}", 400),
            ("GET / HTTP/1.1\r\nno field\r\n\r\n", 400), ("GET http://localhost/ HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nA: \(String(repeating: "x", count: 16_384))\r\n\r\n", 431),
            ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
            ("GET / HTTP/1.0\r\n\r\n", 403),
        ])
    func unreadable(text: String, status: Int) throws {
        try withWebServer { server in
            let peer = try WebPeer(port: server.port)
            peer.write(text)
            let answer = try peer.readAnswer()
            #expect(answer.status == status)
            #expect(answer.head.value("x-frame-options") == "DENY")
            #expect(answer.head.value("connection") == "close")
            #expect(try peer.isAtEnd())
            #expect(try WebPeer(port: server.port).ask("GET /").status == 200)
        }
    }

    @Test("A peer that waits for it is told to go on")
    func goOn() throws {
        try withWebServer { server in
            let peer = try WebPeer(port: server.port)
            let fields = ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 65536"]
            let lines = ["POST /form HTTP/1.1", "Host: localhost", "Expect: 100-continue"] + fields
            peer.write(lines.joined(separator: "\r\n") + "\r\n\r\n")
            #expect(try BlockingHTTP.status(of: peer.readHead()) == 100)
            peer.write("users=1&" + String(repeating: "x", count: 65_528))
            #expect(try peer.readAnswer().text == "POST 1\n")
        }
    }

    @Test("Behind a token the page is open with its cookie")
    func token() throws {
        try withWebServer(token: "s3cret") { server in
            let peer = try WebPeer(port: server.port)
            #expect(try peer.ask("GET /").status == 401)
            #expect(try peer.ask("GET /?token=s3cre").status == 401)
            let login = try peer.ask("GET /?token=s3cret")
            #expect((login.status, login.head.value("location")) == (303, "/"))
            let cookie = try #require(login.head.value("set-cookie")).prefix { $0 != ";" }
            #expect(try peer.ask("GET /", fields: ["Cookie: \(cookie)"]).status == 200)
            #expect(try peer.ask("GET /", fields: ["Authorization: Bearer s3cret"]).status == 200)
        }
    }

    @Test("More connections than are served get 503, far more are closed at once")
    func tooMany() throws {
        var limits = WebLimits()
        limits.connections = 2
        try withWebServer(limits: limits) { server in
            let served = try (0..<2).map { _ in try WebPeer(port: server.port) }
            for peer in served { #expect(try peer.ask("GET /").status == 200) }
            let refused = try (0..<2).map { _ in try WebPeer(port: server.port) }
            for peer in refused { #expect(try peer.readAnswer().status == 503) }
            let closed = try WebPeer(port: server.port)
            #expect(try closed.isAtEnd())
            for peer in served { #expect(try peer.ask("GET /").status == 200) }
        }
    }

    @Test("A connection that asks nothing for too long is closed, one that asks is not")
    func idle() throws {
        var limits = WebLimits()
        limits.idle = .seconds(1)
        limits.sweep = .milliseconds(10)
        try withWebServer(limits: limits) { server in
            let silent = try WebPeer(port: server.port)
            let halting = try WebPeer(port: server.port)
            halting.write("GET / HTTP/1.1\r\nHost: local")
            let answered = try WebPeer(port: server.port)
            #expect(try answered.ask("GET /").status == 200)
            for peer in [silent, halting, answered] { #expect(try peer.isAtEnd()) }
        }
    }

    @Test("An address that cannot be served says why")
    func refusals() throws {
        func failure(_ host: String, port: Int = 0, token: String? = nil) -> String {
            do {
                let settings = WebSettings(address: WebAddress(host: host, port: port), token: token)
                let server = try WebServer(settings, reply: testRoutes)
                server.stop()
                return ""
            } catch {
                return error.description
            }
        }
        try withWebServer { server in
            #expect(failure("127.0.0.1", port: server.port).contains("Address already in use"))
        }
        #expect(failure("192.0.2.1", token: "t").contains("cannot listen on 192.0.2.1:0: "))
        #expect(failure("0.0.0.0").contains("wants a token"))
        #expect(failure("127.0.0.1", token: "").contains("empty"))
        #expect(failure("0.0.0.0", token: "t").isEmpty)
        #expect(failure("localhost").isEmpty)
    }

    @Test("A server that stops leaves no descriptor, whoever was connected")
    func leavesNothing() throws {
        var port = 0
        var peers: [WebPeer] = []
        try withWebServer { server in
            port = server.port
            peers = try (0..<8).map { _ in try WebPeer(port: port) }
            for peer in peers[..<4] { #expect(try peer.ask("GET /").status == 200) }
            try peers[4].listen(first: firstEvent)
            peers[5].write("GET / HT")
            #expect(descriptors(boundTo: port) > 5)
        }
        #expect(descriptors(boundTo: port) == 0)
        for peer in peers[..<4] { #expect(try peer.isAtEnd()) }
        #expect(throws: WebPeer.Failure.self) { try WebPeer(port: port) }
    }
}
