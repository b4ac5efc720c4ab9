/// Issues tokens, verifies and revokes them.
struct TokenIssuer {
    /// What a token is good for.
    enum Use: String {
        case access
        case refresh
    }

    struct Claims: Equatable {
        var subject: String
        var use: Use
        /// Unix seconds.
        var expires: Int
        /// The number that it was issued under.
        var serial: Int
    }

    /// Why a token is refused, in the words of the answer.
    enum Defect: String, Error {
        case missing = "no token"
        case malformed = "not a token of this service"
        case expired = "the token has expired"
        case revoked = "the token is revoked"
        case misused = "a token for another use"
    }

    private let key: [UInt8]
    private var issued = 0
    private var revoked = RevokedTokens()

    init(secret: String) {
        key = Array(secret.utf8)
    }

    /// A new token: `lifetime` is in seconds, `now` in Unix seconds. Nil when the serial numbers are used up.
    mutating func issue(to subject: String, for use: Use, lifetime: Int, now: Int) -> String? {
        guard issued < RevokedTokens.mostSerials else { return nil }
        var payload = JSONObject()
        payload.add("sub", subject)
        payload.add("use", use.rawValue)
        payload.add("iat", now)
        payload.add("exp", now + lifetime)
        payload.add("jti", issued)
        issued += 1
        return String(decoding: WebToken.sign(payload.bytes, key: key), as: UTF8.self)
    }

    func verify(_ token: String?, for use: Use = .access, now: Int) throws(Defect) -> Claims {
        guard let token, !token.isEmpty else { throw .missing }
        guard let payload = WebToken.payload(of: Array(token.utf8), key: key), let members = JSONMembers(payload),
            let subject = members.text("sub"), let used = members.text("use").flatMap(Use.init),
            let expires = members.number("exp").flatMap(Int.init(exactly:)),
            let serial = members.number("jti").flatMap(Int.init(exactly:))
        else { throw .malformed }
        guard expires > now else { throw .expired }
        guard !revoked.contains(serial) else { throw .revoked }
        guard used == use else { throw .misused }
        return Claims(subject: subject, use: used, expires: expires, serial: serial)
    }

    mutating func revoke(_ claims: Claims) { revoked.insert(claims.serial) }
}
