import Foundation
import HTTP
import Testing

@testable import Target

@Suite("The services over sockets", .timeLimit(.minutes(1)))
struct ServiceSocketTests {
    private func logIn(_ peer: TestPeer) throws -> String {
        let body = #"{"username":"ann","password":"secret"}"#
        let answer = try peer.ask("POST /auth/login HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        return try #require(JSONMembers(Array(answer.body.utf8))?.text("access_token"))
    }

    @Test("A login's token opens the socket until it is revoked")
    func tokenFlow() throws {
        let counts = try withTarget { port in
            let peer = try TestPeer(port: port)
            let token = try logIn(peer)
            let session = try TestPeer(port: port)
            #expect(try session.upgrade("/ws/stream?token=\(token)").status == 101)
            session.send(#"{"type":"ping","id":1}"#)
            #expect(try session.finish().count == 1)
            #expect(try peer.ask("POST /auth/revoke HTTP/1.1\r\nAuthorization: Bearer \(token)\r\n\r\n").status == 200)
            #expect(try TestPeer(port: port).upgrade("/ws/stream?token=\(token)").status == 401)
        }
        #expect(
            counts.routes == [
                "POST /auth/login": ["200": 1], "POST /auth/revoke": ["200": 1],
                "GET /ws/stream": ["101": 1, "401": 1],
            ])
    }

    @Test("A stream of events looks at a token where there is one")
    func streamToken() throws {
        let counts = try withTarget { port in
            let token = try logIn(try TestPeer(port: port))
            for (path, field, status) in [
                ("", "", 200), ("", "Authorization: Bearer \(token)\r\n", 200),
                ("", "Authorization: Bearer x\r\n", 401),
                ("&token=\(token)", "", 200), ("&token=x", "", 401), ("&token=demo", "", 200),
            ] {
                let answer = try TestPeer(port: port).open(
                    "GET /sse/stream?count=1\(path) HTTP/1.1\r\nHost: h\r\n\(field)\r\n")
                #expect(answer.status == status, "\(path)\(field)")
            }
        }
        #expect(counts.routes["GET /sse/stream"] == ["200": 4, "401": 2])
        #expect(counts.streams.opened == 4)
        #expect(counts.streams.refused == 2)
    }

    @Test("Every answer is counted once by its route, and may be asked for")
    func statistics() throws {
        let counts = try withTarget { port in
            let peer = try TestPeer(port: port)
            for path in ["/api/hello", "/api/hello", "/api/users/1", "/api/users/2", "/nowhere", "/x"] {
                _ = try peer.ask("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
            }
            _ = try peer.ask("HEAD /health HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try peer.ask("BREW /health HTTP/1.1\r\nHost: h\r\n\r\n")
            let stats = try peer.ask("GET /stats HTTP/1.1\r\nHost: h\r\n\r\n")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let counts = try decoder.decode(TargetCounts.self, from: Data(stats.body.utf8))
            #expect(counts.routes["GET /api/hello"] == ["200": 2])
            #expect(counts.requests == 8)
        }
        #expect(
            counts.routes == [
                "GET /api/hello": ["200": 2], "GET /api/users/{id}": ["401": 2], "GET (other)": ["404": 2],
                "HEAD /health": ["200": 1], "(other) /health": ["200": 1], "GET /stats": ["200": 1],
            ])
        #expect(counts.requests == 9)
    }

    @Test("Requests that come at once are answered one after another")
    func pipelining() throws {
        let counts = try withTarget { port in
            let peer = try TestPeer(port: port)
            peer.write((1...50).map { "GET /api/hello?name=\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            for number in 1...50 {
                #expect(try peer.ask("").body == #"{"message":"Hello, \#(number)!"}"#)
            }
        }
        #expect(counts.connections == 1)
        #expect(counts.requests == 50)
    }

    @Test("A megabyte comes back, said in chunks or by its length, before and after its head is answered")
    func largeBodies() throws {
        let body = String(repeating: "0123456789abcdef", count: 65_536)
        try withTarget { port in
            let peer = try TestPeer(port: port)
            let head = "POST /api/echo HTTP/1.1\r\nHost: h\r\n"
            #expect(try peer.ask("\(head)Content-Length: 1048576\r\n\r\n\(body)").body == body)
            let chunk = "80000\r\n\(body.prefix(0x80000))\r\n"
            #expect(try peer.ask("\(head)Transfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)0\r\n\r\n").body == body)
            let interim = try peer.open("\(head)Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")
            #expect(interim.status == 100)
            #expect(try peer.ask("hello").body == "hello")
            #expect(try peer.ask("\(head)Content-Length: 1048577\r\n\r\n").status == 413)
        }
    }

    @Test("Requests whose answers are left unread wait, and lose nothing")
    func throttling() throws {
        let counts = try withTarget { port in
            let peer = try TestPeer(port: port)
            // 15 MB of answers, more than the sockets between us hold.
            peer.write((1...100).map { "GET /api/v1/historical?days=\(4_900 + $0) HTTP/1.1\r\n\r\n" }.joined())
            for number in 1...100 {
                #expect(try peer.ask("").body.hasSuffix(#","count":\#(4_900 + number)}"#))
            }
        }
        #expect(counts.routes == ["GET /api/v1/historical": ["200": 100]])
    }
}
