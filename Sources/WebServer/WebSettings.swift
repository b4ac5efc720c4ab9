internal import Timing

/// How the page is served.
package struct WebSettings: Sendable, CustomStringConvertible {
    package var address: WebAddress
    /// What whoever asks must know; nil when anybody on this machine may ask.
    package var token: String?

    package init(address: WebAddress = .standard, token: String? = nil) {
        self.address = address
        self.token = token
    }

    /// Without the token.
    package var description: String { token == nil ? "\(address)" : "\(address), token \(SecretText.mask)" }
}
