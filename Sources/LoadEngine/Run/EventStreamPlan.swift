package import Timing

/// What a session of an event stream asks for, and when its streams are over.
package struct EventStreamPlan: Sendable {
    /// What the body of an answer is.
    package enum Format: String, Sendable, CaseIterable {
        /// WHATWG HTML §9.2.
        case sse
        /// One JSON text a line.
        case ndjson
        /// An event stream of chat completion chunks, followed as tokens.
        case openai
    }

    /// What a request carries.
    package enum Body: Sendable {
        case none
        /// Rendered anew for each stream.
        case template(MessageTemplate)
        case bytes([UInt8])
    }

    /// Where an event carries its number.
    package enum Sequence: Sendable, Equatable {
        /// In its event ID.
        case eventID
        /// In its data, a JSON text.
        case field(JSONPath)
    }

    /// What ends a stream as a success; whichever comes first.
    package struct Until: Sendable, Equatable {
        package var events: Int?
        /// Since it was established.
        package var time: Nanoseconds?
        /// The data of its last event.
        package var data: String?
        /// The type of its last event.
        package var event: String?

        package init(events: Int? = nil, time: Nanoseconds? = nil, data: String? = nil, event: String? = nil) {
            self.events = events
            self.time = time
            self.data = data
            self.event = event
        }
    }

    /// WHATWG HTML §9.2.3 leaves it to the client; browsers wait three seconds.
    package static let reconnectionTime = Nanoseconds.seconds(3)

    package var format: Format
    package var method: String
    package var body: Body
    /// The headers of the request that make it what it is; those of the user come from the plan's handshake.
    package var fields: [HandshakePlan.Header]
    package var until: Until
    /// No event and no comment for so long is a stall and ends the stream; zero waits for ever.
    package var stallTimeout: Nanoseconds
    /// Streams that a session opens one after another; 0 goes on until the time is over.
    package var streamsPerUser: Int
    /// A longer event ends its stream, in bytes.
    package var largestEvent: Int
    package var sequence: Sequence?
    /// The JSON field of the data that names the channel in which the numbers count.
    package var channel: JSONPath?
    package var sentAt: JSONPath?
    /// Whether a stream that ended or failed is dialled again, as WHATWG HTML §9.2.3 says; its delay is that of
    /// the plan's policy where there is one, else the server's `retry:`.
    package var resumes: Bool

    package init(
        format: Format = .sse, method: String = "GET", body: Body = .none, fields: [HandshakePlan.Header] = [],
        until: Until = Until(), stallTimeout: Nanoseconds = .zero, streamsPerUser: Int = 1,
        largestEvent: Int = 1_048_576, sequence: Sequence? = nil, channel: JSONPath? = nil, sentAt: JSONPath? = nil,
        resumes: Bool = true
    ) {
        self.format = format
        self.method = method
        self.body = body
        self.fields = fields
        self.until = until
        self.stallTimeout = stallTimeout
        self.streamsPerUser = streamsPerUser
        self.largestEvent = largestEvent
        self.sequence = sequence
        self.channel = channel
        self.sentAt = sentAt
        self.resumes = resumes
    }
}
