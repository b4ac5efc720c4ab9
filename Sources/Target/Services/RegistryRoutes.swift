internal import HTTP

// A policy and registry API behind a key in `X-API-Key`.
extension Route {
    /// GET: `?page=` (1) and `?size=` (20, at most 100) of the servers, the newest first, or the one of `?name=`.
    /// POST: `{"name","url","capabilities"}` registers one; a name that is taken is registered anew, with 200.
    static let servers = Route(
        "/api/v1/servers",
        Operation("GET", needs: .apiKey) { request, services in .page(of: services.registry, request) },
        Operation("POST", needs: .apiKey) { request, services in
            guard let fields = RequestFields(request), let name = fields.text("name"), 1...256 ~= name.utf8.count,
                let url = fields.text("url"), url.utf8.count <= 1_024
            else { return .missing("name and url") }
            return .telling(
                services.registry.register(name, url: url, capabilities: Array(fields.texts("capabilities").prefix(16)))
            )
        })

    /// GET: a server. PUT: `{"url","capabilities"}` changes it; with `If-Match: N` only while that is its version, else
    /// 412. DELETE: forgets it.
    static let server = Route(
        "/api/v1/servers/{id}",
        Operation("GET", needs: .apiKey) { request, services in
            guard let server = Int(request.parameter).flatMap({ services.registry[$0] }) else { return .failure(404) }
            return .server(200, server)
        },
        Operation("PUT", needs: .apiKey) { request, services in
            guard let fields = RequestFields(request) else { return .missing("url or capabilities") }
            let capabilities = fields.texts("capabilities")
            return .telling(
                services.registry.change(
                    Int(request.parameter) ?? 0, url: fields.text("url").map { String($0.prefix(256)) },
                    capabilities: capabilities.isEmpty ? nil : Array(capabilities.prefix(16)),
                    version: request.expectedVersion))
        },
        Operation("DELETE", needs: .apiKey) { request, services in
            .failure(services.registry.remove(Int(request.parameter) ?? 0) ? 204 : 404)
        })

    /// GET: the policies, in the order in which they are asked.
    static let policies = Route(
        "/api/v1/policies",
        Operation("GET", needs: .apiKey) { _, services in
            .object(200) { $0.add("policies", objects: services.policies.policies.map(\.json)) }
        })

    /// POST: `{"role","action","resource"}`; 200 whatever is decided.
    static let evaluation = Route(
        "/api/v1/policies/evaluate",
        Operation("POST", needs: .apiKey) { request, services in
            guard let fields = RequestFields(request), let role = fields.text("role"),
                let action = fields.text("action"), let resource = fields.text("resource")
            else { return .missing("role, action and resource") }
            let question = PolicyBook.Question(role: role, action: action, resource: resource)
            let policy = services.policies.deciding(question)
            return .object(200) { body in
                body.add("decision", policy?.allows == true ? "allow" : "deny")
                body.add("policy", policy?.name ?? "none")
            }
        })

    static let registry = [servers, server, policies, evaluation]
}

extension HTTPRequest {
    /// The version of `If-Match` (RFC 9110 §13.1.1), with or without its quotes.
    fileprivate var expectedVersion: Int? {
        head.value("if-match").map { Int($0.filter { $0 != "\"" }) ?? -1 }
    }
}

extension HTTPAnswer {
    fileprivate static func server(_ status: Int, _ server: ServerRegistry.Server) -> HTTPAnswer {
        var answer = HTTPAnswer(status: status, body: server.json.bytes)
        answer.fields = [Field(name: "ETag", value: "\"\(server.version)\"")]
        if status == 201 { answer.fields.append(Field(name: "Location", value: "/api/v1/servers/\(server.id)")) }
        return answer
    }

    fileprivate static func telling(_ change: ServerRegistry.Change) -> HTTPAnswer {
        switch change {
        case .made(let server): .server(201, server)
        case .changed(let server): .server(200, server)
        case .conflict(let server): .server(412, server)
        case .unknown: .failure(404)
        }
    }

    fileprivate static func page(of registry: ServerRegistry, _ request: HTTPRequest) -> HTTPAnswer {
        let page = request.query["page"].flatMap { Int($0) } ?? 1
        let size = request.query["size"].flatMap { Int($0) } ?? 20
        guard 1...1_000 ~= page, 1...100 ~= size else {
            return .failure(422, reason: "expected a page from 1 to 1000 and a size from 1 to 100")
        }
        let servers =
            request.query["name"].map { name in registry.named(name).map { [$0] } ?? [] }
            ?? registry.newest(offset: (page - 1) * size, limit: size)
        return .object(200) { body in
            body.add("servers", objects: servers.map(\.json))
            body.add("total", registry.count)
        }
    }
}
