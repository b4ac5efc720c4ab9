internal import Foundation
internal import HTTP

/// What whoever asks must know, and where requests carry it.
struct AccessToken: Sendable {
    private static let cookieName = "streamload_token"

    private let text: [UInt8]
    /// As a cookie's value, which cannot carry every character (RFC 6265 §4.1.1).
    private let encoded: String

    init(_ text: String) {
        self.text = Array(text.utf8)
        encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    /// Whether a request carries the token: as `Authorization: Bearer` (RFC 6750 §2.1), in the cookie, or in the query.
    func isIn(_ request: HTTPRequest) -> Bool {
        let candidates = [
            request.head.value("authorization").flatMap(Self.bearer), cookie(of: request.head), request.query["token"],
        ]
        return candidates.contains { $0.map(matches) ?? false }
    }

    /// For the browser alone: no script reads it, and no other site's page sends it.
    var setCookie: String { "\(Self.cookieName)=\(encoded); HttpOnly; SameSite=Strict; Path=/" }

    private static func bearer(_ field: String) -> String? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return parts[1].trimmed()
    }

    private func cookie(of head: HTTPHead) -> String? {
        // Cookies are separated by semicolons, and fields that were joined by commas.
        for pair in (head.value("cookie") ?? "").split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].trimmed() == Self.cookieName else { continue }
            return parts[1].trimmed().removingPercentEncoding
        }
        return nil
    }

    /// Takes as long for a token that is nearly right as for one that is all wrong: its time depends on the candidate's
    /// length alone.
    private func matches(_ candidate: String) -> Bool {
        guard !text.isEmpty else { return false }
        var difference = candidate.utf8.count ^ text.count
        for (index, byte) in candidate.utf8.enumerated() { difference |= Int(byte ^ text[index % text.count]) }
        return difference == 0
    }
}
