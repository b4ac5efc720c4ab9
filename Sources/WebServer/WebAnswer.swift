internal import Compression
internal import HTTP

/// A complete answer. The fields that every answer carries are added when it leaves.
package struct WebAnswer: Sendable {
    package var status: Int
    package var contentType: String
    /// Further fields, in order; control characters in their values are left out.
    package var headers: [(String, String)]
    package var body: [UInt8]

    package init(status: Int = 200, contentType: String, headers: [(String, String)] = [], body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// Plain text, with the line end it lacks.
    package static func text(_ status: Int, _ text: String, headers: [(String, String)] = []) -> WebAnswer {
        WebAnswer(
            status: status, contentType: "text/plain; charset=utf-8", headers: headers, body: Array("\(text)\n".utf8))
    }

    /// To bytes that make no request, or one that is too long.
    static func unreadable(_ status: Int) -> WebAnswer {
        switch status {
        case 413: text(413, "The body of this request is longer than this server reads.")
        case 431:
            text(431, "The head of this request is longer than this server reads. Delete the cookies of this page.")
        case 501: text(501, "The body of this request is encoded. Send it as it is.")
        default: text(status, "This is no request of HTTP/1.1.")
        }
    }

    /// Nobody keeps what is true now only, takes it for something else, frames it, or is told where it was linked from.
    static let commonFields = [
        HTTPAnswer.Field(name: "Cache-Control", value: "no-store"),
        HTTPAnswer.Field(name: "X-Content-Type-Options", value: "nosniff"),
        HTTPAnswer.Field(name: "X-Frame-Options", value: "DENY"),
        HTTPAnswer.Field(name: "Referrer-Policy", value: "no-referrer"),
    ]

    /// Shorter bodies are not worth compressing.
    private static let compressedFrom = 4_097

    /// - Parameters:
    ///   - request: nil when there was none that could be read.
    ///   - closes: announces that the connection ends after this answer.
    /// - Returns: the answer as it goes on the wire.
    func bytes(to request: HTTPRequest?, closes: Bool) -> [UInt8] {
        var answer = HTTPAnswer(status: status, contentType: contentType, body: body, fields: Self.commonFields)
        for (name, value) in headers {
            let printable = String(value.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
            answer.fields.append(HTTPAnswer.Field(name: name, value: printable))
        }
        if body.count >= Self.compressedFrom, isText, let request {
            answer.fields.append(HTTPAnswer.Field(name: "Vary", value: "Accept-Encoding"))
            if AcceptedCodings(request.head.value("accept-encoding") ?? "").includesGzip {
                answer.body = Zlib.gzipped(body)
                answer.fields.append(HTTPAnswer.Field(name: "Content-Encoding", value: "gzip"))
            }
        }
        return answer.bytes(hasBody: request?.method != "HEAD", closes: closes)
    }

    /// Whether the body is of a kind that compression makes shorter.
    private var isText: Bool {
        let type = contentType.prefix { $0 != ";" }
        return type.hasPrefix("text/") || type.hasSuffix("json") || type.hasSuffix("javascript")
            || type.hasSuffix("xml")
    }
}
