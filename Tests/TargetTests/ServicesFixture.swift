import HTTP
import Timing

@testable import Target

/// The services of a target without its sockets, and a clock that stands still until it is told.
final class ServicesFixture {
    let services: TargetServices
    var now = Instant(nanoseconds: 1_000)
    /// Unix time at the start.
    static let start = 1_700_000_000

    init(_ change: (inout ServiceSettings) -> Void = { _ in }) {
        var settings = ServiceSettings()
        change(&settings)
        services = TargetServices(settings, start: now, unixSeconds: Self.start)
    }

    func advance(_ seconds: Double) { now = now + .seconds(seconds) }

    /// The answer to a request, as the connection would give it.
    func ask(
        _ method: String, _ target: String, _ body: String = "", fields: [String: String] = [:]
    ) -> HTTPAnswer {
        let parts = target.split(separator: "?", maxSplits: 1)
        let head = HTTPHead(
            startLine: "\(method) \(target) HTTP/1.1",
            fields: fields.map { HTTPHead.Field(name: $0.key, value: $0.value) })
        var request = HTTPRequest(
            method: method, path: String(parts[0]), query: HTTPRequestReader.values(parts.dropFirst().first ?? ""),
            head: head, body: Array(body.utf8))
        guard let match = RouteTable.shared.find(request.path), case .http(let respond) = match.route.service else {
            return .failure(404)
        }
        request.parameter = match.parameter
        return services.answer(request, at: now, respond)
    }

    func logIn(_ name: String = "ann", password: String = "secret", from address: String? = nil) -> HTTPAnswer {
        ask(
            "POST", "/auth/login", #"{"username":"\#(name)","password":"\#(password)"}"#,
            fields: address.map { ["x-forwarded-for": $0] } ?? [:])
    }

    /// A token of a new login.
    func token(_ member: String = "access_token") -> String { logIn().members?.text(member) ?? "" }

    func verify(_ token: String) -> HTTPAnswer { ask("POST", "/auth/verify", #"{"token":"\#(token)"}"#) }

    static func bearer(_ token: String) -> [String: String] { ["authorization": "Bearer \(token)"] }
}

extension HTTPAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }
    var members: JSONMembers? { JSONMembers(body) }

    func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}
