package import HTTP
package import RESTClient
package import Timing

/// What came back, as captures and conditions look at it. What few ask for is made when somebody does.
package final class Reply {
    /// 0 for a message, which has none.
    package let status: Int
    /// From the intended start to the end of the reply.
    package let time: Nanoseconds
    package let body: [UInt8]
    private let readFields: () -> [HTTPHead.Field]
    private lazy var fields = readFields()
    /// The body as text; what is not UTF-8 becomes U+FFFD.
    private(set) lazy var text = String(decoding: body, as: UTF8.self)

    package init(_ response: RESTResponse, time: Nanoseconds) {
        status = response.status
        body = response.body
        self.time = time
        readFields = { response.fields }
    }

    package init(status: Int, fields: [HTTPHead.Field], body: [UInt8], time: Nanoseconds) {
        self.status = status
        self.body = body
        self.time = time
        readFields = { fields }
    }

    /// A message of a session.
    package convenience init(message: [UInt8]) { self.init(status: 0, fields: [], body: message, time: .zero) }

    /// All values of a field, whose name is in lower case, joined as RFC 9110 §5.3 allows; nil when it is not there.
    func header(_ name: String) -> String? {
        let values = fields.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// What the reply sets a cookie to, the last time it does (RFC 6265 §5.2).
    func cookie(_ name: String) -> String? {
        for field in fields.reversed() where field.name == "set-cookie" {
            let pair = field.value.prefix { $0 != ";" }
            guard let equals = pair.firstIndex(of: "="), pair[..<equals].trimmed() == name else { continue }
            return pair[pair.index(after: equals)...].trimmed()
        }
        return nil
    }
}
