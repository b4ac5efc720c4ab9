import HTTP
import Testing
import WSClient

@testable import Target

@Suite("Requests and negotiation as values")
struct RequestTests {
    @Test("A request is the same however its bytes are cut", arguments: 1...12)
    func cuts(size: Int) {
        let bytes = Array("POST /a?x=1%20b&y HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello".utf8)
        var reader = HTTPRequestReader()
        var requests: [HTTPRequest] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            if case .request(let request, let used) = read(piece, with: &reader) {
                #expect(used == piece.count)
                requests.append(request)
            }
        }
        #expect(requests.map(\.path) == ["/a"])
        #expect(requests.map(\.query) == [["x": "1 b", "y": ""]])
        #expect(requests.map(\.body) == [Array("hello".utf8)])
    }

    @Test("A chunked body is the same however its bytes are cut", arguments: 1...12)
    func chunks(size: Int) {
        let text = "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nT: x\r\n\r\n"
        let bytes = Array(text.utf8)
        var reader = HTTPRequestReader()
        var bodies: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            if case .request(let request, let used) = read(piece, with: &reader) {
                #expect(used == piece.count)
                bodies.append(request.body)
            }
        }
        #expect(bodies == [Array("hello".utf8)])
    }

    @Test(
        "What is no request is refused by its status",
        arguments: [
            ("\u{16}\u{3}\u{1}", 400), ("GET\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
            (
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n"
                    + String(repeating: "x", count: 0x100001), 413
            ),
        ])
    func refusals(text: String, status: Int) {
        var reader = HTTPRequestReader()
        #expect(read(Array(text.utf8), with: &reader) == .refused(.failure(status)))
    }

    private func read(_ bytes: [UInt8], with reader: inout HTTPRequestReader) -> HTTPRequestReader.Reading {
        // Borrowed for the call.
        unsafe bytes.withUnsafeBytes { unsafe reader.read($0) }
    }

    @Test(
        "Of the extensions offered, the first that can be served is agreed on",
        arguments: [
            ("permessage-deflate", "permessage-deflate"),
            ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
            ("permessage-deflate; client_max_window_bits=10", "permessage-deflate; client_max_window_bits=10"),
            ("permessage-deflate; server_max_window_bits=9", "permessage-deflate; server_max_window_bits=9"),
            (
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            ),
            ("permessage-deflate; server_max_window_bits=8, permessage-deflate", "permessage-deflate"),
            ("permessage-deflate; server_max_window_bits=8", nil), ("permessage-deflate; novelty", nil),
            ("permessage-deflate; client_max_window_bits=16", nil), ("x-webkit-deflate-frame", nil),
        ] as [(String, String?)])
    func extensions(offers: String, answer: String?) {
        #expect(DeflateNegotiation.answer(to: offers)?.field == answer)
    }

    @Test(
        "A stream message is known by its action or type, and its id comes back as it was written",
        arguments: [
            (#"{"action":"subscribe","channels":["power","gas"]}"#, .subscribe(["\"power\"", "\"gas\""]), nil),
            (
                #" { "type" : "subscribe" , "channels" : [ "a,]\"" , 7 ] , "id" : 12 } "#, .subscribe([#""a,]\"""#]),
                "12"
            ),
            (#"{"action":"unsubscribe","channels":[]}"#, .unsubscribe([]), nil),
            (#"{"type":"ping","id":"x"}"#, .ping, #""x""#), (#"{"id":-1.5e3,"data":{"id":2}}"#, .other, "-1.5e3"),
            (#"{"id":{"a":1}}"#, .other, nil), (#"{"id":null}"#, .other, nil), ("{}", .other, nil),
        ] as [(String, Kind, String?)])
    func streamMessages(text: String, kind: Kind, id: String?) {
        let message = streamMessage(text)
        #expect(message?.id.map { String(decoding: $0, as: UTF8.self) } == id)
        switch (message?.kind, kind) {
        case (.subscribe(let names), .subscribe(let expected)), (.unsubscribe(let names), .unsubscribe(let expected)):
            #expect(names.map { String(decoding: $0, as: UTF8.self) } == expected)
        case (.ping, .ping), (.other, .other): break
        default: Issue.record("\(String(describing: message)) is not \(kind)")
        }
    }

    enum Kind: Sendable {
        case subscribe([String])
        case unsubscribe([String])
        case ping
        case other
    }

    @Test(
        "What is no JSON object is no stream message",
        arguments: ["", "x", "[1]", "{", #"{"a""#, #"{"a":}"#, #"{"a":1"#, #"{"a":"b}"#, #"{1:2}"#])
    func brokenMessages(text: String) {
        #expect(streamMessage(text) == nil)
    }

    private func streamMessage(_ text: String) -> StreamMessage? {
        // Borrowed for the call.
        unsafe Array(text.utf8).withUnsafeBytes { unsafe StreamMessage($0) }
    }
}
