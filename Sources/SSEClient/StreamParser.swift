/// The parser of a stream's format, behind one door.
struct StreamParser {
    private let format: StreamFormat
    private var events: EventStreamParser
    private var lines: LineParser

    init(_ format: StreamFormat, largestEvent: Int, lastEventID: [UInt8]) {
        self.format = format
        events = EventStreamParser(largestEvent: largestEvent, lastEventID: lastEventID)
        lines = LineParser(longestLine: largestEvent)
    }

    mutating func consume(
        _ input: UnsafeRawBufferPointer, for receiver: some EventReceiver, while goesOn: () -> Bool
    ) throws(OversizedEvent) {
        // The bytes are passed on as they were lent.
        switch format {
        case .events: try unsafe events.consume(input, for: receiver, while: goesOn)
        case .lines: try unsafe lines.consume(input, for: receiver, while: goesOn)
        }
    }

    /// The body ended in order: an unfinished event is discarded (WHATWG HTML §9.2.6), a last line is one.
    mutating func finish(for receiver: some EventReceiver) {
        if format == .lines { lines.finish(for: receiver) }
    }
}
