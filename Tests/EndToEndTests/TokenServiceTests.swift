import Foundation
import Testing

extension EndToEnd {
    /// A service of tokens on FastAPI and uvicorn: written as people write theirs.
    @Suite struct TokenService {
        /// Asks the service with a client that is not ours.
        private func ask(_ service: Peer, _ path: String, _ body: String, bearer: String = "") throws -> (Int, JSON) {
            let script = """
                import sys, urllib.request, urllib.error
                request = urllib.request.Request(sys.argv[1], sys.argv[2].encode(), {
                    "Content-Type": "application/json", "Authorization": "Bearer " + sys.argv[3]})
                try:
                    answer = urllib.request.urlopen(request, timeout=10)
                except urllib.error.HTTPError as error:
                    answer = error
                print(answer.status, answer.read().decode() or "{}")
                """
            let url = "http://127.0.0.1:\(service.port)\(path)"
            let program = try Program(Project.python, ["-c", script, url, body, bearer])
            try #require(try program.wait(within: 20) == 0, "\(program.errors)")
            let parts = program.output.split(separator: " ", maxSplits: 1).map(String.init)
            return (Int(parts[0]) ?? 0, try JSON(Data(parts[1].utf8)))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a token opens sessions until it is revoked, and then none`() throws {
            let service = try Peer.python("fastapi_app.py")
            let (status, answer) = try ask(service, "/auth/login", #"{"username": "ada", "password": "secret"}"#)
            #expect(status == 200)
            let token = try #require(answer["access_token"].string)
            let flags = [
                "--streaming-url", "ws://127.0.0.1:\(service.port)/ws?token=\(token)", "-c", "5", "-r", "10", "-d", "2",
                "--message", #"{"id": "{{id}}"}"#, "--reply", "id:id",
            ]
            let open = try LoadRun(flags)
            #expect(open.status == 0)
            #expect(open.lifecycle["ended", "closed_by_client"].counts == ["1000": 5])
            let sent = try #require(open.count("ws_msgs_sent"))
            #expect(sent >= 95)
            #expect(open.count("ws_service_time") == sent)

            #expect(try ask(service, "/auth/revoke", "{}", bearer: token).0 == 204)
            let refused = try LoadRun(flags)
            #expect(refused.status == 110)
            #expect(refused.lifecycle["connect_failed", "causes"].counts == ["http_403": 5])

            let counts = try service.finish()
            #expect(counts["sockets_accepted"].int == 5)
            #expect(counts["sockets_refused"].int == 5)
            #expect(counts["messages_received"].int == sent)
            #expect(counts["requests"].counts == ["POST /auth/login 200": 1, "POST /auth/revoke 204": 1])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a bad token that is refused after the handshake is a session that the peer closed`() throws {
            let service = try Peer.python("fastapi_app.py")
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(service.port)/ws?token=forged.by.us&late=1", "-c", "5", "-r", "0",
                "-d",
                "2",
            ])
            #expect(run.lifecycle["established"].int == 5)
            #expect(run.lifecycle["ended", "closed_by_peer"].counts == ["1008": 5])
            #expect(try service.finish()["sockets_refused"].int == 5)
        }
    }
}
