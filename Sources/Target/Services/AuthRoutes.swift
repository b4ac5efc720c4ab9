internal import HTTP
internal import Timing

// Login, verification, refresh, revocation and logout. Every user name is somebody's, and all have the same password.
extension Route {
    /// POST: `{"username","password"}`; 401 for a wrong password, 429 after too many.
    static let login = Route("/auth/login", Operation("POST", TargetServices.logIn))

    /// POST: `{"token"}`, or the token as bearer; 401 says why it is refused.
    static let verify = Route("/auth/verify", Operation("POST", TargetServices.verify))

    /// The same for the token of a WebSocket URL, which may also be asked for as `?token=`.
    static let verifyWebSocket = Route(
        "/auth/verify_ws_token", Operation("POST", TargetServices.verify), Operation("GET", TargetServices.verify))

    /// POST: `{"refresh_token"}`, which is used up; the answer is that of a login.
    static let refresh = Route("/auth/refresh", Operation("POST", TargetServices.refresh))

    /// POST: `{"token"}`, or the token as bearer: from now on it is refused everywhere.
    static let revoke = Route("/auth/revoke", Operation("POST", TargetServices.revoke))

    /// POST with a bearer token, which ends with it.
    static let logout = Route("/auth/logout", Operation("POST", TargetServices.logOut))

    static let authentication = [login, verify, verifyWebSocket, refresh, revoke, logout]
}

extension TargetServices {
    /// The longest user name.
    private static let longestName = 256

    fileprivate static func logIn(_ request: HTTPRequest, _ services: TargetServices) -> HTTPAnswer {
        guard let fields = RequestFields(request), let name = fields.text("username"),
            let password = fields.text("password"), 1...longestName ~= name.utf8.count
        else { return .missing("username and password") }
        return services.logIn(name, password, from: request.clientAddress, lifetime: fields.number("expires_in"))
    }

    private func logIn(_ name: String, _ password: String, from address: String?, lifetime: Double?) -> HTTPAnswer {
        let client = "login \(address ?? "") \(name)"
        var standing = limiter.standing(of: client, settings.failedLogins, at: now)
        guard !standing.isExceeded else { return HTTPAnswer.failure(429).telling(standing) }
        guard password == settings.password else {
            standing = limiter.take(client, settings.failedLogins, at: now)
            if let address { blocks.failed(from: address, settings, at: now) }
            return HTTPAnswer.failure(401, reason: "wrong user name or password").telling(standing)
        }
        return grant(name, lifetime: lifetime).telling(standing)
    }

    /// Two new tokens, good for so many seconds, or for the usual time.
    private func grant(_ name: String, lifetime: Double?) -> HTTPAnswer {
        let seconds = lifetime.map { Int(min(max($0, 1), 31_536_000)) } ?? max(1, settings.tokenLifetime.wholeSeconds)
        guard let access = tokens.issue(to: name, for: .access, lifetime: seconds, now: unixNow),
            let refresh = tokens.issue(to: name, for: .refresh, lifetime: 10 * seconds, now: unixNow)
        else { return .failure(503, reason: "no serial numbers are left") }
        return .object(200) { body in
            body.add("access_token", access)
            body.add("token_type", "Bearer")
            body.add("expires_in", seconds)
            body.add("refresh_token", refresh)
        }
    }

    /// The token that a request is about.
    private static func token(_ name: String, of request: HTTPRequest) -> String? {
        RequestFields(request)?.text(name) ?? request.query[name] ?? request.bearerToken
    }

    fileprivate static func verify(_ request: HTTPRequest, _ services: TargetServices) -> HTTPAnswer {
        do throws(TokenIssuer.Defect) {
            let claims = try services.tokens.verify(token("token", of: request), now: services.unixNow)
            return .object(200) { body in
                body.add("valid", true)
                body.add("sub", claims.subject)
                body.add("exp", claims.expires)
                body.add("expires_in", claims.expires - services.unixNow)
            }
        } catch {
            return .object(401) { body in
                body.add("valid", false)
                body.add("error", error.rawValue)
            }
        }
    }

    fileprivate static func refresh(_ request: HTTPRequest, _ services: TargetServices) -> HTTPAnswer {
        do throws(TokenIssuer.Defect) {
            let claims = try services.tokens.verify(
                token("refresh_token", of: request), for: .refresh, now: services.unixNow)
            services.tokens.revoke(claims)
            return services.grant(claims.subject, lifetime: RequestFields(request)?.number("expires_in"))
        } catch {
            return .unauthorized(error.rawValue)
        }
    }

    fileprivate static func revoke(_ request: HTTPRequest, _ services: TargetServices) -> HTTPAnswer {
        services.revoke(token("token", of: request), word: "revoked")
    }

    fileprivate static func logOut(_ request: HTTPRequest, _ services: TargetServices) -> HTTPAnswer {
        services.revoke(request.bearerToken, word: "logged_out")
    }

    private func revoke(_ token: String?, word: String) -> HTTPAnswer {
        do throws(TokenIssuer.Defect) {
            let claims = try tokens.verify(token, now: unixNow)
            tokens.revoke(claims)
            return .object(200) { $0.add("status", word) }
        } catch {
            return .unauthorized(error.rawValue)
        }
    }
}
