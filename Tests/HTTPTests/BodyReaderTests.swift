import HTTP
import Testing
import Timing

@Suite("Bodies as they arrive")
struct BodyReaderTests {
    /// What came of reading some pieces.
    private struct Outcome: Equatable {
        var body = ""
        var isComplete = false
        var cut: String?
        var failure: MalformedBody?
        /// Bytes that do not belong to the body.
        var left = 0
    }

    @Test(
        "a chunked body is read, however it is cut",
        arguments: [
            ("0\r\n\r\n", ""), ("5\r\nhello\r\n0\r\n\r\n", "hello"), ("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "abc"),
            ("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
            ("0005;x=y\r\nhello\r\n000\r\n\r\n", "hello"), ("5 ; a=\"b;c\" \r\nhello\r\n0 \r\n\r\n", "hello"),
            ("3\r\n\r\n\n\r\n0\r\n\r\n", "\r\n\n"), ("5\nhello\n0\n\n", "hello"),
            ("1\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\n", "x"), ("1\r\nx\r\n0\r\nA: b\n\n", "x"),
            ("00000000000000000000001\r\nx\r\n0;last\r\n\r\n", "x"),
        ])
    func chunkedBodyIsRead(wire: String, body: String) {
        for pieces in Self.cuts(of: Array((wire + "next").utf8)) {
            #expect(Self.read(pieces, .chunked) == Outcome(body: body, isComplete: true, left: 4))
        }
    }

    @Test(
        "a broken chunk is malformed, after what came before it, however it is cut",
        arguments: [
            ("\r\n", "no chunk size"), ("x\r\n", "no chunk size"), ("-1\r\n", "no chunk size"),
            ("+1\r\n", "no chunk size"), (" 1\r\n", "no chunk size"), (";x\r\n", "no chunk size"),
            ("0x1\r\n", "no chunk size"), ("1\u{0}\r\n", "no chunk size"),
            ("8000000000000000\r\n", "a chunk size beyond every length"),
            ("FFFFFFFFFFFFFFFFF\r\n", "a chunk size beyond every length"),
            ("1\rx", "a carriage return without a line feed"), ("1;\r\rx", "a carriage return without a line feed"),
            ("1\r\nxy\r\n", "a chunk longer than its size"), ("1\r\nx\ry", "a carriage return without a line feed"),
            ("0\r\nA\rB", "a carriage return without a line feed"),
            ("1\r\nx\r\n\r\n", "no chunk size"),
        ])
    func brokenChunkIsMalformed(wire: String, reason: String) {
        for pieces in Self.cuts(of: Array(("2\r\nok\r\n" + wire).utf8)) {
            let outcome = Self.read(pieces, .chunked)
            #expect(outcome.failure == MalformedBody(reason))
            #expect(outcome.body.hasPrefix("ok"))
        }
    }

    @Test("the largest chunk size is a size")
    func largestSizeIsRead() {
        let outcome = Self.read([Array("7FFFFFFFFFFFFFFF\r\nabc".utf8)], .chunked)
        #expect(outcome == Outcome(body: "abc", cut: "cut inside a chunk"))
    }

    @Test(
        "endless lines between chunks are malformed, and cost nothing",
        arguments: ["1;", "0\r\nx", "0\r\nx: y\r\nx", String(repeating: "0", count: 100)])
    func endlessLinesAreMalformed(start: String) {
        let filler = [UInt8](repeating: UInt8(ascii: "0"), count: 1 << 17)
        #expect(
            Self.read([Array(start.utf8), filler], .chunked).failure == MalformedBody("endless lines between chunks"))
    }

    @Test(
        "a body that ends too soon says what was cut",
        arguments: [
            ("", "cut before the last chunk"), ("5", "cut inside a chunk"), ("5\r", "cut inside a chunk"),
            ("5\r\nhe", "cut inside a chunk"), ("5\r\nhello", "cut inside a chunk"),
            ("5\r\nhello\r\n", "cut before the last chunk"), ("5\r\nhello\r\n0\r\n", "cut inside the trailer"),
            ("5;x", "cut inside a chunk"),
        ])
    func cutIsTold(wire: String, cut: String) {
        let outcome = Self.read([Array(wire.utf8)], .chunked)
        #expect(outcome.cut == cut)
        #expect(!outcome.isComplete && outcome.failure == nil)
    }

    @Test("a body of a length ends there, however it is cut")
    func lengthIsKept() {
        for pieces in Self.cuts(of: Array("hello, next".utf8)) {
            #expect(Self.read(pieces, .length(5)) == Outcome(body: "hello", isComplete: true, left: 6))
            #expect(Self.read(pieces, .length(12)) == Outcome(body: "hello, next", cut: "cut inside the body"))
        }
        #expect(Self.read([Array("x".utf8)], .length(0)) == Outcome(isComplete: true, left: 1))
        #expect(Self.read([], .length(1)) == Outcome(cut: "cut inside the body"))
    }

    @Test("a body without a length is all there is, and never cut by its own account")
    func bodyUntilCloseIsAll() {
        for pieces in Self.cuts(of: Array("5\r\nhello".utf8)) {
            #expect(Self.read(pieces, .untilClose) == Outcome(body: "5\r\nhello"))
        }
    }

    @Test("random chunks arrive whole, cut anywhere", arguments: [61, 62] as [UInt64])
    func randomChunksArrive(seed: UInt64) {
        var random = FastRandom(seed: seed)
        for _ in 0..<300 {
            var wire: [UInt8] = []
            var body: [UInt8] = []
            for _ in 0..<random.below(8) {
                let data = (0...random.below(300)).map { _ in UInt8(ascii: "a") + UInt8(random.below(26)) }
                let end = random.below(2) == 0 ? "\r\n" : "\n"
                wire += Array("\(String(data.count, radix: 16))\(end)".utf8) + data + Array("\r\n".utf8)
                body += data
            }
            wire += Array("0\r\n\r\n".utf8)
            var pieces: [[UInt8]] = []
            while !wire.isEmpty {
                let count = min(wire.count, Int(random.below(64)))
                pieces.append(Array(wire[..<count]))
                wire.removeFirst(count)
            }
            #expect(
                Self.read(pieces, .chunked)
                    == Outcome(body: String(decoding: body, as: UTF8.self), isComplete: true))
        }
    }

    private static func read(_ pieces: [[UInt8]], _ framing: BodyFraming) -> Outcome {
        var reader = BodyReader(framing)
        var body: [UInt8] = []
        var outcome = Outcome()
        for piece in pieces where outcome.failure == nil {
            // Borrowed for the length of the closure.
            unsafe piece.withUnsafeBytes { bytes in
                var rest = unsafe bytes
                do {
                    while let run = try unsafe reader.next(&rest) { unsafe body.append(contentsOf: run) }
                } catch {
                    outcome.failure = error as? MalformedBody
                }
                outcome.left += rest.count
            }
        }
        outcome.body = String(decoding: body, as: UTF8.self)
        outcome.isComplete = reader.isComplete
        outcome.cut = outcome.failure == nil ? reader.cut : nil
        if outcome.failure != nil { outcome.left = 0 }
        return outcome
    }

    /// Whole, byte by byte, and in two at every offset.
    private static func cuts(of bytes: [UInt8]) -> [[[UInt8]]] {
        [[bytes], bytes.map { [$0] }] + (0...bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
    }
}
