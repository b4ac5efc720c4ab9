import Timing

/// Checks a PEM file (RFC 7468) for what it is to hold, before a handshake would fail on it.
enum PEMFile {
    enum Content: String {
        case certificate = "CERTIFICATE-----"
        case privateKey = "PRIVATE KEY-----"
    }

    static func check(
        _ path: String, holds content: Content, read: (String) -> Result<[UInt8], Surroundings.FileError>
    ) throws(TextError) {
        let text: String
        switch read(path) {
        case .failure(let error): throw TextError("'\(path)' cannot be read: \(error.reason)")
        case .success(let bytes): text = String(decoding: bytes, as: UTF8.self)
        }
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
