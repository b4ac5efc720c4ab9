internal import Timing

/// What browsers may cost: a page that nobody looks at any more, or somebody who means ill, must not cost the run anything.
struct WebLimits: Sendable {
    /// More connections are answered with 503, and closed unanswered when they are twice as many.
    var connections = 64
    var eventStreams = 48
    /// Bytes that the kernel keeps for an event stream: what a browser that sleeps leaves unread shows all the sooner.
    var sendBuffer = 131_072
    /// Bytes of a request's head; more is refused with 431.
    var head = 16_384
    /// Bytes of a request's body; more is refused with 413.
    var body = 65_536
    /// How long a connection may be without a complete request.
    var idle = Nanoseconds.seconds(60)
    /// How long a peer may take nothing of what it was sent, an answer or an event.
    var undelivered = Nanoseconds.seconds(30)
    /// How long an event stream may be silent: then it is sent a comment, since nothing else tells of a browser that vanished
    /// without a word.
    var silence = Nanoseconds.seconds(10)
    /// How long a peer may take to close what we have ended.
    var closing = Nanoseconds.seconds(5)
    /// The same when the server itself ends.
    var stopping = Nanoseconds.seconds(1)
    /// Between two looks at who has run out of time.
    var sweep = Nanoseconds.seconds(1)
}
