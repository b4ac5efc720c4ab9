package import HTTP

/// What an answer means to who asked for a stream (WHATWG HTML §9.2.2 and §9.2.3).
package enum StreamAnswer: Equatable, Sendable {
    /// 200 and a content type of the format: events follow in a body that ends where the framing says.
    case stream(BodyFraming)
    case noContent
    /// `location` as the header says it.
    case redirect(status: Int, location: String)
    case refused(DialFailure)

    package init(_ response: ResponseHead, to format: StreamFormat) {
        switch response.status {
        case 200: self = Self.judgeContent(of: response, for: format)
        case 204: self = .noContent
        case 301, 302, 303, 307, 308:
            let location = response.value("location") ?? ""
            self =
                location.isEmpty
                ? .refused(.http(response.status)) : .redirect(status: response.status, location: location)
        default: self = .refused(.http(response.status))
        }
    }

    /// Whether events follow.
    var isStream: Bool {
        if case .stream = self { true } else { false }
    }

    private static func judgeContent(of response: ResponseHead, for format: StreamFormat) -> StreamAnswer {
        guard let type = response.mediaType else { return .refused(.contentType("no Content-Type")) }
        guard format.mediaTypes.contains(type) else { return .refused(.contentType(String(type.prefix(64)))) }
        do {
            return .stream(try BodyFraming(of: response))
        } catch {
            switch error {
            case .malformed: return .refused(.garbage)
            case .encoded(let encoding): return .refused(.contentType("\(type), encoded as \(encoding.prefix(64))"))
            }
        }
    }
}
