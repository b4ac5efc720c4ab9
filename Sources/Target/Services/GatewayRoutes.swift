internal import HTTP

// An API gateway: public routes, protected ones, and one with a limit for each client.
extension Route {
    /// GET: a greeting, of `?name=` where it is given.
    static let hello = Route(
        "/api/hello",
        Operation("GET") { request, _ in
            .object(200) { $0.add("message", "Hello, \(request.query["name"] ?? "world")!") }
        })

    /// POST: the body back as it came, up to 1 MB. GET: the query back as an object.
    static let echoOfBody = Route(
        "/api/echo",
        Operation("POST") { request, _ in
            let type = request.head.value("content-type") ?? "application/octet-stream"
            return HTTPAnswer(status: 200, contentType: type, body: request.body)
        },
        Operation("GET") { request, _ in
            .object(200) { body in
                for (name, value) in request.query.sorted(by: { $0.key < $1.key }) { body.add(name, value) }
            }
        })

    /// With a token: who one is, and how many bytes were sent.
    static let protected = Route(
        "/api/protected", Operation("GET", needs: .token, TargetServices.admitted),
        Operation("POST", needs: .token, TargetServices.admitted),
        Operation("PUT", needs: .token, TargetServices.admitted),
        Operation("DELETE", needs: .token, TargetServices.admitted))

    /// GET: 200 as often as the client may in a window, then 429.
    static let limited = Route(
        "/api/limited",
        Operation("GET") { request, services in
            // A limit that the query asks for has been judged already.
            guard request.query["rate_limit"] == nil else { return TargetServices.passed }
            return services.limited(request, services.settings.requests) { TargetServices.passed }
        })

    static let gateway = [hello, echoOfBody, protected, limited, users, user]
}

extension TargetServices {
    fileprivate static let passed = HTTPAnswer.object(200) { $0.add("status", "ok") }

    fileprivate static func admitted(_ request: HTTPRequest, _ services: TargetServices) -> HTTPAnswer {
        .object(200) { body in
            body.add("user", services.caller?.subject ?? "")
            body.add("bytes", request.body.count)
        }
    }
}
