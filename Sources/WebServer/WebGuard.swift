internal import EventLoop
internal import HTTP

/// Decides whether a request may be served, before any route sees it: the pages of other sites must not read what the
/// page shows or do what it does, not even under a name that they have let point here (DNS rebinding), and who has to know
/// the token must know it.
///
///     asked in turn                                                          otherwise
///     one Host field, which names this server                               403
///     no Origin, or one of the same host and port; no null                   403
///     Sec-Fetch-Site (W3C Fetch Metadata §2.3): none, or same-origin          403
///     GET, HEAD or POST                                                      405
///     the token, if there is one: Authorization, cookie or query             401
struct WebGuard: Sendable {
    /// The names under which the page is served, besides numeric addresses and `machineName`.
    private let names: Set<String>
    /// Whether other machines reach the server: by whichever address leads to it, and by its name.
    private let isReachable: Bool
    /// The first label of this machine's host name in lower case.
    private let machineName: String
    private let token: AccessToken?

    init(_ settings: WebSettings, bound: SocketAddress, machineName: String) {
        isReachable = !bound.isLoopback
        var names: Set = ["localhost", bound.text, settings.address.host.lowercased()]
        if bound.isLoopback { names.formUnion(["127.0.0.1", "::1"]) }
        self.names = names
        self.machineName = machineName.prefix { $0 != "." }.lowercased()
        token = settings.token.map(AccessToken.init)
    }

    /// - Parameters:
    ///   - request: as it came.
    ///   - port: the one that the server listens on.
    /// - Returns: what to answer in place of the page, nil for a request that may be served.
    func refusal(of request: HTTPRequest, on port: Int) -> WebAnswer? {
        guard let host = Self.host(of: request.head), isOwn(host.host) else { return foreignHost }
        guard Self.comesFromHere(request.head, host: host) else {
            return .text(
                403, "Another site's page asked for this, which it must not. Open this page by typing its address.")
        }
        guard ["GET", "HEAD", "POST"].contains(request.method) else {
            return .text(
                405, "\(request.method.prefix(20)) is not served here. Use GET, HEAD or POST.",
                headers: [("Allow", "GET, HEAD, POST")])
        }
        guard let token else { return nil }
        guard token.isIn(request, on: port) else { return LoginForm.answer(to: request) }
        // The token would otherwise stay in the address line, in the history and in whatever is copied from there.
        guard request.path == "/", request.query["token"] != nil, request.method != "POST" else { return nil }
        return WebAnswer(
            status: 303, contentType: "text/plain; charset=utf-8",
            headers: [("Location", "/"), ("Set-Cookie", token.setCookie(on: port))], body: [])
    }

    private var foreignHost: WebAnswer {
        let others = isReachable ? ", by a numeric address of this machine or by its host name" : ""
        return .text(
            403,
            "The Host field of this request does not name this server. Open the page as "
                + names.sorted().map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ", ") + others + ".")
    }

    /// RFC 9112 §3.2: one Host field, no more and no less.
    private static func host(of head: HTTPHead) -> Authority? {
        let hosts = head.fields.filter { $0.name == "host" }
        return hosts.count == 1 ? Authority(hosts[0].value) : nil
    }

    private func isOwn(_ host: String) -> Bool {
        if names.contains(host) { return true }
        guard isReachable else { return false }
        // An address is not looked up: nobody can let it point elsewhere.
        if SocketAddress(host) != nil { return true }
        // Any domain may follow: `load-1.lan` is as good as `load-1.local`, and this machine knows neither. Somebody else's
        // `load-1.evil.example` may point here as well; what is reachable wants a token, which browsers keep from that name.
        return !machineName.isEmpty && (host == machineName || host.hasPrefix("\(machineName)."))
    }

    /// The port of Host is compared with Origin's only: a forwarded port is another one on the way.
    private static func comesFromHere(_ head: HTTPHead, host: Authority) -> Bool {
        if let site = head.value("sec-fetch-site"), site != "same-origin", site != "none" { return false }
        guard let text = head.value("origin") else { return true }
        guard let separator = text.firstRange(of: "://"), let origin = Authority(text[separator.upperBound...]) else {
            return false
        }
        let defaultPort: Int
        switch text[..<separator.lowerBound].lowercased() {
        case "http": defaultPort = 80
        case "https": defaultPort = 443
        default: return false
        }
        return origin.host == host.host && (origin.port ?? defaultPort) == (host.port ?? defaultPort)
    }
}
