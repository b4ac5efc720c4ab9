internal import Timing

/// Who a request comes from.
package enum Credentials: Sendable, Equatable, CustomStringConvertible {
    /// RFC 7617.
    case basic(user: String, password: String)
    /// RFC 6750 §2.1.
    case bearer(token: String)

    /// The value of Authorization.
    package var authorization: String {
        switch self {
        case .basic(let user, let password): "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))"
        case .bearer(let token): "Bearer \(token)"
        }
    }

    /// Shows no secret.
    package var description: String {
        switch self {
        case .basic(let user, _): "Basic \(user):\(SecretText.mask)"
        case .bearer: "Bearer \(SecretText.mask)"
        }
    }
}
