internal import Timing

/// What a stream sends and when, apart from how it leaves: a value, so that it can be rehearsed for its length.
protocol EventSource {
    var contentType: String { get }
    /// When the next event is due, nil when none ever will be.
    var nextDue: Instant? { get }
    /// How many events are still to come, nil when there is no end to them.
    var remaining: Int? { get }

    /// Writes what comes before any event, if anything.
    func composePreamble(into text: inout MessageText)
    /// Writes the next event, which is due, with its final line end.
    mutating func compose(into text: inout MessageText, at instant: Instant)
    /// How many events were due by `instant` and wait for the socket.
    func waiting(at instant: Instant) -> Int
}

/// What ends a line of an event stream (WHATWG HTML §9.2.5: any of the three, in any mixture).
enum LineEnd: String {
    case lineFeed = "\n"
    case both = "\r\n"
    case carriageReturn = "\r"

    /// The line end of event `number`: always the same, or each in turn.
    init(of number: Int, alternates: Bool) {
        let all: [LineEnd] = [.lineFeed, .both, .carriageReturn]
        self = alternates ? all[number % all.count] : .lineFeed
    }
}
