package import Timing

/// Where pushes carry their number, and the channel that it counts for.
package struct SequenceSource: Sendable, Equatable {
    package enum Number: Sendable, Equatable {
        /// The id of an event (WHATWG HTML §9.2.6).
        case eventID
        case field(JSONPath)
    }

    package fileprivate(set) var number = Number.eventID
    package fileprivate(set) var channel: JSONPath?

    private static let number = Form<Number>.parsed(.text(".+"), expected: "id, or a JSON path such as $.seq") {
        text throws(TextError) in
        text == "id" ? .eventID : .field(try JSONPath.parse(text))
    }

    static let form = Form<SequenceSource>.either(
        short: number.map { number in
            var source = SequenceSource()
            source.number = number
            return source
        },
        long: ObjectForm(
            noun: "sequence", empty: SequenceSource(),
            keys: [
                Key("path", \.number, number, "where the number is", isRequired: true),
                Key("per", \.channel, .path, "where the channel is that it counts for"),
            ]
        ).form)
}

/// What is read of every push of a session, whatever step is running.
package struct PushReading: Sendable, Equatable {
    package fileprivate(set) var sequence: SequenceSource?
    package fileprivate(set) var sentAt: JSONPath?

    static let object = ObjectForm(
        noun: "on_message", empty: PushReading(),
        keys: [
            Key("sequence", \.sequence, SequenceSource.form, "where the number of a push is"),
            Key("sent_at", \.sentAt, .path, "where its send time is, as Unix time"),
        ])
}

/// When a stream has done what it was opened for.
package struct StreamLimit: Sendable, Equatable {
    package fileprivate(set) var data: String?
    package fileprivate(set) var event: String?
    package fileprivate(set) var events: Int?
    package fileprivate(set) var time: Nanoseconds?

    static let object = ObjectForm(
        noun: "until", empty: StreamLimit(),
        keys: [
            Key("data", \.data, .words, "the data of the last event"),
            Key("event", \.event, .words, "the type of the last event"),
            Key("events", \.events, .positiveCount, "so many events"),
            Key("time", \.time, .positiveDuration, "so long at most"),
        ],
        rule: { limit, object, reading in
            guard object.mapping.isEmpty else { return }
            reading.complain(object.place, "the until has no end; expected data, event, events or time")
        })
}

/// Opens an event stream.
package struct StreamStep: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case events
        /// Chat completions, followed as tokens.
        case openai
        /// A JSON text a line.
        case ndjson
    }

    package fileprivate(set) var address: ServiceAddress?
    package fileprivate(set) var name: String?
    package fileprivate(set) var method: RequestStep.Method?
    package fileprivate(set) var headers: [Named<TextTemplate>] = []
    package fileprivate(set) var json: TypedValue?
    package fileprivate(set) var body: TextTemplate?
    package fileprivate(set) var format = Format.events
    package fileprivate(set) var sequence: SequenceSource?
    package fileprivate(set) var sentAt: JSONPath?
    package fileprivate(set) var stall: Nanoseconds?
    package fileprivate(set) var limit: StreamLimit?
    package fileprivate(set) var timeout: Nanoseconds?

    static let object = ObjectForm(
        noun: "stream step", empty: StreamStep(),
        keys: [
            Key("stream", \.address, .address, "the URL", isRequired: true),
            Key("name", \.name, .stepName, "what rows, tags and thresholds call it", standard: "stream and its path"),
            Key(
                "method", \.method, .word(RequestStep.Method.allCases.map { ($0.rawValue, $0) }),
                "the method", standard: "GET, or POST with a body"),
            Key("headers", \.headers, .headers, "headers by name"),
            Key("json", \.json, .value, "a body sent as JSON, its values typed"),
            Key("body", \.body, .template, "a body as text"),
            Key(
                "format", \.format, .word(Format.allCases.map { ($0.rawValue, $0) }), "what the events are",
                standard: "events"),
            Key("sequence", \.sequence, SequenceSource.form, "where the number of an event is"),
            Key("sent_at", \.sentAt, .path, "where its send time is, as Unix time"),
            Key(
                "stall", \.stall, .positiveDuration, "with no event or comment for so long the stream has stalled",
                standard: "it never has"),
            Key(
                "until", \.limit, StreamLimit.object.form, "when the stream is complete",
                standard: "when the service ends it"),
            Key("timeout", \.timeout, .positiveDuration, "dial to the answer's head", standard: "--connect-timeout"),
        ],
        choices: [.atMostOne(of: "json", "body")],
        rule: { step, object, reading in
            guard step.method == .get || step.method == .head else { return }
            for key in ["json", "body"] where object.has(key) {
                reading.complain(
                    object.place(of: key), "'\(key)' contradicts 'method': expected POST, PUT or PATCH with a body")
            }
        })
}
