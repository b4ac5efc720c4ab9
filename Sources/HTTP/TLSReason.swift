/// Why a handshake failed, as OpenSSL says it and people do not.
package enum TLSReason {
    /// The reason without the library's numbers, and what it most often means.
    package static func explained(_ text: String) -> String {
        var reason = text
        if text.contains("error:"), let last = text.ranges(of: ":").last { reason = String(text[last.upperBound...]) }
        switch reason {
        case "wrong version number", "packet length too long": return "\(reason): what answers there may not speak TLS"
        default: return reason
        }
    }
}
