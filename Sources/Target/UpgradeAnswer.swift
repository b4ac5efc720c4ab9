internal import HTTP
internal import WSClient

/// The server's opening handshake (RFC 6455 §4.2.2): what is agreed with a request, as bytes.
struct UpgradeAnswer: Equatable {
    let bytes: [UInt8]
    let deflate: DeflateParameters?

    enum Judgement: Equatable {
        case accepted(UpgradeAnswer)
        case refused(HTTPAnswer)
    }

    /// Judges a request as RFC 6455 §4.2.1 lists it; the first subprotocol offered is chosen.
    static func judge(_ request: HTTPRequest) -> Judgement {
        let head = request.head
        guard request.asksForWebSocket else {
            return .refused(.failure(426, fields: [HTTPAnswer.Field(name: "Upgrade", value: "websocket")]))
        }
        guard head.value("sec-websocket-version") == "13" else {
            return .refused(.failure(426, fields: [HTTPAnswer.Field(name: "Sec-WebSocket-Version", value: "13")]))
        }
        // A key is 16 bytes in base64, hence 24 characters.
        guard request.method == "GET", head.lists("connection", "upgrade"),
            let key = head.value("sec-websocket-key"), key.utf8.count == 24
        else { return .refused(.failure(400)) }
        var text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        text += "Sec-WebSocket-Accept: \(HandshakeKey.accept(for: key))\r\n"
        let offered = head.value("sec-websocket-protocol")?.split(separator: ",").map { $0.trimmed() } ?? []
        if let chosen = offered.first { text += "Sec-WebSocket-Protocol: \(chosen)\r\n" }
        let deflate = head.value("sec-websocket-extensions").flatMap(DeflateNegotiation.answer)
        if let deflate { text += "Sec-WebSocket-Extensions: \(deflate.field)\r\n" }
        return .accepted(UpgradeAnswer(bytes: Array((text + "\r\n").utf8), deflate: deflate?.parameters))
    }
}
