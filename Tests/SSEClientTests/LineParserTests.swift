import SSEClient
import Testing

@Suite("Streams of JSON lines")
struct LineParserTests {
    @Test(
        "each line is an event, however the stream is cut",
        arguments: [
            ("", []), ("{}\n", ["{}"]), ("{\"a\":1}\n{\"b\":2}\n", ["{\"a\":1}", "{\"b\":2}"]),
            ("1\r\n2\r\n", ["1", "2"]),
            ("\n\r\n1\n\n\r\n2\n", ["1", "2"]), ("1\n2", ["1", "2"]), ("1\n2\r", ["1", "2"]), ("1\r2\n", ["1\r2"]),
            ("1\r\r\n", ["1\r"]), (" \n", [" "]), ("data: a\n", ["data: a"]), ("\n\n\r", []),
            ("\"é\u{2028}\"\n", ["\"é\u{2028}\""]),
            (String(repeating: "x", count: 500) + "\ny\n", [String(repeating: "x", count: 500), "y"]),
        ])
    func linesAreEvents(stream: String, lines: [String]) {
        for pieces in Cuts.all(of: Array(stream.utf8)) {
            #expect(
                ParsingOutcome.ofLines(pieces) == ParsingOutcome(told: lines.map { .data($0) }, failure: nil),
                "\(pieces.map(\.count))")
        }
    }

    @Test("a line within the limit is told, and one byte more ends the stream, however it is cut")
    func limitIsExact() {
        for pieces in Cuts.all(of: Array("12\n12345\n6\n".utf8)) {
            #expect(ParsingOutcome.ofLines(pieces, longestLine: 5).told == [.data("12"), .data("12345"), .data("6")])
            #expect(
                ParsingOutcome.ofLines(pieces, longestLine: 4)
                    == ParsingOutcome(told: [.data("12")], failure: OversizedEvent(limit: 4)))
        }
    }
}
