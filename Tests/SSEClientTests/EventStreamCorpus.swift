import Testing
import Timing

/// A stream and what the standard makes of it (WHATWG HTML §9.2.6); the cases that browsers are tested with, and some
/// that only a server under load produces.
struct EventStreamCase: Sendable, CustomTestStringConvertible {
    let claim: String
    let bytes: [UInt8]
    let told: [RecordingReceiver.Told]

    init(_ claim: String, _ stream: String, _ told: [RecordingReceiver.Told]) {
        self.init(claim, bytes: Array(stream.utf8), told)
    }

    init(_ claim: String, bytes: [UInt8], _ told: [RecordingReceiver.Told]) {
        self.claim = claim
        self.bytes = bytes
        self.told = told
    }

    var testDescription: String { claim }
}

extension RecordingReceiver.Told {
    static func data(_ data: String, type: String = "", id: String = "") -> Self {
        .event(type: type, data: data, id: id)
    }
}

extension EventStreamCase {
    static let all = framing + fields + ids + retries + strange

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static let framing: [EventStreamCase] = [
        .init("an empty stream says nothing", "", []),
        .init("blank lines alone say nothing", "\n\r\n\r\n\n", []),
        .init("line feeds end lines", "data: a\n\n", [.data("a")]),
        .init("carriage returns end lines", "data: a\r\r", [.data("a")]),
        .init("both together are one line end", "data: a\r\n\r\n", [.data("a")]),
        .init("both together do not end a block", "data: a\r\ndata: b\r\n\r\n", [.data("a\nb")]),
        .init("LF, CR is two line ends", "data: a\n\rdata: b\n\n", [.data("a"), .data("b")]),
        .init("CR, CR LF is two line ends", "data: a\r\r\ndata: b\n\n", [.data("a"), .data("b")]),
        .init(
            "line ends may be mixed", "data: 1\rdata: 2\r\ndata: 3\n\rdata: 4\r\n\ndata: 5\n\n",
            [.data("1\n2\n3"), .data("4"), .data("5")]),
        .init("an unfinished event is discarded", "data: a\n\ndata: b\n", [.data("a")]),
        .init("an unfinished line is discarded", "data: a\n\ndata: b", [.data("a")]),
        .init("an unfinished ID is discarded", "id: 1\ndata: a\n", []),
        .init("a byte order mark is skipped", bytes: mark + Array("data: a\n\n".utf8), [.data("a")]),
        .init("a second byte order mark is part of a name", bytes: mark + mark + Array("data: a\n\n".utf8), []),
        .init(
            "a byte order mark later is part of a name",
            bytes: Array("data: a\n\n".utf8) + mark + Array("data: b\n\ndata: c\n\n".utf8), [.data("a"), .data("c")]),
        .init("half a byte order mark is part of a name", bytes: [0xEF, 0xBB] + Array("data: a\n\n".utf8), []),
        .init("a byte order mark alone is nothing", bytes: mark, []),
        .init("a mark and a blank line are nothing", bytes: mark + Array("\n\ndata: a\n\n".utf8), [.data("a")]),
        .init("many events in one read", "data:1\n\ndata:2\n\ndata:3\n\n", [.data("1"), .data("2"), .data("3")]),
    ]

    private static let fields: [EventStreamCase] = [
        .init("several data lines are joined", "data: a\ndata:\ndata: b\n\n", [.data("a\n\nb")]),
        .init("empty data is data", "data:\n\n", [.data("")]),
        .init("data without a colon is data", "data\n\n", [.data("")]),
        .init("two empty data lines are a line feed", "data\ndata\n\n", [.data("\n")]),
        .init("one leading space is stripped", "data:  a \n\n", [.data(" a ")]),
        .init("a leading tab is kept", "data:\ta\n\n", [.data("\ta")]),
        .init("colons in a value are its own", "data: a: b:c\n\n", [.data("a: b:c")]),
        .init("a type names its event alone", "event: x\ndata: a\n\ndata: b\n\n", [.data("a", type: "x"), .data("b")]),
        .init("the last type counts", "event: x\nevent: y\ndata: a\n\n", [.data("a", type: "y")]),
        .init("an empty type is none", "event: x\nevent:\ndata: a\n\n", [.data("a")]),
        .init("a type may follow the data", "data: a\nevent: x\n\n", [.data("a", type: "x")]),
        .init("a type without data is forgotten", "event: x\n\ndata: a\n\n", [.data("a")]),
        .init("comments are told and are no events", ": a\n\n:\n:data: b\n", [.comment, .comment, .comment]),
        .init("a comment divides no event", "data: a\n: c\ndata: b\n\n", [.comment, .data("a\nb")]),
        .init(
            "unknown fields are ignored", "dat: a\ndataa: b\nx\nDATA: c\nevents: d\nids: 1\nretry5: 7\ndata: e\n\n",
            [.data("e")]),
        .init("blanks before a name are part of it", " data: a\n\tdata: b\n\n", []),
        .init("blanks after a name are part of it", "data : a\nid : 1\nevent : x\n\n", []),
        .init("parts of names are other names", "d\nda:1\nevent\ni\ne\nr\nretr:1\n\n", []),
        .init("a line that begins with NUL is another field", "\u{0}data: a\n\n", []),
    ]

    private static let ids: [EventStreamCase] = [
        .init(
            "an ID stays until the next", "id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n",
            [.id("1"), .data("a", id: "1"), .data("b", id: "1"), .id("2"), .data("c", id: "2")]),
        .init("an ID without data is set and no event", "id: 1\n\ndata: a\n\n", [.id("1"), .data("a", id: "1")]),
        .init(
            "an empty ID resets", "id: 1\ndata: a\n\nid:\ndata: b\n\n",
            [.id("1"), .data("a", id: "1"), .id(""), .data("b")]),
        .init("an ID without a colon resets", "id: 1\n\nid\ndata: b\n\n", [.id("1"), .id(""), .data("b")]),
        .init(
            "an ID with NUL is ignored", "id: 1\n\nid: 2\u{0}3\ndata: a\n\nid: \u{0}\n\n",
            [.id("1"), .data("a", id: "1")]),
        .init("the last ID of a block counts", "id: 1\nid: 2\ndata: a\n\n", [.id("2"), .data("a", id: "2")]),
        .init("an ID is any text", "id:  1 é:\ndata: a\n\n", [.id(" 1 é:"), .data("a", id: " 1 é:")]),
    ]

    private static let retries: [EventStreamCase] = [
        .init("a reconnection time is told at once", "retry: 1500\n", [.retry(.seconds(1.5))]),
        .init("a reconnection time of nothing is one", "retry:0\n", [.retry(.zero)]),
        .init("leading zeros are digits", "retry: 0000000000000000000000003\n", [.retry(.milliseconds(3))]),
        .init("other numbers are ignored", "retry: -1\nretry: +1\nretry: 1.5\nretry: 1e3\nretry: 0x1\n", []),
        .init("blanks are no digits", "retry:  1\nretry: 1 \nretry: 1 000\n", []),
        .init("digits of other scripts are ignored", "retry: ١\nretry: １\n", []),
        .init("an empty reconnection time is ignored", "retry\nretry:\nretry: \n", []),
        .init(
            "a time beyond every clock is the longest",
            "retry: 9223372036854\nretry: 9223372036855\nretry: 18446744073709551616\nretry: \(String(repeating: "9", count: 300))\n",
            [
                .retry(Nanoseconds(9_223_372_036_854_000_000)), .retry(Nanoseconds(.max)), .retry(Nanoseconds(.max)),
                .retry(Nanoseconds(.max)),
            ]),
        .init("a digit short of a time", "retry: 1000x\ndata: a\n\n", [.data("a")]),
    ]

    private static let strange: [EventStreamCase] = [
        .init(
            "invalid UTF-8 passes and is replaced",
            bytes: Array("data: a".utf8) + [0xFF, 0xC3] + Array("\nevent: ".utf8) + [0x80] + Array("\n\n".utf8),
            [.data("a\u{FFFD}\u{FFFD}", type: "\u{FFFD}")]),
        .init(
            "other line ends of Unicode end nothing", "data: a\u{2028}\u{85}\u{B}b\n\n",
            [.data("a\u{2028}\u{85}\u{B}b")]),
        .init("NUL is data", "data: \u{0}\n\n", [.data("\u{0}")]),
        .init(
            "a long line is one line", "data: \(String(repeating: "x", count: 700))\n\n",
            [.data(String(repeating: "x", count: 700))]),
        .init(
            "everything at once",
            "retry: 10\r\n: hi\r\nid: 7\r\nevent: trade\r\ndata: {\"a\":1}\r\ndata: {\"b\":2}\r\n\r\n:\r\n",
            [
                .retry(.milliseconds(10)), .comment, .id("7"), .data("{\"a\":1}\n{\"b\":2}", type: "trade", id: "7"),
                .comment,
            ]),
    ]
}
