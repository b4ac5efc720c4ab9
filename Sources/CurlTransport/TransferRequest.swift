/// One request as libcurl is told of it.
package struct TransferRequest: Sendable {
    package var method: String
    /// `http` or `https`, without userinfo and fragment; its path and query go out as they are.
    package var url: String
    /// In order; one that libcurl would send as well replaces its own.
    package var fields: [(name: String, value: String)]
    /// Nil for a request without content; one that is empty has a length of 0.
    package var body: [UInt8]?
    /// Where the URL's host is known to be; nil looks its name up. A request through a proxy leaves it to the proxy.
    package var destination: Destination?

    /// The numeric address of a host.
    package struct Destination: Sendable, Equatable {
        /// As in the URL, an IPv6 one without its brackets.
        package var host: String
        package var port: Int
        package var address: String

        package init(host: String, port: Int, address: String) {
            self.host = host
            self.port = port
            self.address = address
        }

        /// `HOST:PORT:ADDRESS:PORT` (CURLOPT_CONNECT_TO), by another name where there is one.
        func rule(_ name: String?) -> String {
            func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
            return "\(bracketed(host)):\(port):\(name ?? bracketed(address)):\(port)"
        }

        /// `NAME:PORT:ADDRESS` (CURLOPT_RESOLVE).
        func resolution(_ name: String) -> String { "\(name):\(port):\(address)" }
    }

    package init(
        method: String = "GET", url: String, fields: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        destination: Destination? = nil
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.destination = destination
    }

    /// Why no such request can be sent, nil when it can: what comes from templates and answers may hold anything, and a
    /// line end in a field would be another field (RFC 9110 §5.5, §9.1).
    var defect: String? {
        guard !method.isEmpty, method.utf8.allSatisfy(Self.isToken) else { return "'\(method)' is not a method" }
        // libcurl would wait for a body that no server sends (RFC 9110 §9.3.2).
        guard method != "HEAD" || body == nil else { return "HEAD takes no body" }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return "the URL holds a character that must be percent-encoded"
        }
        for (name, value) in fields {
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isToken) else { return "'\(name)' is not a field's name" }
            guard !value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
                return "the value of '\(name)' holds a line end"
            }
        }
        return nil
    }

    /// The body with the length that it states: some methods state one of 0 (RFC 9110 §8.6).
    var content: [UInt8]? { body ?? (["POST", "PUT", "PATCH"].contains(method) ? [] : nil) }

    /// The fields as libcurl takes them, with those that take its own additions back.
    var lines: [String] {
        // An empty value is written with a semicolon; with a colon it would take the field back.
        var lines = fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        // libcurl would wait for 100 Continue before a large body, and call every body a form.
        for name in ["Expect", "Content-Type"] where content != nil {
            if !fields.contains(where: { $0.name.lowercased() == name.lowercased() }) { lines.append("\(name):") }
        }
        return lines
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
