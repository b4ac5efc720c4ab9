/// Where the body of an answer ends (RFC 9112 §6.3).
package enum BodyFraming: Equatable, Sendable {
    case chunked
    /// Bytes.
    case length(Int)
    /// It ends with the connection.
    case untilClose

    package enum Refusal: Error, Equatable {
        /// A Content-Length that is none, or two that differ.
        case malformed
        /// The body is wrapped in something we did not ask for; what the field says.
        case encoded(String)
    }

    /// - Throws: `Refusal`, for a body of which nothing can be read.
    package init(of response: ResponseHead) throws(Refusal) {
        if let encoding = response.value("content-encoding"), encoding.lowercased() != "identity" {
            throw .encoded(encoding)
        }
        if [204, 304].contains(response.status) {
            self = .length(0)
        } else if let encoding = response.value("transfer-encoding") {
            guard encoding.lowercased() == "chunked" else { throw .encoded(encoding) }
            self = .chunked
        } else if let lengths = response.value("content-length") {
            self = .length(try Self.length(lengths))
        } else {
            self = .untilClose
        }
    }

    /// The same length may be said several times (RFC 9112 §6.3, rule 5).
    private static func length(_ text: String) throws(Refusal) -> Int {
        let items = Set(text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed() })
        guard items.count == 1, let digits = items.first, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(digits)
        else { throw .malformed }
        return length
    }
}
