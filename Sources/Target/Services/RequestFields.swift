internal import HTTP

/// What a request's body says by name: a JSON object, or a form.
struct RequestFields {
    private enum Source {
        case json(JSONMembers)
        case form([String: String])
    }

    private let source: Source

    /// Nil when the body is neither.
    init?(_ request: HTTPRequest) {
        if let members = JSONMembers(request.body) {
            source = .json(members)
        } else {
            guard let type = request.head.value("content-type")?.lowercased(),
                type.hasPrefix("application/x-www-form-urlencoded")
            else { return nil }
            source = .form(HTTPRequestReader.values(String(decoding: request.body, as: UTF8.self)[...]))
        }
    }

    func text(_ name: String) -> String? {
        switch source {
        case .json(let members): members.text(name)
        case .form(let values): values[name]
        }
    }

    func number(_ name: String) -> Double? {
        switch source {
        case .json(let members): members.number(name)
        case .form(let values): values[name].flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
        }
    }

    func texts(_ name: String) -> [String] {
        switch source {
        case .json(let members): members.texts(name) ?? []
        case .form(let values): values[name].map { [$0] } ?? []
        }
    }
}

extension HTTPAnswer {
    /// The body is not what the operation needs.
    static func missing(_ names: String) -> HTTPAnswer {
        failure(422, reason: "expected \(names) in a JSON object or a form")
    }
}
