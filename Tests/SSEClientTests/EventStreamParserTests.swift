import SSEClient
import Testing
import Timing

@Suite("Event streams, to the letter")
struct EventStreamParserTests {
    @Test("a stream says what the standard says, however it is cut", arguments: EventStreamCase.all)
    func streamSaysTheSameHoweverItIsCut(stream: EventStreamCase) {
        for pieces in Cuts.all(of: stream.bytes) {
            let outcome = ParsingOutcome.ofEvents(pieces)
            #expect(outcome == ParsingOutcome(told: stream.told, failure: nil), "\(pieces.map(\.count))")
        }
    }

    @Test("short streams say the same in three pieces, cut at any two places")
    func threePiecesSayTheSame() {
        for stream in EventStreamCase.all where stream.bytes.count <= 40 {
            let bytes = stream.bytes
            for first in 0...bytes.count {
                for second in first...bytes.count {
                    let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map(Array.init)
                    #expect(
                        ParsingOutcome.ofEvents(pieces).told == stream.told, "\(stream.claim) at \(first), \(second)")
                }
            }
        }
    }

    @Test("a carriage return dispatches at once, and the line feed of the next read belongs to it")
    func carriageReturnDispatchesAtOnce() {
        let pieces = ["data: a\r\n\r", "\ndata: b\n\n"].map { Array($0.utf8) }
        #expect(ParsingOutcome.ofEvents([pieces[0]]).told == [.data("a")])
        #expect(ParsingOutcome.ofEvents(pieces).told == [.data("a"), .data("b")])
    }

    @Test("a resumed stream goes on from its last event ID")
    func resumedStreamKeepsItsID() {
        let bytes = Array("data: a\n\nid: 8\ndata: b\n\n".utf8)
        for pieces in Cuts.all(of: bytes) {
            #expect(
                ParsingOutcome.ofEvents(pieces, lastEventID: "7").told
                    == [.data("a", id: "7"), .id("8"), .data("b", id: "8")])
        }
    }

    @Test("an event tells whether its ID was set since the event before")
    func newIDsAreTold() {
        final class Receiver: EventReceiver {
            var news: [Bool] = []
            func received(_ event: borrowing StreamEvent) { unsafe news.append(event.hasNewID) }
            func receivedLastEventID(_ id: UnsafeRawBufferPointer) {}
            func receivedComment(_: UnsafeRawBufferPointer) {}
            func receivedReconnectionTime(_ time: Nanoseconds) {}
        }
        let bytes = Array(
            "data: a\n\nid: 8\ndata: b\n\ndata: c\n\nid: 8\ndata: d\n\nid: 9\n\n:\ndata: e\n\nid: 3\0\ndata: f\n\n".utf8
        )
        for pieces in Cuts.all(of: bytes) {
            var parser = EventStreamParser(largestEvent: 1_024, lastEventID: [0x37])
            let receiver = Receiver()
            for piece in pieces {
                // Lent for the call.
                unsafe piece.withUnsafeBytes { try? unsafe parser.consume($0, for: receiver) { true } }
            }
            #expect(receiver.news == [false, true, false, true, true, false])
        }
    }

    @Test(
        "an event within the limit is told, and one byte more ends the stream, however it is cut",
        arguments: [
            // What is counted: data, type and ID so far, and the line being read, names included.
            ("data: 0123456789\n\n", 16), ("data: 01234\ndata: 0\n\n", 12), ("event: abc\ndata: 0\n\n", 10),
            ("id: 12345\ndata: 01234\n\n", 16), (": a long comment\n\n", 16), ("unknown field\n\n", 13),
            ("data: 01\n\ndata: 0123456789", 16), ("id: 1234567890\n\ndata: 01\n\nid:\n\n", 18),
        ])
    func limitIsExact(stream: String, needs: Int) {
        for pieces in Cuts.all(of: Array(stream.utf8)) {
            let within = ParsingOutcome.ofEvents(pieces, largestEvent: needs)
            #expect(within == ParsingOutcome.ofEvents([Array(stream.utf8)]), "\(pieces.map(\.count))")
            let beyond = ParsingOutcome.ofEvents(pieces, largestEvent: needs - 1)
            #expect(beyond.failure == OversizedEvent(limit: needs - 1), "\(pieces.map(\.count))")
        }
    }

    @Test("what came before an event over the limit is told")
    func eventsBeforeTheLimitAreTold() {
        let bytes = Array("data: a\n\n: c\ndata: \(String(repeating: "x", count: 100))\n\n".utf8)
        for pieces in Cuts.all(of: bytes) {
            #expect(
                ParsingOutcome.ofEvents(pieces, largestEvent: 64)
                    == ParsingOutcome(told: [.data("a"), .comment], failure: OversizedEvent(limit: 64)))
        }
    }

    @Test("nothing is told after the reader has had enough", arguments: [1, 2, 3, 4])
    func stopsWhenTold(after count: Int) throws {
        let bytes = Array(": c\nretry: 1\ndata: a\n\ndata: b\n\ndata: c\n\n".utf8)
        var parser = EventStreamParser(largestEvent: 100)
        let receiver = RecordingReceiver()
        // Borrowed for the length of the call.
        try unsafe bytes.withUnsafeBytes { bytes in
            try unsafe parser.consume(bytes, for: receiver) { receiver.told.count < count }
        }
        #expect(receiver.told == Array([.comment, .retry(.milliseconds(1)), .data("a"), .data("b")].prefix(count)))
    }
}
