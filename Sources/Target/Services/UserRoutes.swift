internal import HTTP

extension Route {
    /// POST with a token: `{"name","email"}` makes a user.
    static let users = Route(
        "/api/users",
        Operation("POST", needs: .token) { request, services in
            guard let fields = RequestFields(request), let name = fields.text("name"),
                1...UserStore.longestText ~= name.utf8.count
            else { return .missing("name") }
            let user = services.users.add(name: name, email: fields.text("email").map(UserStore.cut) ?? "")
            var answer = HTTPAnswer(status: 201, body: user.json.bytes)
            answer.fields = [HTTPAnswer.Field(name: "Location", value: "/api/users/\(user.id)")]
            return answer
        })

    /// With a token. GET: the user. PUT: `{"name","email"}`, either of them, changes it.
    static let user = Route(
        "/api/users/{id}",
        Operation("GET", needs: .token) { request, services in
            guard let user = Int(request.parameter).flatMap({ services.users[$0] }) else { return .failure(404) }
            return HTTPAnswer(status: 200, body: user.json.bytes)
        },
        Operation("PUT", needs: .token) { request, services in
            guard let fields = RequestFields(request) else { return .missing("name or email") }
            guard let id = Int(request.parameter),
                let user = services.users.change(
                    id, name: fields.text("name").map(UserStore.cut), email: fields.text("email").map(UserStore.cut))
            else { return .failure(404) }
            return HTTPAnswer(status: 200, body: user.json.bytes)
        })
}

extension UserStore {
    /// Of a name or an address, in bytes.
    fileprivate static let longestText = 1_024

    /// What is kept of a text.
    fileprivate static func cut(_ text: String) -> String {
        text.utf8.count <= longestText ? text : String(text.prefix(longestText / 4))
    }
}
