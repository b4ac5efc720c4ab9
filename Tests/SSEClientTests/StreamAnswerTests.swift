import HTTP
import SSEClient
import Testing

@Suite("Answers to who asked for a stream")
struct StreamAnswerTests {
    @Test(
        "the content type decides, in any case and with any parameters",
        arguments: [
            (StreamFormat.events, "text/event-stream", true), (.events, "Text/Event-Stream; charset=utf-8", true),
            (.events, "text/event-stream;x", true), (.events, "text/event-streams", false),
            (.events, "application/x-ndjson", false), (.lines, "application/x-ndjson", true),
            (.lines, "application/ndjson", true), (.lines, "application/jsonl; charset=utf-8", true),
            (.lines, "application/json-lines", true), (.lines, "application/stream+json", true),
            (.lines, "application/json", false), (.lines, "text/event-stream", false),
        ])
    func contentTypeDecides(format: StreamFormat, type: String, isStream: Bool) throws {
        let answer = try Self.answer(200, ["content-type": type], to: format)
        #expect(answer == (isStream ? .stream(.untilClose) : .refused(.contentType(type))))
    }

    @Test("a stream's body ends where its fields say")
    func framingIsTakenOver() throws {
        let type = ["content-type": "text/event-stream"]
        #expect(try Self.answer(200, type.adding("transfer-encoding", "chunked")) == .stream(.chunked))
        #expect(try Self.answer(200, type.adding("content-length", "7")) == .stream(.length(7)))
        #expect(try Self.answer(200, type.adding("content-length", "x")) == .refused(.garbage))
        #expect(
            try Self.answer(200, type.adding("content-encoding", "gzip"))
                == .refused(.contentType("text/event-stream, encoded as gzip")))
        #expect(
            try Self.answer(200, type.adding("transfer-encoding", "gzip, chunked"))
                == .refused(.contentType("text/event-stream, encoded as gzip, chunked")))
    }

    @Test("an answer without a content type is no stream, and a long one is told in short")
    func missingTypeIsTold() throws {
        #expect(try Self.answer(200, [:]) == .refused(.contentType("no Content-Type")))
        let long = String(repeating: "x", count: 1_000)
        #expect(
            try Self.answer(200, ["content-type": long])
                == .refused(.contentType(String(repeating: "x", count: 64))))
    }

    @Test("a redirect needs a location", arguments: [301, 302, 303, 307, 308])
    func redirectNeedsALocation(status: Int) throws {
        #expect(
            try Self.answer(status, ["location": "../x?y"]) == .redirect(status: status, location: "../x?y"))
        #expect(try Self.answer(status, [:]) == .refused(.http(status)))
        #expect(try Self.answer(status, ["location": ""]) == .refused(.http(status)))
    }

    @Test("204 has no content, and every other status is refused")
    func otherStatusIsRefused() throws {
        #expect(try Self.answer(204, [:]) == .noContent)
        for status in [101, 201, 205, 206, 300, 304, 305, 400, 404, 500, 503, 999] {
            let fields = ["content-type": "text/event-stream", "location": "/x"]
            #expect(try Self.answer(status, fields) == .refused(.http(status)))
        }
    }

    private static func answer(
        _ status: Int, _ fields: [String: String], to format: StreamFormat = .events
    ) throws -> StreamAnswer {
        let fields = fields.map { HTTPHead.Field(name: $0.key, value: $0.value) }
        let head = try #require(ResponseHead(HTTPHead(startLine: "HTTP/1.1 \(status)", fields: fields)))
        return StreamAnswer(head, to: format)
    }
}

extension [String: String] {
    fileprivate func adding(_ key: String, _ value: String) -> [String: String] {
        merging([key: value]) { $1 }
    }
}
