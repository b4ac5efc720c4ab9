import HTTP
import Target
import TestSockets
import Testing
import WSClient

@Suite("The services of the target", .timeLimit(.minutes(1)))
struct ServiceTests {
    @Test(
        "An echo comes back with its type and content, whatever its length",
        arguments: [0, 1, 125, 126, 65_536, 1_000_000])
    func echo(length: Int) throws {
        let content = String(repeating: "é", count: length / 2) + String(repeating: "x", count: length % 2)
        let counts = try withTarget { port in
            let peer = try TestPeer(port: port)
            #expect(try peer.upgrade("/echo").status == 101)
            peer.send(content)
            #expect(try peer.next() == .text(content))
            peer.frame(.binary, Array(content.utf8))
            #expect(try peer.next() == .binary(Array(content.utf8)))
            peer.frame(.ping, [1, 2, 3])
            #expect(try peer.next() == .pong([1, 2, 3]))
            peer.sendClose(4001)
            #expect(try peer.rest() == [.close(4001), .finished])
        }
        #expect(counts.connections == 1)
        #expect(counts.handshakes == TargetCounts.Handshakes(accepted: 1, refused: 0, hung: 0))
        #expect(counts.sessions == 1)
        #expect(counts.sessionsPeak == 1)
        #expect(counts.messagesReceived == 2)
        #expect(counts.messagesSent == 2)
        #expect(counts.messageBytesReceived == 2 * length)
        #expect(counts.messageBytesSent == 2 * length)
        #expect(counts.pingsReceived == 1)
        #expect(counts.pongsSent == 1)
        #expect(counts.closesReceived == ["4001": 1])
        #expect(counts.closesSent == ["4001": 1])
        #expect(counts.lost == 0)
    }

    @Test(
        "A compressed echo survives every negotiated window",
        arguments: [
            "permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits=9",
            "permessage-deflate; server_max_window_bits=9; server_no_context_takeover; client_no_context_takeover",
        ])
    func compression(offer: String) throws {
        try withTarget { port in
            let peer = try TestPeer(port: port)
            let answer = try peer.upgrade("/echo", fields: ["Sec-WebSocket-Extensions: \(offer)"])
            #expect(answer.head.value("sec-websocket-extensions") != nil)
            for content in ["", "a", String(repeating: "compress me ", count: 5_000), "again"] {
                peer.send(content)
                #expect(try peer.next() == .text(content))
            }
            #expect(try peer.finish() == [])
        }
    }

    @Test("The first subprotocol offered is chosen")
    func subprotocol() throws {
        try withTarget { port in
            let answer = try TestPeer(port: port).upgrade("/echo", fields: ["Sec-WebSocket-Protocol: chat.v2, chat.v1"])
            #expect(answer.head.value("sec-websocket-protocol") == "chat.v2")
            #expect(answer.head.value("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        }
    }

    @Test("Plain requests are answered one after another on one connection")
    func keepAlive() throws {
        let counts = try withTarget { port in
            let peer = try TestPeer(port: port)
            let health = try peer.ask("GET /health HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(health.status == 200)
            #expect(health.body == #"{"status":"ok"}"#)
            #expect(try peer.ask("POST /nowhere HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").status == 404)
            let head = try peer.ask("HEAD /health HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(head.head.value("content-length") == "15")
            #expect(try peer.ask("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n").status == 426)
            #expect(try peer.ask("GET /health HTTP/1.1\r\nConnection: close\r\n\r\n").status == 200)
            #expect(try peer.rest() == [.finished])
        }
        #expect(counts.connections == 1)
        #expect(counts.requests == 5)
        #expect(counts.handshakes == TargetCounts.Handshakes())
    }

    @Test(
        "A stream without a good token is refused, and the one for demonstrations is good",
        arguments: [
            ("/ws/stream", 401), ("/ws/stream?token=", 401), ("/ws/stream?token=x", 401),
            ("/ws/stream?token=demo", 101),
        ])
    func token(path: String, status: Int) throws {
        let counts = try withTarget { port in
            let answer = try TestPeer(port: port).upgrade(path)
            #expect(answer.status == status)
        }
        #expect(counts.handshakes.refused == (status == 401 ? 1 : 0))
    }

    @Test("A subscription is acknowledged, then each channel ticks with numbers of its own")
    func ticks() throws {
        var plan = TargetPlan()
        plan.tickRate = 200
        let counts = try withTarget(plan) { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/ws/stream?token=demo")
            peer.send(#"{"action":"subscribe","channels":["power","gas"],"id":1}"#)
            #expect(try peer.next() == .text(#"{"type":"subscribed","channels":["power","gas"],"id":1}"#))
            for sequence in 1...5 {
                for channel in ["power", "gas"] {
                    guard case .text(let tick) = try peer.next() else { throw TestPeer.Failure(what: "no tick") }
                    #expect(tick.hasPrefix(#"{"type":"tick","channel":"\#(channel)","seq":\#(sequence),"ts":"#))
                }
            }
            peer.send(#"{"action":"unsubscribe","channels":["power","gas"]}"#)
            while try peer.next() != .text(#"{"type":"unsubscribed","channels":["power","gas"]}"#) {}
            #expect(try peer.finish() == [])
        }
        #expect(counts.subscriptions == 2)
        #expect(counts.acknowledgements == 2)
        #expect(counts.messagesReceived == 0)
        #expect(counts.ticks >= 10)
        #expect(counts.messagesSent == counts.ticks)
    }

    @Test(
        "A message with an id is answered with it",
        arguments: [
            (#"{"type":"ping","id":7}"#, #"{"type":"pong","id":7,"ts":"#),
            (#"{"type":"order","id":"a\"b"}"#, #"{"type":"reply","id":"a\"b","ts":"#),
        ])
    func replies(message: String, start: String) throws {
        try withTarget { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/ws/stream?token=demo")
            peer.send("no JSON, no answer")
            peer.send(message)
            let texts = try peer.finish()
            #expect(texts.count == 1)
            #expect(texts.first?.hasPrefix(start) == true)
        }
    }

    @Test("A peer that breaks the protocol is told how", arguments: [(0x83, 1002), (0xC1, 1002), (0x80, 1002)])
    func violations(firstByte: Int, code: Int) throws {
        let counts = try withTarget { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            peer.write([UInt8(firstByte), 0x80, 0, 0, 0, 0])
            #expect(try peer.rest() == [.close(code), .finished])
        }
        #expect(counts.protocolErrors == 1)
        #expect(counts.closesSent == ["\(code)": 1])
    }

    @Test("A server that stops closes its sessions with 1001 and leaves no thread behind")
    func stop() throws {
        var peers: [TestPeer] = []
        let target = try RunningTarget(TargetPlan())
        for _ in 0..<20 {
            let peer = try TestPeer(port: target.port)
            try peer.upgrade("/echo")
            peers.append(peer)
        }
        let idle = try TestPeer(port: target.port)
        let counts = target.stop()
        #expect(counts.sessions == 20)
        #expect(counts.closesSent == ["1001": 20])
        for peer in peers { #expect(try peer.next() == .close(1001)) }
        #expect(try idle.rest() == [.finished])
    }
}
