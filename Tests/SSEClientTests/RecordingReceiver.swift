import SSEClient
import Timing

/// Keeps what a parser tells, in order.
final class RecordingReceiver: EventReceiver {
    enum Told: Equatable, Sendable {
        case event(type: String, data: String, id: String)
        case id(String)
        case comment
        case retry(Nanoseconds)
    }

    private(set) var told: [Told] = []
    private(set) var largestEvent = 0

    // Borrowed bytes are copied within the call that lends them.

    func received(_ event: borrowing StreamEvent) {
        unsafe largestEvent = max(largestEvent, event.type.count + event.data.count + event.lastEventID.count)
        unsafe told.append(
            .event(type: text(event.type), data: text(event.data), id: text(event.lastEventID)))
    }

    func receivedLastEventID(_ id: UnsafeRawBufferPointer) { unsafe told.append(.id(text(id))) }

    func receivedComment(_: UnsafeRawBufferPointer) { told.append(.comment) }

    func receivedReconnectionTime(_ time: Nanoseconds) { told.append(.retry(time)) }

    private func text(_ bytes: UnsafeRawBufferPointer) -> String { unsafe String(decoding: bytes, as: UTF8.self) }
}

/// What came of parsing some bytes.
struct ParsingOutcome: Equatable, Sendable {
    var told: [RecordingReceiver.Told]
    var failure: OversizedEvent?

    /// Parses an event stream that comes in these pieces.
    static func ofEvents(_ pieces: [[UInt8]], largestEvent: Int = 1 << 20, lastEventID: String = "") -> ParsingOutcome {
        var parser = EventStreamParser(largestEvent: largestEvent, lastEventID: Array(lastEventID.utf8))
        return unsafe of(pieces) { piece, receiver throws(OversizedEvent) in
            try unsafe parser.consume(piece, for: receiver) { true }
        }
    }

    /// Parses lines of JSON that come in these pieces, and whose body ends in order.
    static func ofLines(_ pieces: [[UInt8]], longestLine: Int = 1 << 20) -> ParsingOutcome {
        var parser = LineParser(longestLine: longestLine)
        let receiver = RecordingReceiver()
        var outcome = unsafe of(pieces, receiver) { piece, receiver throws(OversizedEvent) in
            try unsafe parser.consume(piece, for: receiver) { true }
        }
        if outcome.failure == nil { parser.finish(for: receiver) }
        outcome.told = receiver.told
        return outcome
    }

    private static func of(
        _ pieces: [[UInt8]], _ receiver: RecordingReceiver = RecordingReceiver(),
        _ consume: (UnsafeRawBufferPointer, RecordingReceiver) throws(OversizedEvent) -> Void
    ) -> ParsingOutcome {
        for piece in pieces {
            // A copy at a place of its own, gone as soon as it is read: what a parser kept of it would be garbage.
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: piece.count, alignment: 1)
            unsafe copy.copyBytes(from: piece)
            defer {
                unsafe copy.initializeMemory(as: UInt8.self, repeating: 0x21)
                unsafe copy.deallocate()
            }
            do throws(OversizedEvent) {
                try unsafe consume(UnsafeRawBufferPointer(copy), receiver)
            } catch {
                return ParsingOutcome(told: receiver.told, failure: error)
            }
        }
        return ParsingOutcome(told: receiver.told, failure: nil)
    }
}

/// The ways in which the same bytes may arrive.
enum Cuts {
    /// Whole, byte by byte, with an empty read in between, and in two at every offset.
    static func all(of bytes: [UInt8]) -> [[[UInt8]]] {
        let halves = (0...bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        return [[bytes], bytes.map { [$0] }, bytes.flatMap { [[$0], []] }] + halves
    }
}
