internal import Foundation
package import HTTP

/// A request that passed the guard, as the page's routes see it.
package struct WebRequest: Sendable {
    /// `GET` or `POST`: HEAD is asked as the GET that it stands for (RFC 9110 §9.3.2).
    package let method: String
    /// Percent-decoded, without the query.
    package let path: String
    package let body: [UInt8]
    private let queryValues: [String: String]
    private let head: HTTPHead

    /// - Returns: nil when the path is no percent-encoded UTF-8.
    package init?(_ request: HTTPRequest) {
        guard let path = request.path.removingPercentEncoding else { return nil }
        method = request.method == "HEAD" ? "GET" : request.method
        self.path = path
        body = request.body
        queryValues = request.query
        head = request.head
    }

    /// One that came over no connection.
    package init(
        method: String = "GET", path: String, query: [String: String] = [:], headers: [String: String] = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.body = body
        queryValues = query
        head = HTTPHead(
            startLine: "\(method) \(path) HTTP/1.1",
            fields: headers.map { HTTPHead.Field(name: $0.key.lowercased(), value: $0.value) })
    }

    /// A value of the query, percent-decoded; the first of its name.
    package func query(_ name: String) -> String? { queryValues[name] }

    /// A field of the head, its name in any case.
    package func header(_ name: String) -> String? { head.value(name.lowercased()) }

    /// The values of a body as HTML forms send it (`application/x-www-form-urlencoded`), in their order.
    package var formFields: [(name: String, value: String)] {
        guard isForm else { return [] }
        return HTTPRequestReader.fields(String(decoding: body, as: UTF8.self)[...])
    }

    /// Whether the body says that it is such a form.
    package var isForm: Bool {
        header("content-type")?.prefix { $0 != ";" }.trimmed().lowercased() == "application/x-www-form-urlencoded"
    }

    /// The first of them of a name.
    package func form(_ name: String) -> String? { formFields.first { $0.name == name }?.value }
}
