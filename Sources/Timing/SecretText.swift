/// Keeps secrets out of everything that is printed: one rule for what counts as one, shared by URLs, headers and
/// message texts.
package enum SecretText {
    /// What stands in a secret's place.
    package static let mask = "***"

    /// Parts of names whose values are secrets: `access_token`, `X-Api-Key`, `Proxy-Authorization`, `sessionid`.
    private static let words = [
        "auth", "cookie", "credential", "jwt", "key", "passwd", "password", "pwd", "secret", "session", "sig", "ticket",
        "token",
    ]

    /// Whether a header, query item or field of this name carries a secret. Errs on the side of hiding.
    package static func isSecret(name: some StringProtocol) -> Bool {
        let lowered = name.lowercased()
        return words.contains { lowered.contains($0) }
    }

    /// A URL, well formed or not, without its userinfo and the values of its secret query items.
    package static func redacted(url: String) -> String {
        let (beforeQuery, query) = split(url, at: "?")
        let visible = withoutUserinfo(beforeQuery)
        guard let query else { return visible }
        let items = query.split(separator: "&", omittingEmptySubsequences: false).map { item in
            let (name, value) = split(String(item), at: "=")
            return value != nil && isSecret(name: name) ? "\(name)=\(mask)" : String(item)
        }
        return "\(visible)?\(items.joined(separator: "&"))"
    }

    /// A message text, or the mask when one of its words names a secret: it may be of any format, so nothing finer
    /// would be safe.
    package static func redacted(message: String) -> String { isSecret(name: message) ? mask : message }

    private static func withoutUserinfo(_ text: String) -> String {
        let afterScheme = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let authorityEnd = text[afterScheme...].firstIndex(of: "/") ?? text.endIndex
        guard let at = text[afterScheme..<authorityEnd].lastIndex(of: "@") else { return text }
        return "\(text[..<afterScheme])\(mask)\(text[at...])"
    }

    private static func split(_ text: String, at separator: Character) -> (String, String?) {
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (String(text[..<index]), String(text[text.index(after: index)...]))
    }
}
