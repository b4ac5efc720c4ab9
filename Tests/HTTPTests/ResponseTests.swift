import HTTP
import Testing

@Suite("Answers and where their bodies end")
struct ResponseTests {
    @Test(
        "a status line is read with any reason, and without one",
        arguments: [
            ("HTTP/1.1 200 OK", 200), ("HTTP/1.1 200", 200), ("HTTP/1.1 200 ", 200), ("HTTP/1.0 404 Not at all", 404),
            ("HTTP/1.1 204 \u{FFFD}", 204), ("HTTP/1.1 599 5", 599), ("HTTP/1.1 999 x", 999),
        ])
    func statusIsRead(line: String, status: Int) {
        #expect(ResponseHead(HTTPHead(startLine: line, fields: []))?.status == status)
    }

    @Test(
        "another line is no status line",
        arguments: [
            "HTTP/1.1", "HTTP/1.1 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000", "HTTP/1.1 099", "HTTP/1.1 +20", "HTTP/2 200",
            "200 OK", "HTTP/1.1 -10 x",
        ])
    func otherLineIsNone(line: String) {
        #expect(ResponseHead(HTTPHead(startLine: line, fields: [])) == nil)
    }

    @Test(
        "a media type is told without its parameters, in lower case",
        arguments: [
            ("text/event-stream", "text/event-stream"), ("Text/Event-Stream;charset=UTF-8", "text/event-stream"),
            (" text/html ; x=y", "text/html"), ("", nil), (";", nil), (nil, nil),
        ] as [(String?, String?)])
    func mediaTypeIsTold(value: String?, type: String?) throws {
        let fields = value.map { [HTTPHead.Field(name: "content-type", value: $0.trimmed())] } ?? []
        #expect(ResponseHead(HTTPHead(startLine: "HTTP/1.1 200", fields: fields))?.mediaType == type)
    }

    @Test(
        "the fields say where the body ends",
        arguments: [
            ([:], .untilClose), (["transfer-encoding": "chunked"], .chunked),
            (["transfer-encoding": "Chunked", "content-length": "5"], .chunked),
            (["content-length": "0"], .length(0)), (["content-length": "42, 42"], .length(42)),
            (["content-length": "9223372036854775807"], .length(.max)),
            (["content-encoding": "Identity", "content-length": "1"], .length(1)),
        ] as [([String: String], BodyFraming)])
    func framingIsRead(fields: [String: String], framing: BodyFraming) throws {
        #expect(try BodyFraming(of: try Self.response(200, fields)) == framing)
    }

    @Test("an answer that has no body by its status is complete at once", arguments: [204, 304])
    func statusWithoutBody(status: Int) throws {
        let response = try Self.response(status, ["transfer-encoding": "chunked"])
        #expect(try BodyFraming(of: response) == .length(0))
        #expect(BodyReader(.length(0)).isComplete)
    }

    @Test(
        "a body of which nothing can be read is refused",
        arguments: [
            (["content-length": ""], .malformed), (["content-length": "-1"], .malformed),
            (["content-length": "+1"], .malformed), (["content-length": "1x"], .malformed),
            (["content-length": "1, 2"], .malformed), (["content-length": "1,"], .malformed),
            (["content-length": "9223372036854775808"], .malformed),
            (["content-encoding": "gzip"], .encoded("gzip")),
            (["transfer-encoding": "gzip, chunked"], .encoded("gzip, chunked")),
            (["transfer-encoding": "chunked, chunked"], .encoded("chunked, chunked")),
            (["transfer-encoding": "identity"], .encoded("identity")),
        ] as [([String: String], BodyFraming.Refusal)])
    func unreadableBodyIsRefused(fields: [String: String], refusal: BodyFraming.Refusal) throws {
        let response = try Self.response(200, fields)
        #expect(throws: refusal) { try BodyFraming(of: response) }
    }

    @Test(
        "interim answers are passed over, however the bytes are cut",
        arguments: [
            ("HTTP/1.1 200 OK\r\nA: b\r\n\r\n", 200),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n", 200),
            ("HTTP/1.1 103\r\nLink: x\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 404 No\r\n\r\n", 404),
            ("HTTP/1.1 101 Switching\r\n\r\n", 101),
        ])
    func interimAnswersArePassedOver(text: String, status: Int) throws {
        let wire = Array((text + "body").utf8)
        for cut in 0...text.utf8.count {
            var reader = ResponseReader()
            var taken = 0
            var reading = ResponseReader.Reading.needsMore
            for piece in [Array(wire[..<cut]), Array(wire[cut...])] where reading == .needsMore {
                // Borrowed for the length of the call.
                reading = unsafe piece.withUnsafeBytes { unsafe reader.read($0) }
                if case .response(_, let used) = reading { taken += used } else { taken += piece.count }
            }
            guard case .response(let response, _) = reading else {
                Issue.record("cut at \(cut): \(reading)")
                continue
            }
            #expect(response.status == status, "cut at \(cut)")
            #expect(taken == text.utf8.count, "cut at \(cut)")
        }
    }

    @Test("what is no answer is malformed", arguments: ["SSH-2.0", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 100\r\n\r\nx"])
    func noAnswerIsMalformed(text: String) {
        var reader = ResponseReader()
        // Borrowed for the length of the call.
        #expect(unsafe Array(text.utf8).withUnsafeBytes { unsafe reader.read($0) } == .malformed)
    }

    private static func response(_ status: Int, _ fields: [String: String]) throws -> ResponseHead {
        let fields = fields.map { HTTPHead.Field(name: $0.key, value: $0.value) }
        return try #require(ResponseHead(HTTPHead(startLine: "HTTP/1.1 \(status)", fields: fields)))
    }
}
