internal import TLS

/// A JSON Web Token signed with HS256 (RFC 7519, in the compact form of RFC 7515 §7.1):
///
///     token = base64url(header) "." base64url(payload) "." base64url(HMAC-SHA256(key, header "." payload))
enum WebToken {
    /// `{"alg":"HS256","typ":"JWT"}`, as every token of ours begins.
    private static let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
    private static let dot = UInt8(ascii: ".")

    /// A token with this payload, which is JSON.
    static func sign(_ payload: [UInt8], key: [UInt8]) -> [UInt8] {
        let input = header + [dot] + Base64URL.encode(payload)
        return input + [dot] + Base64URL.encode(Digest.hmacSHA256(input, key: key))
    }

    /// The payload of a token that the key signed; nil for any other text.
    static func payload(of token: [UInt8], key: [UInt8]) -> [UInt8]? {
        let parts = token.split(separator: dot, omittingEmptySubsequences: false)
        guard parts.count == 3, isSignedWithHS256(parts[0]), let signature = Base64URL.decode(parts[2]) else {
            return nil
        }
        let input = Array(token[..<parts[1].endIndex])
        guard isEqual(signature, Digest.hmacSHA256(input, key: key)) else { return nil }
        return Base64URL.decode(parts[1])
    }

    /// RFC 8725 §3.1: the algorithm is looked at, so that `none` is nobody's way in.
    private static func isSignedWithHS256(_ part: ArraySlice<UInt8>) -> Bool {
        if part.elementsEqual(header) { return true }
        guard let text = Base64URL.decode(part), let members = JSONMembers(text) else { return false }
        return members.text("alg") == "HS256"
    }

    /// In a time that does not tell where they differ.
    private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
