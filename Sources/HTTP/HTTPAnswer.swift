/// A complete answer to an HTTP/1.1 request (RFC 9112 §4).
package struct HTTPAnswer: Equatable, Sendable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    /// Further fields, in order.
    package var fields: [Field]

    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        status: Int, contentType: String = "application/json", body: [UInt8], fields: [Field] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.fields = fields
    }

    /// Without content, and without fields about it (RFC 9110 §15.3.5, §15.4.5; 205 has none either, §15.3.6).
    private var isEmpty: Bool { [204, 205, 304].contains(status) }

    /// - Parameters:
    ///   - hasBody: false for the answer to HEAD, whose length is stated all the same (RFC 9110 §9.3.2).
    ///   - closes: announces that the connection ends after this answer.
    /// - Returns: the answer as it goes on the wire.
    package func bytes(hasBody: Bool, closes: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.reason(for: status))\r\n"
        if isEmpty {
            if status == 205 { text += "Content-Length: 0\r\n" }
        } else {
            text += "Content-Type: \(contentType)\r\nContent-Length: \(body.count)\r\n"
        }
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        if closes { text += "Connection: close\r\n" }
        return Array((text + "\r\n").utf8) + (hasBody && !isEmpty ? body : [])
    }

    /// The reason phrases of RFC 9110 §15 that are said here; another status goes without one, as the RFC allows.
    package static func reason(for status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 303: "See Other"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 422: "Unprocessable Content"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 507: "Insufficient Storage"
        default: ""
        }
    }
}
