package import Timing

/// Checks a PEM file (RFC 7468) for what it is to hold, before a handshake would fail on it.
package enum PEMFile {
    package enum Content: String, Sendable {
        case certificate = "CERTIFICATE-----"
        case privateKey = "PRIVATE KEY-----"
    }

    /// - Parameters:
    ///   - path: as error texts name the file.
    ///   - bytes: all of it.
    ///   - content: what it is to hold.
    /// - Throws: `TextError` when it does not hold such a thing that can be used.
    package static func check(_ path: String, _ bytes: [UInt8], holds content: Content) throws(TextError) {
        let text = String(decoding: bytes, as: UTF8.self)
        let isHeld = text.split(whereSeparator: \.isNewline).contains {
            $0.hasPrefix("-----BEGIN ") && $0.hasSuffix(content.rawValue)
        }
        guard isHeld else {
            let kind = content == .certificate ? "certificate" : "private key"
            throw TextError("'\(path)' holds no \(kind) in PEM: expected a line '-----BEGIN … \(content.rawValue)'")
        }
        guard content == .certificate || !text.contains("ENCRYPTED") else {
            throw TextError("'\(path)' is encrypted: expected a key without a passphrase")
        }
    }
}
