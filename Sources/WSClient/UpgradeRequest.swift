internal import Foundation
package import HTTP
internal import TLS
package import Timing

/// The client's opening handshake (RFC 6455 §4.1): what is asked for, as bytes.
package struct UpgradeRequest: Sendable {
    package var pathAndQuery: String
    package var host: String
    package var subprotocols: [String]
    /// Further fields, in order; one named Host replaces ours.
    package var fields: [(name: String, value: String)]
    package var offersCompression: Bool

    package init(
        pathAndQuery: String, host: String, subprotocols: [String] = [], fields: [(name: String, value: String)] = [],
        offersCompression: Bool = false
    ) {
        self.pathAndQuery = pathAndQuery
        self.host = host
        self.subprotocols = subprotocols
        self.fields = fields
        self.offersCompression = offersCompression
    }

    /// The request as it goes on the wire.
    ///
    /// - Parameter key: the Sec-WebSocket-Key of this one handshake.
    /// - Returns: the whole head, up to and including its empty line.
    package func bytes(key: String) -> [UInt8] {
        let ownHost = fields.last { $0.name.lowercased() == "host" }?.value
        var text = "GET \(pathAndQuery) HTTP/1.1\r\nHost: \(ownHost ?? host)\r\n"
        text += "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        text += "Sec-WebSocket-Key: \(key)\r\nSec-WebSocket-Version: 13\r\n"
        if !subprotocols.isEmpty {
            text += "Sec-WebSocket-Protocol: \(subprotocols.joined(separator: ", "))\r\n"
        }
        if offersCompression { text += "Sec-WebSocket-Extensions: \(DeflateParameters.offer)\r\n" }
        for field in fields where field.name.lowercased() != "host" {
            text += "\(field.name): \(field.value)\r\n"
        }
        return Array((text + "\r\n").utf8)
    }
}

/// The key of one handshake and the answer that proves the server read it (RFC 6455 §4.2.2).
package enum HandshakeKey {
    /// 16 random bytes in base64.
    package static func make(_ random: inout FastRandom) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            let value = random.next()
            bytes.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: value >> (UInt64($0) * 8)) })
        }
        return Data(bytes).base64EncodedString()
    }

    package static func accept(for key: String) -> String {
        Data(Digest.sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))).base64EncodedString()
    }
}

/// What came of a handshake.
package enum UpgradeOutcome: Equatable, Sendable {
    case accepted(subprotocol: String?, deflate: DeflateParameters?)
    /// The server answered with another status than 101.
    case status(Int)
    /// 101, but not to what was asked (RFC 6455 §4.1: the client fails the connection); why, for people.
    case refused(String)
    /// Not HTTP.
    case garbage

    /// Whether frames follow.
    var isSession: Bool {
        if case .accepted = self { true } else { false }
    }
}

/// Judges a server's answer (RFC 6455 §4.1, the client's list of requirements).
package struct UpgradeValidator: Sendable {
    package let key: String
    package let subprotocols: [String]
    package let offeredCompression: Bool

    package init(key: String, subprotocols: [String], offeredCompression: Bool) {
        self.key = key
        self.subprotocols = subprotocols
        self.offeredCompression = offeredCompression
    }

    package func judge(_ head: HTTPHead) -> UpgradeOutcome {
        guard let status = ResponseHead(head)?.status else { return .garbage }
        guard status == 101 else { return .status(status) }
        guard head.lists("upgrade", "websocket") else { return .refused("no Upgrade: websocket") }
        guard head.lists("connection", "upgrade") else { return .refused("no Connection: Upgrade") }
        guard let accept = head.value("sec-websocket-accept") else { return .refused("no Sec-WebSocket-Accept") }
        guard accept == HandshakeKey.accept(for: key) else { return .refused("wrong Sec-WebSocket-Accept") }
        let subprotocol = head.value("sec-websocket-protocol")
        if let subprotocol, !subprotocols.contains(subprotocol) {
            return .refused("subprotocol \(subprotocol.prefix(64)) was not asked for")
        }
        if subprotocol == nil, !subprotocols.isEmpty { return .refused("none of our subprotocols was chosen") }
        guard let extensions = head.value("sec-websocket-extensions") else {
            return .accepted(subprotocol: subprotocol, deflate: nil)
        }
        guard offeredCompression, let deflate = DeflateParameters.read(extensions) else {
            return .refused("extension \(extensions.prefix(64)) was not asked for")
        }
        return .accepted(subprotocol: subprotocol, deflate: deflate)
    }
}
