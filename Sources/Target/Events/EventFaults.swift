package import Timing

/// The misbehaviour that event streams alone are asked for; off in the default plan. Each of it may also be a query
/// value of one request, under its flag's name without `--event-`, as in `/events?cut=5`.
package struct EventFaults: Sendable, Equatable {
    /// Before the first event of a stream; comments and the reconnection time come before it.
    package var firstDelay = Nanoseconds.zero
    package var gap: Gap?
    /// Events are written in pieces, cut where a careless reader breaks (`AwkwardCuts`), with LF, CRLF and CR in turn as
    /// their line ends.
    package var splits = false
    /// The last event of a body that ends in order lacks its final line end, so it must not be dispatched.
    package var leavesUnfinished = false
    /// The answer says that it is `text/html`.
    package var hasWrongType = false
    /// Each connection is reset (RST) after so many events.
    package var cutAfter: Int?
    /// Each body ends in order after so many events of its connection, so that the client resumes.
    package var endAfter: Int?
    /// Each connection is ended (FIN) inside the chunk, or the length, that follows so many events.
    package var cutInsideAfter: Int?
    /// What was missed before a resume is not sent after it; the numbering goes on as if it had been.
    package var skipsMissed = false
    /// A resume sends so many events again that the client has said to have.
    package var repeated = 0
    /// The status with which every request for a stream is answered instead of it.
    package var status: Int?

    /// A further pause before events `every`, 2 · `every`, …
    package struct Gap: Sendable, Equatable {
        package var pause: Nanoseconds
        package var every: Int

        package init(pause: Nanoseconds, every: Int) {
            self.pause = pause
            self.every = every
        }
    }

    package init() {}
}
