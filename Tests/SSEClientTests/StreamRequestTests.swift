import SSEClient
import Testing

@Suite("Requests for streams")
struct StreamRequestTests {
    @Test("a request asks as browsers do, and for one stream a connection")
    func plainRequest() {
        #expect(
            Self.text(StreamRequest(pathAndQuery: "/events?a=b", host: "h:1")) == """
                GET /events?a=b HTTP/1.1\r
                Host: h:1\r
                Accept: text/event-stream\r
                Cache-Control: no-cache\r
                Connection: close\r
                \r

                """)
    }

    @Test("a body brings its length, and so does a method that is expected to have one")
    func bodyBringsItsLength() {
        let request = StreamRequest(
            method: "POST", pathAndQuery: "/", host: "h", fields: [(name: "Content-Type", value: "application/json")],
            body: Array("{\"é\":1}".utf8))
        #expect(
            Self.text(request).hasSuffix(
                "Content-Length: 8\r\nContent-Type: application/json\r\n\r\n{\"é\":1}"))
        for method in ["POST", "PUT", "PATCH"] {
            let empty = StreamRequest(method: method, pathAndQuery: "/", host: "h")
            #expect(Self.text(empty).hasSuffix("Content-Length: 0\r\n\r\n"))
        }
        for method in ["GET", "DELETE", "OPTIONS"] {
            let empty = StreamRequest(method: method, pathAndQuery: "/", host: "h")
            #expect(!Self.text(empty).contains("Content-Length"))
        }
        let query = StreamRequest(method: "QUERY", pathAndQuery: "/", host: "h", body: [0xFF])
        #expect(query.bytes().suffix(5) == [0x0D, 0x0A, 0x0D, 0x0A, 0xFF])
        #expect(Self.text(query).contains("Content-Length: 1\r\n"))
    }

    @Test("the user's fields follow ours in order, and one of the same name replaces ours, in any case")
    func fieldsReplaceOurs() {
        let request = StreamRequest(
            pathAndQuery: "/", host: "h",
            fields: [
                (name: "X-A", value: "1"), (name: "accept", value: "*/*"), (name: "HOST", value: "other"),
                (name: "Cookie", value: "a"), (name: "connection", value: "keep-alive"), (name: "Cookie", value: "b"),
            ])
        #expect(
            Self.text(request) == """
                GET / HTTP/1.1\r
                Host: other\r
                Cache-Control: no-cache\r
                X-A: 1\r
                accept: */*\r
                Cookie: a\r
                connection: keep-alive\r
                Cookie: b\r
                \r

                """)
    }

    @Test("a resumed stream says where, in UTF-8, whatever the user's fields began with")
    func resumptionSaysWhere() {
        var request = StreamRequest(
            pathAndQuery: "/", host: "h", fields: [(name: "last-event-id", value: "first")])
        #expect(Self.text(request).contains("last-event-id: first\r\n"))
        request.lastEventID = Array("é:7".utf8)
        #expect(Self.text(request).contains("\r\nLast-Event-ID: é:7\r\n"))
        #expect(!Self.text(request).contains("first"))
        request.lastEventID = [0x37, 0xFF]
        #expect(Self.text(request).contains("\r\nLast-Event-ID: 7\u{FFFD}\r\n"))
    }

    @Test("lines of JSON are asked for under each of their names")
    func linesAreAskedFor() {
        let request = StreamRequest(pathAndQuery: "/", host: "h", format: .lines)
        #expect(Self.text(request).contains("\r\nAccept: application/x-ndjson, application/ndjson, "))
    }

    private static func text(_ request: StreamRequest) -> String {
        String(decoding: request.bytes(), as: UTF8.self)
    }
}
