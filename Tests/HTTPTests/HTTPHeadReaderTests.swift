import Testing
import Timing

@testable import HTTP

@Suite("HTTP heads as they arrive")
struct HTTPHeadReaderTests {
    private static let answer = HTTPHead(
        startLine: "HTTP/1.1 101 Switching Protocols",
        fields: [
            .init(name: "upgrade", value: "websocket"), .init(name: "x-blank", value: ""),
            .init(name: "x-colon", value: "a:b, c"),
        ])
    private static let lines = [
        "HTTP/1.1 101 Switching Protocols", "Upgrade:\twebsocket ", "X-Blank:", "X-COLON: a:b, c", "",
    ]

    @Test("a head is read alike with CRLF and with bare LF, cut at any byte", arguments: ["\r\n", "\n"])
    func headIsReadHoweverItIsCut(lineEnd: String) {
        let head = Array(Self.lines.map { $0 + lineEnd }.joined().utf8)
        let wire = head + [0x81, 0x00, 0x0A, 0x0A]
        #expect(Self.read([wire]).reading == .head(Self.answer, used: head.count))
        for cut in 1..<head.count {
            let outcome = Self.read([Array(wire[..<cut]), Array(wire[cut...])])
            #expect(outcome.reading == .head(Self.answer, used: head.count - cut), "cut at \(cut)")
            #expect(outcome.pieces == 2)
        }
        #expect(Self.read(head.map { [$0] }).reading == .head(Self.answer, used: 1))
    }

    @Test("what follows a head is left over, exactly")
    func leftoversAreCounted() {
        let head = Array("HTTP/1.1 101 OK\r\n\r\n".utf8)
        for extra in [0, 1, 2, 1_000] {
            let wire = head + [UInt8](repeating: 0x0A, count: extra)
            #expect(
                Self.read([wire]).reading
                    == .head(HTTPHead(startLine: "HTTP/1.1 101 OK", fields: []), used: head.count))
        }
    }

    @Test(
        "another start is malformed at its first wrong byte",
        arguments: [("SSH-2.0", 1), ("HTTQ", 4), ("HTTP/2.0", 6), ("\r\nHTTP/1.1", 1), ("\u{0}", 1)])
    func otherStartIsMalformed(text: String, byte: Int) {
        let outcome = Self.read(text.utf8.map { [$0] })
        #expect(outcome.reading == .malformed)
        #expect(outcome.pieces == byte)
    }

    @Test("a field without a name is malformed", arguments: ["no colon here", ": nameless"])
    func namelessFieldIsMalformed(field: String) {
        #expect(Self.read([Array("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n".utf8)]).reading == .malformed)
    }

    @Test("a head of 64 KB is read, and one byte more is malformed", arguments: [1, 1_000, 65_536, 100_000])
    func longHeadIsMalformed(piece: Int) {
        let frame = "HTTP/1.1 200 OK\r\nx:\r\n\r\n"
        for (surplus, isHead) in [(0, true), (1, false)] {
            let padding = String(repeating: "p", count: 65_536 - frame.utf8.count + surplus)
            let wire = Array("HTTP/1.1 200 OK\r\nx:\(padding)\r\n\r\n".utf8)
            let pieces = stride(from: 0, to: wire.count, by: piece)
                .map { Array(wire[$0..<min($0 + piece, wire.count)]) }
            let reading = Self.read(pieces).reading
            #expect(
                (reading == .malformed) == !isHead && reading != .needsMore,
                "\(wire.count) bytes by \(piece)")
        }
    }

    @Test("a head that never ends is malformed, and costs no more than the limit")
    func endlessHeadIsMalformed() {
        var reader = HTTPHeadReader()
        let endless = Array("HTTP/1.1 200 OK\r\n".utf8) + [UInt8](repeating: 0x41, count: 1 << 22)
        #expect(Self.read(endless, by: &reader) == .malformed)
        #expect(Self.read([UInt8](repeating: 0x41, count: 100), by: &reader) == .malformed)
    }

    @Test("a reader that has delivered a head is empty again")
    func readerIsEmptyAfterItsHead() {
        var reader = HTTPHeadReader()
        #expect(reader.isEmpty)
        #expect(Self.read(Array("HTTP/1.1 2".utf8), by: &reader) == .needsMore)
        #expect(!reader.isEmpty)
        _ = Self.read(Array("00 OK\n\n".utf8), by: &reader)
        #expect(reader.isEmpty)
    }

    @Test("repeated fields are joined, and tokens are found in any case")
    func fieldsAreJoined() {
        let head = HTTPHead(
            startLine: "",
            fields: [.init(name: "a", value: "x, Y"), .init(name: "b", value: "1"), .init(name: "a", value: "z")])
        #expect(head.value("a") == "x, Y, z")
        #expect(head.value("c") == nil)
        #expect(head.lists("a", "y") && head.lists("a", "z") && !head.lists("a", "w") && !head.lists("c", "x"))
    }

    private static func read(_ bytes: [UInt8], by reader: inout HTTPHeadReader) -> HTTPHeadReader.Reading {
        // Borrowed for the length of the call.
        unsafe bytes.withUnsafeBytes { unsafe reader.read($0, start: "HTTP/1.") }
    }

    /// The first answer that is not "more", and after how many pieces it came.
    private static func read(_ pieces: [[UInt8]]) -> (reading: HTTPHeadReader.Reading, pieces: Int) {
        var reader = HTTPHeadReader()
        for (index, piece) in pieces.enumerated() {
            let reading = read(piece, by: &reader)
            if reading != .needsMore { return (reading, index + 1) }
        }
        return (.needsMore, pieces.count)
    }
}
