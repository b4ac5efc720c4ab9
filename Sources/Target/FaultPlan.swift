package import Timing

/// The misbehaviour a target server is asked for. Every fault is off in the default plan, and any of them combine.
///
/// Handshakes, which requests for a stream are too, are counted per server, in the order in which they arrive; messages
/// per session and events per streamed answer, in the order in which they are made. What is none of them (the
/// acknowledgement of a subscription, control frames, comments, plain HTTP) is neither counted nor changed by an
/// every-n-th rule. What is said of messages and sessions holds for events and streams too, if nothing else is said.
package struct FaultPlan: Sendable, Equatable {
    /// How much later than otherwise a data message leaves. Its content, a tick's time included, stays as made.
    package var delay = Nanoseconds.zero
    /// A further delay, uniform in 0..<jitter and drawn per message: it may reorder messages, `delay` alone never does.
    package var jitter = Nanoseconds.zero
    /// Once, at `after` the first established session, the whole server does nothing for `duration`.
    package var stall: Stall?
    package var dropEvery: Int?
    package var duplicateEvery: Int?
    package var swapEvery: Int?
    package var refuse: Refusal?
    package var hangEvery: Int?
    /// Each session is closed with a Close frame, this long after it was established; a stream's body ends in order.
    package var close: Closing?
    /// Each session is reset (RST), this long after it was established.
    package var resetAfter: Nanoseconds?
    /// Each session's stream is ended (FIN) without a Close frame, this long after it was established; a streamed
    /// answer without the end of its body.
    package var endAfter: Nanoseconds?
    /// Nothing is read from a session once it is established, so pings stay unanswered and the peer's socket fills.
    /// Streams have nothing to be read.
    package var neverReads = false
    package var events = EventFaults()

    package struct Stall: Sendable, Equatable {
        package var after: Nanoseconds
        package var duration: Nanoseconds

        package init(after: Nanoseconds, duration: Nanoseconds) {
            self.after = after
            self.duration = duration
        }
    }

    package struct Refusal: Sendable, Equatable {
        package var every: Int
        /// The HTTP status of the answer.
        package var status: Int

        package init(every: Int, status: Int) {
            self.every = every
            self.status = status
        }
    }

    package struct Closing: Sendable, Equatable {
        package var after: Nanoseconds
        /// Sent as it is, whether RFC 6455 §7.4 allows it or not; nil sends a Close without a payload.
        package var code: UInt16?

        package init(after: Nanoseconds, code: UInt16?) {
            self.after = after
            self.code = code
        }
    }

    /// How long a message waits for the one that it is to be exchanged with: at the end of a session's traffic there is
    /// none, and a reply that waits for ever would keep the peer waiting too.
    package static let longestHold = Nanoseconds.seconds(2)

    package init() {}

    var delaysMessages: Bool { delay > .zero || jitter > .zero }
    var countsMessages: Bool { dropEvery != nil || duplicateEvery != nil || swapEvery != nil }
}
