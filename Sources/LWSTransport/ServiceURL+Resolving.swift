package import Timing

extension ServiceURL {
    /// The URL that a reference such as the Location of a redirect means here (RFC 3986 §5.2). Its fragment is dropped,
    /// and bytes that a URL must carry percent-encoded are encoded, since servers send them bare. Userinfo stays with
    /// its origin: another scheme, host or port never hears of it.
    ///
    /// - Throws: `TextError` when it is none of http or https, or no URL at all; the text shows no secret.
    package func resolving(_ reference: String) throws(TextError) -> ServiceURL {
        let text = Self.encodingBareBytes(reference.prefix { $0 != "#" })
        if let scheme = Self.scheme(of: text) {
            guard let known = Scheme(rawValue: scheme.lowercased()), !known.isWebSocket else {
                throw TextError(
                    "'\(SecretText.redacted(url: text))' has the scheme '\(scheme)'; expected http or https")
            }
            return try inOrigin(of: text)
        }
        if text.hasPrefix("//") { return try inOrigin(of: "\(scheme.rawValue):\(text)") }
        let question = text.firstIndex(of: "?") ?? text.endIndex
        let target =
            if question > text.startIndex {
                Self.removingDotSegments(merged(with: text[..<question])) + text[question...]
            } else {
                // An empty path is the path here, and then an absent query the query here.
                text.isEmpty ? pathAndQuery : path + text
            }
        var resolved = try Self.parse("\(scheme.rawValue)://\(hostHeader)\(target)")
        resolved.userinfo = userinfo
        return resolved
    }

    /// Without the query.
    private var path: Substring { pathAndQuery.prefix { $0 != "?" } }

    /// An absolute URL, with the userinfo here if it stays in the same place and brings none of its own.
    private func inOrigin(of text: String) throws(TextError) -> ServiceURL {
        var url = try Self.parse(text)
        let question = url.pathAndQuery.firstIndex(of: "?") ?? url.pathAndQuery.endIndex
        url.pathAndQuery =
            Self.removingDotSegments(url.pathAndQuery[..<question]) + url.pathAndQuery[question...]
        let isHere = url.scheme == scheme && url.port == port && url.host.lowercased() == host.lowercased()
        if isHere, url.userinfo == nil { url.userinfo = userinfo }
        return url
    }

    /// RFC 3986 §5.2.3: a relative path goes in the place of what follows the last slash here.
    private func merged(with reference: Substring) -> Substring {
        guard !reference.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return reference }
        return path[...slash] + reference
    }

    /// RFC 3986 §5.2.4, on a path that begins with a slash: `.` is where it stands and `..` the segment above, which at
    /// the root is the root.
    private static func removingDotSegments(_ path: Substring) -> String {
        var kept: [Substring] = []
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            guard segment == "." || segment == ".." else {
                kept.append(segment)
                continue
            }
            if segment == ".." { _ = kept.popLast() }
            // A path that ends in dots ends in a slash.
            if index == segments.count - 1 { kept.append("") }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// What stands before the first colon, if it is a scheme (RFC 3986 §3.1) and not part of a path.
    private static func scheme(of text: String) -> Substring? {
        guard let colon = text.firstIndex(of: ":"), let first = text.first, first.isASCII, first.isLetter else {
            return nil
        }
        let scheme = text[..<colon]
        let isScheme = scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        return isScheme ? scheme : nil
    }

    private static func encodingBareBytes(_ text: Substring) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if byte == 0x20 || byte >= 0x80 {
                encoded += "%" + String(UInt16(byte) | 0x100, radix: 16, uppercase: true).dropFirst()
            } else {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return encoded
    }
}
