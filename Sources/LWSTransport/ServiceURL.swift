package import Timing

/// Where a service is: a URL of RFC 3986 with the schemes that streamload speaks, taken apart once.
package struct ServiceURL: Sendable, Equatable {
    package enum Scheme: String, Sendable, CaseIterable {
        case ws, wss, http, https

        package var isSecure: Bool { self == .wss || self == .https }
        package var isWebSocket: Bool { self == .ws || self == .wss }
        package var defaultPort: Int { isSecure ? 443 : 80 }
    }

    package var scheme: Scheme
    /// A name or a numeric address, an IPv6 one without its brackets.
    package var host: String
    package var port: Int
    /// What the request line carries: begins with `/`, query included, sent as given.
    package var pathAndQuery: String
    /// `user:password` as the URL had it, still percent-encoded.
    package var userinfo: String?

    package init(scheme: Scheme, host: String, port: Int? = nil, pathAndQuery: String = "/", userinfo: String? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
        self.pathAndQuery = pathAndQuery
        self.userinfo = userinfo
    }

    package var isSecure: Bool { scheme.isSecure }

    /// The value of the Host header: brackets around IPv6, the port unless it is the scheme's own (RFC 9110 §7.2).
    package var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort ? name : "\(name):\(port)"
    }

    /// The URL for people: userinfo and the values of secret query items are masked.
    package var display: String {
        let user = userinfo == nil ? "" : "\(SecretText.mask)@"
        return SecretText.redacted(url: "\(scheme.rawValue)://\(user)\(hostHeader)\(pathAndQuery)")
    }

    /// The user and password of the userinfo, decoded; nil without one.
    package var credentials: (name: String, password: String)? {
        guard let userinfo else { return nil }
        let parts = userinfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map {
            String(decoding: PercentEncoding.decode(String($0)), as: UTF8.self)
        }
        return (parts[0], parts.count > 1 ? parts[1] : "")
    }

    /// The Authorization header that the userinfo asks for: Basic, RFC 7617.
    package var authorization: String? {
        guard let userinfo else { return nil }
        return "Basic \(Base64.encode(PercentEncoding.decode(userinfo)))"
    }
}

extension ServiceURL {
    /// Reads `scheme://[userinfo@]host[:port][/path][?query]`. The text of an error shows no secret of the URL.
    package static func parse(_ text: String) throws(TextError) -> ServiceURL {
        let shown = SecretText.redacted(url: text)
        if let odd = text.unicodeScalars.first(where: { $0.value <= 0x20 || $0.value >= 0x7F }) {
            throw TextError(
                "'\(printable(shown))' contains \(name(of: odd)), which a URL must carry percent-encoded")
        }
        guard !text.contains("#") else {
            throw TextError("'\(shown)' has a fragment (#…), which is never sent to a service; leave it out")
        }
        guard let separator = text.firstRange(of: "://") else {
            throw TextError("'\(shown)' is not a URL; expected one such as ws://host:port/path")
        }
        let scheme = try parseScheme(String(text[..<separator.lowerBound]), of: shown)
        let rest = text[separator.upperBound...]
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let target = String(rest[authorityEnd...])
        var authority = rest[..<authorityEnd]
        var userinfo: String?
        if let at = authority.lastIndex(of: "@") {
            userinfo = String(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        let (host, port) = try parseAuthority(authority, of: shown)
        return ServiceURL(
            scheme: scheme, host: host, port: port, pathAndQuery: target.hasPrefix("/") ? target : "/\(target)",
            userinfo: userinfo)
    }

    private static func parseScheme(_ text: String, of shown: String) throws(TextError) -> Scheme {
        guard let scheme = Scheme(rawValue: text.lowercased()) else {
            let hint = NearestWord.hint(for: text.lowercased(), among: Scheme.allCases.map(\.rawValue))
            throw TextError("'\(shown)' has the scheme '\(text)'; expected ws, wss, http or https\(hint)")
        }
        return scheme
    }

    private static func parseAuthority(
        _ text: Substring, of shown: String
    ) throws(TextError) -> (host: String, port: Int?) {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else {
                throw TextError("'\(shown)' opens an IPv6 address with '[' and never closes it")
            }
            host = text[text.index(after: text.startIndex)..<close]
            port = try portText(after: text[text.index(after: close)...], of: shown)
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." || $0 == "%" }) else {
                throw TextError("'\(shown)' has '[\(host)]' for a host; brackets are for IPv6 addresses")
            }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard port?.contains(":") == false else {
                throw TextError("'\(shown)': write an IPv6 address in brackets, as in ws://[::1]:8001/")
            }
        }
        guard !host.isEmpty else { throw TextError("'\(shown)' names no host") }
        guard let port, !port.isEmpty else { return (String(host), nil) }
        guard port.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(port), (1...65_535).contains(number)
        else {
            throw TextError("'\(shown)' has the port '\(port)'; expected a number from 1 to 65535")
        }
        return (String(host), number)
    }

    private static func portText(after rest: Substring, of shown: String) throws(TextError) -> Substring? {
        guard !rest.isEmpty else { return nil }
        guard rest.hasPrefix(":") else {
            throw TextError("'\(shown)' has '\(rest)' after its host; expected :port or /path")
        }
        return rest.dropFirst()
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x20: "a space"
        case 0..<0x20, 0x7F: "a control character"
        default: "'\(scalar)'"
        }
    }

    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
    }
}
