internal import HTTP

/// One method of a path: who may use it and what it answers.
struct Operation: Sendable {
    /// What a request must show.
    enum Access: Sendable {
        case open
        /// An access token, as bearer.
        case token
        /// The key of the settings, in `X-API-Key`.
        case apiKey
    }

    let method: String
    let access: Access
    let respond: @Sendable (HTTPRequest, TargetServices) -> HTTPAnswer

    init(
        _ method: String, needs access: Access = .open,
        _ respond: @escaping @Sendable (HTTPRequest, TargetServices) -> HTTPAnswer
    ) {
        self.method = method
        self.access = access
        self.respond = respond
    }

    fileprivate func answer(_ request: HTTPRequest, _ services: TargetServices) -> HTTPAnswer {
        switch access {
        case .open: break
        case .token:
            do throws(TokenIssuer.Defect) {
                services.caller = try services.claims(of: request)
            } catch {
                return .unauthorized(error.rawValue)
            }
        case .apiKey:
            guard request.head.value("x-api-key") == services.settings.apiKey else {
                return .failure(401, reason: "no API key, or a wrong one")
            }
        }
        return respond(request, services)
    }
}

extension Route {
    /// A path with one operation a method; HEAD is GET without the body.
    init(_ path: String, _ operations: Operation...) {
        let allowed = operations.map(\.method).joined(separator: ", ")
        self.init(
            path: path,
            service: .http { request, services in
                let method = request.method == "HEAD" ? "GET" : request.method
                guard let operation = operations.first(where: { $0.method == method }) else {
                    return .notAllowed(allowed)
                }
                return operation.answer(request, services)
            })
    }
}

extension HTTPAnswer {
    /// A token is missing or no good (RFC 6750 §3).
    static func unauthorized(_ reason: String) -> HTTPAnswer {
        var answer = failure(401, reason: reason)
        answer.fields = [Field(name: "WWW-Authenticate", value: "Bearer")]
        return answer
    }
}
