internal import Foundation
internal import HTTP

// What the target's services say when they cannot serve a request.
extension HTTPAnswer {
    /// A failure, named in the body as JSON.
    static func failure(_ status: Int, fields: [Field] = []) -> HTTPAnswer {
        let body = Array("{\"status\":\(status),\"error\":\"\(reason(for: status))\"}".utf8)
        return HTTPAnswer(status: status, body: body, fields: fields)
    }

    /// A failure whose body says more about it.
    static func failure(_ status: Int, reason: String) -> HTTPAnswer {
        struct Body: Encodable {
            let status: Int
            let error: String
        }
        let body = try? JSONEncoder().encode(Body(status: status, error: reason))
        return HTTPAnswer(status: status, body: Array(body ?? Data()))
    }

    /// The method is not one of those allowed (RFC 9110 §15.5.6).
    static func notAllowed(_ methods: String) -> HTTPAnswer {
        failure(405, fields: [Field(name: "Allow", value: methods)])
    }
}
