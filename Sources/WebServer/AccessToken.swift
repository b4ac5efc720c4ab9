internal import HTTP

/// What whoever asks must know, and where requests carry it.
struct AccessToken: Sendable {
    private let text: [UInt8]
    /// What a browser carries once it has shown the token. Browsers send cookies to every port of a host, and keep them: this
    /// one opens nothing but this server, and nothing when it has ended.
    private let session: [UInt8]

    init(_ text: String) {
        self.text = Array(text.utf8)
        // 256 bits of getrandom(2).
        var system = SystemRandomNumberGenerator()
        session = (0..<32).flatMap { _ in
            let byte = UInt8.random(in: 0...255, using: &system)
            return [byte >> 4, byte & 15].map { $0 < 10 ? UInt8(ascii: "0") + $0 : UInt8(ascii: "a") + $0 - 10 }
        }
    }

    /// - Parameters:
    ///   - request: as it came.
    ///   - port: the one that the server listens on.
    /// - Returns: whether it carries the token, as `Authorization: Bearer` (RFC 6750 §2.1) or in the query, or the cookie of
    ///   a browser that did.
    func isIn(_ request: HTTPRequest, on port: Int) -> Bool {
        let shown = [request.head.value("authorization").flatMap(Self.bearer), request.query["token"]]
        return shown.contains { $0.map { Self.matches($0, text) } ?? false }
            || Self.values(of: Self.cookieName(port), in: request.head).contains { Self.matches($0, session) }
    }

    /// For the browser alone: no script reads it, and no other site's page sends it.
    func setCookie(on port: Int) -> String {
        "\(Self.cookieName(port))=\(String(decoding: session, as: UTF8.self)); HttpOnly; SameSite=Strict; Path=/"
    }

    /// Servers of one host would take each other's cookie for their own (RFC 6265 §8.5).
    private static func cookieName(_ port: Int) -> String { "streamload_\(port)" }

    private static func bearer(_ field: String) -> String? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return parts[1].trimmed()
    }

    private static func values(of name: String, in head: HTTPHead) -> [String] {
        // Cookies are separated by semicolons, and fields that were joined by commas.
        (head.value("cookie") ?? "").split(whereSeparator: { $0 == ";" || $0 == "," }).compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0].trimmed() == name ? parts[1].trimmed() : nil
        }
    }

    /// Takes as long for a candidate that is nearly right as for one that is all wrong: its time depends on the candidate's
    /// length alone.
    private static func matches(_ candidate: String, _ secret: [UInt8]) -> Bool {
        guard !secret.isEmpty else { return false }
        var difference = candidate.utf8.count ^ secret.count
        for (index, byte) in candidate.utf8.enumerated() { difference |= Int(byte ^ secret[index % secret.count]) }
        return difference == 0
    }
}
