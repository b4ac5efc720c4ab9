import Foundation
import Testing

extension EndToEnd {
    /// An echo server on PyPI `websockets`, whose reading of RFC 6455 and RFC 7692 is nobody's of ours.
    @Suite struct EchoLibrary {
        /// One combination of what a connection can be.
        struct Conversation: CustomTestStringConvertible {
            var isSecure = false
            var isCompressed = false
            var isBinary = false
            var usesIPv6 = false
            var messageSize = 64

            var testDescription: String {
                [
                    isSecure ? "wss" : "ws", usesIPv6 ? "IPv6" : "IPv4", isCompressed ? "deflate" : "plain",
                    isBinary ? "binary" : "text", "\(messageSize) bytes",
                ].joined(separator: ", ")
            }

            var flags: [String] {
                (isCompressed ? ["--compress"] : []) + (isBinary ? ["--binary"] : [])
                    + ["--message-size", "\(messageSize)"]
            }

            static let all: [Conversation] =
                [false, true].flatMap { secure in
                    [false, true].flatMap { compressed in
                        [false, true].map { Conversation(isSecure: secure, isCompressed: compressed, isBinary: $0) }
                    }
                } + [
                    Conversation(usesIPv6: true),
                    Conversation(isSecure: true, usesIPv6: true),
                    Conversation(messageSize: 200_000),
                    Conversation(isSecure: true, isBinary: true, messageSize: 200_000),
                    Conversation(isSecure: true, isCompressed: true, messageSize: 200_000),
                ]
        }

        @Test(.timeLimit(.minutes(1)), arguments: Conversation.all)
        func `every message is answered and both sides count the same`(_ conversation: Conversation) throws {
            let certificates = try Certificates()
            let host = conversation.usesIPv6 ? "::1" : "127.0.0.1"
            let peer = try Peer.python(
                "echo_server.py",
                ["--bind", host] + (conversation.isCompressed ? ["--compression"] : [])
                    + (conversation.isSecure ? certificates.server : []))
            let authority = "\(conversation.usesIPv6 ? "[::1]" : host):\(peer.port)"
            // Long messages take whole milliseconds to compress, on both sides.
            let rate = conversation.messageSize > 10_000 ? 2 : 5
            let run = try LoadRun(
                ["--streaming-url", "\(conversation.isSecure ? "wss" : "ws")://\(authority)/"] + conversation.flags
                    + ["-c", "10", "-r", "\(rate)", "-d", "1"] + (conversation.isSecure ? trust(certificates) : []))
            let sent = try #require(run.count("ws_msgs_sent"))
            #expect(run.hasPassed, "\(run.errors)")
            #expect(run.lifecycle["established"].int == 10)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 10])
            #expect(run.lifecycle["unclean"].int == 0)
            #expect(sent >= 5 * rate)
            #expect(run.count("ws_msgs_received") == sent)
            #expect(run.count("ws_service_time") == sent)
            #expect(run.count("ws_msgs_unanswered") == 0)
            #expect(run.count("ws_connecting_tls") == (conversation.isSecure ? 10 : 0))
            let counts = try peer.finish()
            #expect(counts["handshakes"].int == 10)
            #expect(counts[conversation.isBinary ? "binary_received" : "text_received"].int == sent)
            #expect(counts[conversation.isBinary ? "text_received" : "binary_received"].int == 0)
            #expect(counts["messages_sent"].int == sent)
            #expect(counts["deflate_agreed"].int == (conversation.isCompressed ? 10 : 0))
            #expect(counts["closes_received"].counts == ["1000": 10])
        }

        private func trust(_ certificates: Certificates) -> [String] { ["--cacert", certificates.authority] }

        @Test(.timeLimit(.minutes(1)))
        func `compression that the server does not agree to is done without`() throws {
            let peer = try Peer.python("echo_server.py")
            let run = try LoadRun(
                ["--streaming-url", "ws://127.0.0.1:\(peer.port)/", "--compress", "-c", "5", "-r", "5", "-d", "1"])
            #expect(run.hasPassed)
            #expect(run.count("ws_service_time") == run.count("ws_msgs_sent"))
            #expect(try peer.finish()["deflate_agreed"].int == 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `compression makes fewer bytes of long messages`() throws {
            let bytes = try [["--compress"], []].map { flags in
                let peer = try Peer.python("echo_server.py", ["--compression"])
                let run = try LoadRun(
                    ["--streaming-url", "ws://127.0.0.1:\(peer.port)/", "--message-size", "10000"] + flags
                        + ["-c", "2", "-r", "10", "-d", "1"])
                return try #require(run.metric("data_sent")["count"].int)
            }
            #expect(bytes[0] * 10 < bytes[1])
        }

        private func ask(for subprotocols: [String], speaking spoken: [String]) throws -> (run: LoadRun, peer: JSON) {
            let peer = try Peer.python("echo_server.py", spoken.flatMap { ["--subprotocol", $0] })
            let run = try LoadRun(
                ["--streaming-url", "ws://127.0.0.1:\(peer.port)/", "-c", "3", "-r", "5", "-d", "0.5"]
                    + subprotocols.flatMap { ["--subprotocol", $0] })
            return (run, try peer.finish())
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (asked: ["first", "second"], spoken: ["second"], agreed: "second"),
                (asked: ["only"], spoken: ["only", "other"], agreed: "only"),
                (asked: [], spoken: [], agreed: "none"),
            ])
        func `the subprotocol agreed on is one that both sides speak`(
            _ row: (asked: [String], spoken: [String], agreed: String)
        ) throws {
            let (run, peer) = try ask(for: row.asked, speaking: row.spoken)
            #expect(run.lifecycle["established"].int == 3)
            #expect(peer["subprotocols"].counts == [row.agreed: 3])
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                // A server that knows no subprotocols goes on without; whoever asked for one cannot.
                (asked: ["any"], spoken: [], cause: "upgrade"),
                (asked: ["one"], spoken: ["other"], cause: "http_400"),
                (asked: [], spoken: ["only"], cause: "http_400"),
            ])
        func `a subprotocol that cannot be agreed on is a cause`(
            _ row: (asked: [String], spoken: [String], cause: String)
        ) throws {
            let (run, _) = try ask(for: row.asked, speaking: row.spoken)
            #expect(run.causes == [row.cause: 3])
            #expect(run.status == 110)
        }
    }
}
