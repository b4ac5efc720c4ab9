import HTTP
import Testing
import Timing

@testable import WSClient

@Suite("Opening handshakes")
struct UpgradeTests {
    private static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    private static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    @Test("the sample key of RFC 6455 §1.3 has the answer printed there")
    func sampleKeyHasItsAnswer() {
        #expect(HandshakeKey.accept(for: Self.key) == Self.accept)
    }

    @Test("keys are 16 bytes in base64, and no two are alike")
    func keysDiffer() {
        var random = FastRandom(seed: 3)
        let keys = (0..<1_000).map { _ in HandshakeKey.make(&random) }
        #expect(Set(keys).count == 1_000)
        #expect(keys.allSatisfy { $0.utf8.count == 24 && $0.hasSuffix("==") })
    }

    @Test("a request says what RFC 6455 §4.1 asks for, in order")
    func requestIsComplete() {
        let request = UpgradeRequest(
            pathAndQuery: "/chat?room=1", host: "example.com:8080", subprotocols: ["a", "b"],
            fields: [("Origin", "https://example.com"), ("X-Twice", "1"), ("X-Twice", "2")], offersCompression: true)
        #expect(
            String(decoding: request.bytes(key: Self.key), as: UTF8.self) == """
                GET /chat?room=1 HTTP/1.1\r
                Host: example.com:8080\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Protocol: a, b\r
                Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r
                Origin: https://example.com\r
                X-Twice: 1\r
                X-Twice: 2\r
                \r\n
                """)
    }

    @Test("a Host field of the user's replaces ours and stands once", arguments: ["Host", "host", "HOST"])
    func ownHostReplaces(name: String) {
        let request = UpgradeRequest(pathAndQuery: "/", host: "127.0.0.1", fields: [(name, "example.com")])
        let text = String(decoding: request.bytes(key: Self.key), as: UTF8.self).lowercased()
        #expect(text.contains("\r\nhost: example.com\r\n"))
        #expect(!text.contains("127.0.0.1"))
        #expect(text.split(separator: "host:").count == 2)
    }

    /// What differs from a right answer, and what comes of it.
    struct Answer: Sendable, CustomTestStringConvertible {
        var line = "HTTP/1.1 101 Switching Protocols"
        var upgrade: String? = "websocket"
        var connection: String? = "Upgrade"
        var accept: String? = UpgradeTests.accept
        var subprotocol: String?
        var extensions: String?
        var asked: [String] = []
        var offered = false
        var outcome: UpgradeOutcome

        var testDescription: String { "\(line) \(outcome)" }

        var head: HTTPHead {
            let fields = [
                ("upgrade", upgrade), ("connection", connection), ("sec-websocket-accept", accept),
                ("sec-websocket-protocol", subprotocol), ("sec-websocket-extensions", extensions),
            ]
            return HTTPHead(
                startLine: line, fields: fields.compactMap { name, value in value.map { .init(name: name, value: $0) } }
            )
        }
    }

    private static let plain = UpgradeOutcome.accepted(subprotocol: nil, deflate: nil)

    @Test(
        "a right answer is accepted",
        arguments: [
            Answer(outcome: plain), Answer(line: "HTTP/1.0 101", outcome: plain),
            Answer(upgrade: "h2c, WebSocket", connection: "keep-alive, upgrade", outcome: plain),
            Answer(subprotocol: "b", asked: ["a", "b"], outcome: .accepted(subprotocol: "b", deflate: nil)),
            Answer(offered: true, outcome: plain),
            Answer(
                extensions: "permessage-deflate", offered: true,
                outcome: .accepted(subprotocol: nil, deflate: DeflateParameters())),
        ])
    func rightAnswerIsAccepted(answer: Answer) {
        #expect(Self.judge(answer) == answer.outcome)
    }

    @Test(
        "101 to something that was not asked is refused, with the reason",
        arguments: [
            Answer(upgrade: nil, outcome: .refused("no Upgrade: websocket")),
            Answer(upgrade: "websockets", outcome: .refused("no Upgrade: websocket")),
            Answer(connection: nil, outcome: .refused("no Connection: Upgrade")),
            Answer(connection: "keep-alive", outcome: .refused("no Connection: Upgrade")),
            Answer(accept: nil, outcome: .refused("no Sec-WebSocket-Accept")),
            Answer(accept: "S3PPLMBITXAQ9KYGZZHZRBK+XOO=", outcome: .refused("wrong Sec-WebSocket-Accept")),
            Answer(subprotocol: "c", asked: ["a"], outcome: .refused("subprotocol c was not asked for")),
            Answer(subprotocol: "a, b", asked: ["a", "b"], outcome: .refused("subprotocol a, b was not asked for")),
            Answer(subprotocol: "a", outcome: .refused("subprotocol a was not asked for")),
            Answer(asked: ["a"], outcome: .refused("none of our subprotocols was chosen")),
            Answer(
                extensions: "permessage-deflate", outcome: .refused("extension permessage-deflate was not asked for")),
            Answer(extensions: "x-mux", offered: true, outcome: .refused("extension x-mux was not asked for")),
        ])
    func otherSwitchIsRefused(answer: Answer) {
        #expect(Self.judge(answer) == answer.outcome)
    }

    @Test(
        "any other status is that status, and what is no status line is garbage",
        arguments: [
            Answer(line: "HTTP/1.1 200 OK", outcome: .status(200)),
            Answer(line: "HTTP/1.1 302 Found", outcome: .status(302)),
            Answer(line: "HTTP/1.1 503", outcome: .status(503)), Answer(line: "HTTP/1.1 100", outcome: .status(100)),
            Answer(line: "HTTP/1.1", outcome: .garbage), Answer(line: "HTTP/1.1 1010 No", outcome: .garbage),
            Answer(line: "HTTP/1.1 099 No", outcome: .garbage), Answer(line: "HTTP/1.1 +20 No", outcome: .garbage),
            Answer(line: "HTTP/1.1 abc", outcome: .garbage), Answer(line: "HTTP/2 101 No", outcome: .garbage),
        ])
    func statusIsRead(answer: Answer) {
        #expect(Self.judge(answer) == answer.outcome)
    }

    private static func judge(_ answer: Answer) -> UpgradeOutcome {
        UpgradeValidator(key: key, subprotocols: answer.asked, offeredCompression: answer.offered).judge(answer.head)
    }
}
