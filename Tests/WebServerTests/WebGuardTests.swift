import EventLoop
import HTTP
import Testing

@testable import WebServer

@Suite("Who may ask")
struct WebGuardTests {
    private static func request(_ fields: [String], line: String = "GET / HTTP/1.1") -> HTTPRequest? {
        var reader = HTTPRequestReader()
        let bytes = Array(([line] + fields).joined(separator: "\r\n").utf8) + Array("\r\n\r\n".utf8)
        // Borrowed for the call.
        guard case .request(let request, _) = unsafe bytes.withUnsafeBytes({ unsafe reader.read($0) }) else {
            return nil
        }
        return request
    }

    /// The guard of a page served under a host, on a numeric address.
    private static func gate(_ host: String, bound: String, token: String? = nil) throws -> WebGuard {
        let settings = WebSettings(address: WebAddress(host: host, port: 8089), token: token)
        return WebGuard(settings, bound: try #require(SocketAddress(bound)), machineName: "Load-1.example.org")
    }

    /// The status of the refusal, nil when the request may be served.
    private static func status(
        _ gate: WebGuard, _ fields: [String], line: String = "GET / HTTP/1.1"
    ) throws -> Int? {
        gate.refusal(of: try #require(request(fields, line: line)), on: 8089)?.status
    }

    @Test(
        "On loopback the page has the names of loopback, whatever the port",
        arguments: [
            ("localhost", true), ("localhost:8089", true), ("LOCALHOST:1", true), ("localhost.", true),
            ("127.0.0.1:8089", true), ("[::1]:8089", true), ("[0:0:0::1]", true), ("127.0.0.2", false),
            ("10.0.0.1", false), ("load-1", false), ("evil.example", false), ("evil.example:8089", false),
            ("localhost.evil.example", false), ("127.0.0.1.evil.example", false), ("user@localhost", false),
            ("localhost/x", false), ("localhost:x", false), ("localhost:", false), ("", false), ("[::1", false),
            ("localhost, evil.example", false), ("local host", false), ("2130706433", false), ("0x7f.1", false),
        ])
    func loopbackNames(host: String, isOwn: Bool) throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1")
        #expect(try Self.status(gate, ["Host: \(host)"]) == (isOwn ? nil : 403))
    }

    @Test(
        "On another address also numeric ones and the machine's own name, with any domain",
        arguments: [
            ("0.0.0.0", true), ("localhost", true), ("10.0.0.1:8089", true), ("[fe80::1]:80", true), ("load-1", true),
            ("LOAD-1:8089", true), ("load-1.lan", true), ("load-1.example.org", true), ("page.example.org", true),
            ("load-12", false), ("x.load-1", false), ("evil.example", false), ("example.org", false),
        ])
    func reachableNames(host: String, isOwn: Bool) throws {
        let gate = try Self.gate("Page.example.org", bound: "0.0.0.0")
        #expect(try Self.status(gate, ["Host: \(host)"]) == (isOwn ? nil : 403))
    }

    @Test("A Host field must be there, once")
    func oneHost() throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1")
        #expect(try Self.status(gate, []) == 403)
        #expect(try Self.status(gate, [], line: "GET / HTTP/1.0") == 403)
        #expect(try Self.status(gate, ["Host: localhost", "Host: localhost"]) == 403)
        #expect(try Self.status(gate, ["Host: localhost", "Host: evil.example"]) == 403)
        let request = try #require(Self.request([]))
        let refusal = try #require(gate.refusal(of: request, on: 8089))
        let text = String(decoding: refusal.body, as: UTF8.self)
        #expect(text.contains("127.0.0.1, [::1], localhost"))
    }

    @Test(
        "A page of another origin is refused",
        arguments: [
            ("localhost:8089", "http://localhost:8089", true), ("localhost:8089", "HTTP://LOCALHOST:8089", true),
            ("localhost:8089", "http://localhost", false), ("localhost:8089", "http://localhost:8090", false),
            ("localhost:8089", "http://127.0.0.1:8089", false), ("localhost:8089", "null", false),
            ("localhost:8089", "http://evil.example:8089", false), ("localhost:8089", "file://", false),
            ("localhost:8089", "localhost:8089", false), ("localhost:8089", "", false),
            ("localhost:8089", "http://localhost:8089, http://evil.example", false),
            ("localhost:8089", "http://localhost:8089/x", false), ("localhost", "http://localhost", true),
            ("localhost", "http://localhost:80", true), ("localhost:80", "http://localhost", true),
            ("localhost", "https://localhost", true), ("localhost:443", "https://localhost", true),
            ("localhost:80", "https://localhost", false), ("[::1]:8089", "http://[::1]:8089", true),
            ("localhost:8089", "chrome-extension://localhost:8089", false),
        ])
    func origins(host: String, origin: String, isOwn: Bool) throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1")
        for line in ["GET / HTTP/1.1", "POST /stop HTTP/1.1"] {
            #expect(try Self.status(gate, ["Host: \(host)", "Origin: \(origin)"], line: line) == (isOwn ? nil : 403))
        }
    }

    @Test(
        "What a browser says about the site that asks is believed",
        arguments: [
            ("same-origin", nil), ("none", nil), ("same-site", 403), ("cross-site", 403), ("", 403), ("novelty", 403),
        ] as [(String, Int?)])
    func sites(site: String, status: Int?) throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1")
        #expect(try Self.status(gate, ["Host: localhost", "Sec-Fetch-Site: \(site)"]) == status)
    }

    @Test(
        "Methods other than GET, HEAD and POST are not served",
        arguments: [
            ("GET", nil), ("HEAD", nil), ("POST", nil), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405), ("TRACE", 405),
            ("G", 405),
        ] as [(String, Int?)])
    func methods(method: String, status: Int?) throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1")
        #expect(try Self.status(gate, ["Host: localhost"], line: "\(method) / HTTP/1.1") == status)
    }

    @Test(
        "The token comes as a bearer or in the query, never in a cookie",
        arguments: [
            ("/x", "Authorization: Bearer s3cret;x", nil), ("/x", "authorization: bearer  s3cret;x", nil),
            ("/x", "Cookie: streamload_8089=s3cret%3Bx", 401), ("/x", "Cookie: token=s3cret%3Bx", 401),
            ("/x?token=s3cret%3Bx", "A: b", nil), ("/x?a=b&token=s3cret;x", "A: b", nil),
            ("/x?token=wrong", "Authorization: Bearer s3cret;x", nil), ("/x", "A: b", 401),
            ("/x", "Authorization: Basic s3cret;x", 401), ("/x", "Authorization: s3cret;x", 401),
            ("/x", "Authorization: Bearer", 401), ("/x", "Authorization: Bearer s3cret;", 401),
            ("/x", "Authorization: Bearer s3cret;xs3cret;x", 401), ("/x", "Authorization: Bearer S3cret;x", 401),
            ("/x?token=", "A: b", 401), ("/x?token", "A: b", 401), ("/x?token=wrong", "A: b", 401),
            ("/x", "Cookie: streamload_8089=", 401), ("/x", "Cookie: streamload_8089", 401),
        ] as [(String, String, Int?)])
    func tokens(target: String, field: String, status: Int?) throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1", token: "s3cret;x")
        #expect(try Self.status(gate, ["Host: localhost", field], line: "GET \(target) HTTP/1.1") == status)
        #expect(try Self.status(gate, ["Host: evil.example", field], line: "GET \(target) HTTP/1.1") == 403)
    }

    @Test("A token in the address of the page moves into a cookie")
    func cookie() throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1", token: "s3cret;x")
        let request = try #require(Self.request(["Host: localhost"], line: "GET /?token=s3cret%3Bx HTTP/1.1"))
        let answer = try #require(gate.refusal(of: request, on: 8089))
        #expect(answer.status == 303)
        #expect(answer.headers.map(\.0) == ["Location", "Set-Cookie"])
        #expect(answer.headers.first?.1 == "/")
        let field = try #require(answer.headers.last?.1)
        #expect(field.hasPrefix("streamload_8089=") && field.hasSuffix("; HttpOnly; SameSite=Strict; Path=/"))
        let cookie = String(field.prefix { $0 != ";" })
        let value = cookie.dropFirst("streamload_8089=".count)
        #expect(value.count == 64 && value.allSatisfy(\.isHexDigit))
        for (sent, status) in [
            (cookie, nil), ("a=b; \(cookie)", nil), ("streamload_8089=old; \(cookie)", nil), ("x\(cookie)", 401),
            (String(cookie.dropLast()), 401), ("streamload_8090=\(value)", 401),
        ] as [(String, Int?)] {
            #expect(try Self.status(gate, ["Host: localhost", "Cookie: \(sent)"]) == status, "\(sent)")
        }
        #expect(try Self.status(gate, ["Host: localhost", "Authorization: Bearer \(value)"]) == 401)
        let open = try Self.gate("127.0.0.1", bound: "127.0.0.1")
        #expect(open.refusal(of: request, on: 8089) == nil)
    }

    @Test("A cookie opens nothing but the server that gave it")
    func cookieOfAnother() throws {
        let request = try #require(Self.request(["Host: localhost"], line: "GET /?token=s3cret HTTP/1.1"))
        let given = try (0..<2).map { _ in try Self.gate("127.0.0.1", bound: "127.0.0.1", token: "s3cret") }
        let cookies = try given.map { gate in
            let field = try #require(gate.refusal(of: request, on: 8089)?.headers.last?.1)
            return "Cookie: \(field.prefix { $0 != ";" })"
        }
        for (index, gate) in given.enumerated() {
            #expect(try Self.status(gate, ["Host: localhost", cookies[index]]) == nil)
            #expect(try Self.status(gate, ["Host: localhost", cookies[1 - index]]) == 401)
        }
        let elsewhere = try #require(Self.request(["Host: localhost", cookies[0]]))
        #expect(given[0].refusal(of: elsewhere, on: 8090)?.status == 401)
    }

    @Test("Who has no token is told how to send one, and never what it is")
    func login() throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1", token: "s3cret")
        for (accept, type, text) in [
            ("text/html,*/*", "text/html; charset=utf-8", "<form action=\"/\" method=\"get\">"),
            ("*/*", "text/plain; charset=utf-8", "Authorization: Bearer TOKEN"),
        ] {
            for target in ["/", "/?token=wrong"] {
                let fields = ["Host: localhost", "Accept: \(accept)"]
                let request = try #require(Self.request(fields, line: "GET \(target) HTTP/1.1"))
                let answer = try #require(gate.refusal(of: request, on: 8089))
                #expect(answer.status == 401)
                #expect(answer.contentType == type)
                #expect(answer.headers.map { "\($0.0): \($0.1)" } == ["WWW-Authenticate: Bearer"])
                let body = String(decoding: answer.body, as: UTF8.self)
                #expect(body.contains(text))
                #expect(!body.contains("s3cret"))
            }
        }
    }

    @Test("An empty token is nobody's")
    func emptyToken() throws {
        let gate = try Self.gate("127.0.0.1", bound: "127.0.0.1", token: "")
        #expect(try Self.status(gate, ["Host: localhost"], line: "GET /x?token= HTTP/1.1") == 401)
    }
}
