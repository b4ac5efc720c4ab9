internal import HTTP
internal import Timing

/// What the services of a target know between requests, in memory and no longer than the target runs. Everything that
/// clients add to is bounded.
final class TargetServices {
    /// Opens `/ws/stream` and `/sse/stream` without a login: for one-line commands.
    static let demonstrationToken = "demo"

    let settings: ServiceSettings
    /// When the request at hand came.
    private(set) var now: Instant
    private let start: Instant
    private let unixStart: Int

    var tokens: TokenIssuer
    var limiter = RateLimiter()
    var blocks = AddressBlocks()
    /// Whose token the request at hand has shown, where one is asked for.
    var caller: TokenIssuer.Claims?
    var users = UserStore()
    var entitlements = Entitlements()
    var trackedMetrics = TrackedMetrics()
    var registry = ServerRegistry()
    var policies = PolicyBook()

    /// Services that begin at an instant, which the wall clock calls `unixSeconds`.
    init(_ settings: ServiceSettings, start: Instant, unixSeconds: Int) {
        self.settings = settings
        self.start = start
        now = start
        unixStart = unixSeconds
        tokens = TokenIssuer(secret: settings.secret)
    }

    /// What comes now comes at this instant.
    func advance(to instant: Instant) { now = instant }

    /// Unix seconds of the request at hand.
    var unixNow: Int { unixStart + Int((now - start).seconds) }

    /// Serves a request on a path of one of the routes.
    func answer(
        _ request: HTTPRequest, at instant: Instant, _ respond: (HTTPRequest, TargetServices) -> HTTPAnswer
    ) -> HTTPAnswer {
        advance(to: instant)
        if let refusal = refusalOfAddress(request) { return refusal }
        guard let limit = request.askedLimit else { return respond(request, self) }
        return limited(request, limit) { respond(request, self) }
    }

    // MARK: - Clients

    /// The answer to an address that is blocked.
    private func refusalOfAddress(_ request: HTTPRequest) -> HTTPAnswer? {
        guard let address = request.clientAddress, let end = blocks.end(of: address, at: now) else { return nil }
        var answer = HTTPAnswer.failure(403, reason: "the address is blocked")
        answer.fields = [HTTPAnswer.Field(name: "Retry-After", value: "\((end - now).wholeSeconds)")]
        return answer
    }

    /// Answers a request that counts for the limit of its client on its path.
    func limited(_ request: HTTPRequest, _ limit: RateLimit, _ respond: () -> HTTPAnswer) -> HTTPAnswer {
        let key = "\(request.path) \(limit.count)/\(limit.window.count) \(request.clientName)"
        let standing = limiter.take(key, limit, at: now)
        return (standing.isExceeded ? .failure(429) : respond()).telling(standing)
    }

    /// Lets the bearer of a token in to a stream.
    func admit(_ token: String?) throws(TokenIssuer.Defect) {
        if token != Self.demonstrationToken { _ = try tokens.verify(token, now: unixNow) }
    }

    /// The claims of the request's bearer token (RFC 6750 §2.1).
    func claims(of request: HTTPRequest) throws(TokenIssuer.Defect) -> TokenIssuer.Claims {
        try tokens.verify(request.bearerToken, now: unixNow)
    }
}

extension HTTPRequest {
    var bearerToken: String? {
        guard let value = head.value("authorization"), value.lowercased().hasPrefix("bearer ") else { return nil }
        return value.dropFirst("bearer ".count).trimmed()
    }

    /// The first address of `X-Forwarded-For`: many clients of one machine may stand for clients of many.
    var clientAddress: String? {
        head.value("x-forwarded-for")?.split(separator: ",").first.map { $0.trimmed() }
    }

    /// Who a request counts for: its address, else its key or token; those without any are one.
    var clientName: String {
        clientAddress ?? head.value("x-api-key") ?? bearerToken ?? ""
    }

    /// `rate_limit=N` and `rate_window=T` in a query limit the path for this client, whatever the path; a second unless
    /// the window is given.
    fileprivate var askedLimit: RateLimit? {
        guard let text = query["rate_limit"], let count = Int(text), count >= 0 else { return nil }
        let window = query["rate_window"].flatMap { try? DurationText.parse($0) } ?? .seconds(1)
        return RateLimit(count: count, window: max(window, .milliseconds(1)))
    }
}
