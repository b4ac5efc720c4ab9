import Testing

@testable import WebServer

@Suite("Events as they are sent")
struct ServerSentEventTests {
    @Test(
        "Every line of the data is a field, whichever way it ends",
        arguments: [
            ("{\"a\":1}", "event: x\ndata: {\"a\":1}\n\n"), ("", "event: x\ndata: \n\n"),
            ("a\nb", "event: x\ndata: a\ndata: b\n\n"), ("a\r\nb", "event: x\ndata: a\ndata: b\n\n"),
            ("a\rb", "event: x\ndata: a\ndata: b\n\n"), ("a\n\nb", "event: x\ndata: a\ndata: \ndata: b\n\n"),
            ("a\r\n\r\nb\n", "event: x\ndata: a\ndata: \ndata: b\ndata: \n\n"),
        ])
    func lines(data: String, text: String) {
        #expect(String(decoding: ServerSentEvent.bytes("x", data: Array(data.utf8)), as: UTF8.self) == text)
    }

    @Test("A part is one chunk around its content, and nothing without any")
    func chunks() {
        let part = StreamPart(Array("hello, world".utf8))
        #expect(part.chunk == Array("c\r\nhello, world\r\n".utf8))
        #expect(Array(part.content) == Array("hello, world".utf8))
        #expect(StreamPart([]).chunk.isEmpty)
        #expect(StreamPart([]).content.isEmpty)
        #expect(String(decoding: StreamPart.behind.content, as: UTF8.self) == "event: behind\ndata: \n\n")
    }
}
