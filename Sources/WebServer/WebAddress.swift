internal import EventLoop
package import Timing

/// Where the page is served.
package struct WebAddress: Sendable, Equatable, CustomStringConvertible {
    /// A name or a numeric address, an IPv6 one without its brackets.
    package let host: String
    /// 0 lets the system choose.
    package let port: Int

    package static let standard = WebAddress(host: "127.0.0.1", port: 8089)

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// As it stands in a URL.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine can reach it, as far as the text tells: what a name stands for is known later.
    package var isLoopback: Bool { host == "localhost" || SocketAddress(host)?.isLoopback == true }

    /// Reads `8089`, `:8089`, `127.0.0.1`, `127.0.0.1:8089`, `[::1]:8089`, or a host name with or without a port. What is
    /// not said is as in `standard`.
    package static func parse(_ text: String) throws(TextError) -> WebAddress {
        let digits = text.hasPrefix(":") ? text.dropFirst() : text[...]
        if let port = Authority.port(digits) { return WebAddress(host: standard.host, port: port) }
        if let address = SocketAddress(text) { return WebAddress(host: address.text, port: standard.port) }
        guard let authority = Authority(text) else {
            throw TextError(
                "'\(text)' is no address to serve the page on; expected one such as 8089, 127.0.0.1:8089 or [::1]:8089"
                    + (text.contains("/") ? ", without the rest of a URL" : ""))
        }
        return WebAddress(host: authority.host, port: authority.port ?? standard.port)
    }
}
