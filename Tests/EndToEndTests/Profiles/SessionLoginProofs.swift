import Foundation
import Testing

extension EndToEndCounts {
    /// `--auth-url`: the sessions of the one-line form log in before they dial.
    @Suite struct SessionLoginProofs {
        @Test(.timeLimit(.minutes(1)))
        func `every session logs in once at the embedded target and dials with its token`() throws {
            let target = try Peer.target()
            let address = "127.0.0.1:\(target.port)"
            let run = try LoadRun([
                "--streaming-url", "ws://\(address)/ws/stream", "--auth-url", "http://\(address)", "-c", "20", "-r",
                "5",
                "-d", "1", "--message", #"{"id": "{{id}}"}"#, "--reply", "id:id",
            ])
            let counts = try target.finish()
            #expect(run.status == 0)
            #expect(run.lifecycle["established"].int == 20)
            #expect(run.count("http_reqs") == 20)
            #expect(counts["routes", "POST /auth/login"].counts == ["200": 20])
            #expect(counts["routes", "GET /ws/stream"].counts == ["101": 20])
            #expect(counts["messages_received"].int == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a FastAPI service is logged in at as well, and a wrong password opens nothing`() throws {
            let service = try Peer.python("fastapi_app.py")
            let address = "127.0.0.1:\(service.port)"
            let load = ["-c", "10", "-r", "5", "-d", "1", "--message", #"{"id": "{{id}}"}"#, "--reply", "id:id"]
            let run = try LoadRun(
                ["--streaming-url", "ws://\(address)/ws?token=", "--auth-url", "http://\(address)"] + load)
            #expect(run.status == 0)
            #expect(run.lifecycle["established"].int == 10)
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
            let refused = try LoadRun(
                ["--streaming-url", "ws://\(address)/ws?token=", "--auth-url", "http://ada:wrong@\(address)"] + load)
            #expect(refused.lifecycle["attempts"].int == 0)
            #expect(refused.errorsByCause == ["login 401": 10])
            #expect(refused.metric("http_req_failed")["passes"].int == 10)
            let counts = try service.finish()
            #expect(counts["requests"].counts == ["POST /auth/login 200": 10, "POST /auth/login 401": 10])
            #expect(counts["sockets_accepted"].int == 10)
            #expect(counts["sockets_refused"].int == 0)
            #expect(counts["messages_received"].int == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a service without an answer ends the run at its end`() throws {
            let peer = try Peer.python("rest_peer.py")
            let run = try LoadRun(
                [
                    "--streaming-url", "ws://127.0.0.1:\(peer.port)/", "--auth-url",
                    "http://127.0.0.1:\(peer.port)/hang", "-c", "5", "-d", "1", "--graceful-stop", "1s",
                ])
            #expect(run.seconds < 4)
            #expect(run.lifecycle["attempts"].int == 0)
            // As in a profile: waited for as long as the drain may take, and counted at their age.
            #expect(run.count("http_reqs") == 5)
            #expect(run.errorsByCause == ["login unanswered": 5])
            #expect((run.metric("http_response_time")["min"].double ?? 0) > 1_900)
            #expect(run.status == 110)
            #expect(try peer.finish()["requests"].counts == ["POST /hang": 5])
        }
    }
}
