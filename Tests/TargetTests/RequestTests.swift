import HTTP
import Testing
import WSClient

@testable import Target

@Suite("Negotiation and stream messages as values")
struct RequestTests {
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
