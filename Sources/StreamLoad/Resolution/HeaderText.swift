import LoadEngine
import Timing

/// Reads `Name: value` as a header of the handshake or request (RFC 9110 §5). Error texts never show the value.
enum HeaderText {
    /// Names that the handshake or request itself writes.
    private static let ours: Set = ["upgrade", "connection", "content-length", "transfer-encoding"]

    static func parse(_ text: String, of service: ServiceProtocol) throws(TextError) -> HandshakePlan.Header {
        guard let colon = text.firstIndex(of: ":") else {
            let start = text.prefix { !$0.isWhitespace && $0 != "=" }
            throw TextError("'\(start)…' has no colon: expected 'Name: value'")
        }
        let name = String(text[..<colon])
        guard isToken(name) else {
            throw TextError("'\(name)' is not a header name: expected letters, digits and dashes before the colon")
        }
        guard !ours.contains(name.lowercased()), !name.lowercased().hasPrefix("sec-websocket-") else {
            throw TextError("'\(name)' \(refusal(of: name.lowercased(), service))")
        }
        let value = text[text.index(after: colon)...].unicodeScalars
        guard !value.contains(where: { $0 != "\t" && ($0.value < 0x20 || $0.value == 0x7F) }) else {
            throw TextError("the value of '\(name)' contains a control character, which no header may carry")
        }
        return HandshakePlan.Header(name: name, value: String(value).trimmingBlanks)
    }

    private static func refusal(of name: String, _ service: ServiceProtocol) -> String {
        let isOfHandshake = name.hasPrefix("sec-websocket-") || name == "upgrade"
        switch service {
        case .ws where name == "sec-websocket-protocol":
            return "is written by the handshake itself; --subprotocol asks for one"
        case .ws: return "is written by the handshake itself"
        case .sse where isOfHandshake: return "asks for a WebSocket, and this is an event stream"
        case .sse: return "is written by the request itself"
        }
    }

    /// A token of RFC 9110 §5.6.2.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}

extension String {
    /// Without the blanks at either end.
    var trimmingBlanks: String {
        var trimmed = self[...]
        while let first = trimmed.first, first == " " || first == "\t" { trimmed.removeFirst() }
        while let last = trimmed.last, last == " " || last == "\t" { trimmed.removeLast() }
        return String(trimmed)
    }
}
