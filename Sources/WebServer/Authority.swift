internal import EventLoop

/// Host and port as URLs and the Host field name them (RFC 3986 §3.2, RFC 9110 §7.2):
///
///     authority = host [":" port]      host = name | IPv4 address | "[" IPv6 address "]"
struct Authority: Equatable {
    /// In lower case, a numeric address in its shortest form and without brackets.
    let host: String
    /// nil when none is named.
    let port: Int?

    /// - Returns: nil for anything else, a user before the host included.
    init?(_ text: some StringProtocol) {
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"),
                let address = SocketAddress(String(text[text.index(after: text.startIndex)..<end])),
                address.family == .ipv6
            else { return nil }
            host = address.text
            rest = Substring(text[text.index(after: end)...])
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            guard let name = Self.name(String(text[..<end])) else { return nil }
            host = name
            rest = Substring(text[end...])
        }
        guard let colon = rest.first else {
            port = nil
            return
        }
        guard colon == ":", let port = Self.port(rest.dropFirst()) else { return nil }
        self.port = port
    }

    /// 0 to 65535, in digits.
    static func port(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit), let port = Int(text), port <= 65_535 else { return nil }
        return port
    }

    /// A host name, or an IPv4 address; what is all digits and dots is an address or nothing.
    private static func name(_ text: String) -> String? {
        if let address = SocketAddress(text) { return address.family == .ipv4 ? address.text : nil }
        // The dot of a complete name (RFC 1034 §3.1) makes it no other name.
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.utf8.count <= 253,
            labels.allSatisfy({ !$0.isEmpty && $0.first != UInt8(ascii: "-") && $0.allSatisfy(\.isPartOfLabel) }),
            labels.last?.allSatisfy(\.isDigit) == false
        else { return nil }
        return name.lowercased()
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    /// Letters, digits, hyphen, and the underscore that some networks use.
    fileprivate var isPartOfLabel: Bool {
        isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "_")
    }
}
