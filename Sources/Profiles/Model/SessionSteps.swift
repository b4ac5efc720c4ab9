package import Timing

/// Dials a WebSocket session.
package struct ConnectStep: Sendable {
    /// Pings of ours while the session lives.
    package struct Pings: Sendable, Equatable {
        package fileprivate(set) var interval = Nanoseconds.seconds(10)
        package fileprivate(set) var deadline: Nanoseconds?

        fileprivate static let object = ObjectForm(
            noun: "ping", empty: Pings(),
            keys: [
                Key("every", \.interval, .positiveDuration, "the time between two pings", isRequired: true),
                Key(
                    "pong_within", \.deadline, .positiveDuration, "when a missing pong ends the session",
                    standard: "--pong-timeout"),
            ])
    }

    package fileprivate(set) var address: ServiceAddress?
    package fileprivate(set) var name: String?
    /// In the order of preference.
    package fileprivate(set) var subprotocols: [String] = []
    package fileprivate(set) var headers: [Named<TextTemplate>] = []
    package fileprivate(set) var pings: Pings?
    package fileprivate(set) var compresses = false
    package fileprivate(set) var timeout: Nanoseconds?

    static let object = ObjectForm(
        noun: "connect step", empty: ConnectStep(),
        keys: [
            Key("connect", \.address, .address, "the URL", isRequired: true),
            Key("name", \.name, .stepName, "what rows, tags and thresholds call it", standard: "connect and its path"),
            Key(
                "subprotocol", \.subprotocols, .oneOrMore(of: .words, expected: "a name, or a list of them"),
                "the subprotocols of RFC 6455 that are asked for, the best first", standard: "none"),
            Key("headers", \.headers, .headers, "headers of the handshake by name"),
            Key(
                "ping", \.pings, Pings.object.form, "pings while the session lives",
                standard: "--ping-interval, --pong-timeout"),
            Key("compress", \.compresses, .flag, "whether permessage-deflate is offered", standard: "false"),
            Key("timeout", \.timeout, .positiveDuration, "dial to established", standard: "--connect-timeout"),
        ])
}

/// What a message must hold to be the one that is meant.
package struct MessageMatch: Sendable {
    /// The values of the fields that are looked at.
    package fileprivate(set) var fields: [Named<TypedValue>] = []
    package fileprivate(set) var deadline: Nanoseconds?
    package fileprivate(set) var captures: [Named<Capture>] = []

    static let object = ObjectForm(
        noun: "expect", title: "expected message", empty: MessageMatch(),
        keys: [
            Key("match", \.fields, matches, "fields with their values, as in { $.type: subscribed }", isRequired: true),
            Key("within", \.deadline, .positiveDuration, "the longest wait for it", standard: "10s"),
            Key("capture", \.captures, .captures, "variables with what they capture of the message"),
        ])

    private static let table = Form<[Named<TypedValue>]>.table(
        of: .value, expected: "fields with their values, as in { $.type: subscribed }")

    private static let matches = Form<[Named<TypedValue>]>(schema: table.schema) { node, reading in
        guard let fields = table.read(node, reading) else { return nil }
        for field in fields {
            do throws(TextError) {
                _ = try JSONPath.parse(field.name)
            } catch {
                reading.complain(field.place, error.message)
            }
        }
        return fields
    }
}

/// Sends what makes a service push, and awaits its acknowledgement.
package struct SubscribeStep: Sendable {
    package fileprivate(set) var message = Payload.text(TextTemplate(pieces: []))
    package fileprivate(set) var acknowledgement: MessageMatch?

    static let object = ObjectForm(
        noun: "subscribe step", empty: SubscribeStep(),
        keys: [
            Key("subscribe", \.message, .payload, "the message, as text or as a mapping", isRequired: true),
            Key(
                "ack", \.acknowledgement, MessageMatch.object.form, "the message that acknowledges it",
                standard: "the first message after it"),
        ])
}

/// Sends a message, at the messages rate where the scenario has one.
package struct SendStep: Sendable {
    /// How a reply is known.
    package enum Matching: Sendable, Equatable {
        /// By the value of a field, which comes back.
        case field(JSONPath)
        /// By the `{{id}}` of the message, which comes back anywhere in it.
        case id
        /// In the order in which the messages left.
        case order
        /// None is expected.
        case none
    }

    package struct Reply: Sendable, Equatable {
        package fileprivate(set) var matching = Matching.none
        package fileprivate(set) var deadline: Nanoseconds?

        fileprivate static let object = ObjectForm(
            noun: "reply", empty: Reply(),
            keys: [
                Key("match", \.matching, matching, "a JSON path, id, order or none", isRequired: true),
                Key("within", \.deadline, .positiveDuration, "when the message counts as unanswered", standard: "10s"),
            ])

        private static let matching = Form<Matching>.parsed(
            .text("\\$.*|id|order|none"), expected: "a JSON path, id, order or none"
        ) { text throws(TextError) in
            if text == "id" { return .id }
            if text == "order" { return .order }
            if text == "none" { return .none }
            guard text.hasPrefix("$") else {
                let hint = NearestWord.hint(for: text, among: ["id", "order", "none"])
                throw TextError("'\(text)': expected a JSON path such as $.id, id, order or none\(hint)")
            }
            return .field(try JSONPath.parse(text))
        }
    }

    package fileprivate(set) var message = Payload.text(TextTemplate(pieces: []))
    package fileprivate(set) var reply: Reply?
    package fileprivate(set) var isBinary = false

    static let object = ObjectForm(
        noun: "send step", empty: SendStep(),
        keys: [
            Key("send", \.message, .payload, "the message, as text or as a mapping", isRequired: true),
            Key("reply", \.reply, Reply.object.form, "how its reply is known", standard: "none is expected"),
            Key("binary", \.isBinary, .flag, "whether it leaves as a binary message", standard: "false"),
        ])
}

/// Sends a ping and awaits its pong.
package struct PingStep: Sendable, Equatable {
    package fileprivate(set) var deadline: Nanoseconds?

    static let form = Form<PingStep>.orNothing(
        PingStep(),
        ObjectForm(
            noun: "ping", title: "single ping", empty: PingStep(),
            keys: [
                Key(
                    "within", \.deadline, .positiveDuration, "the longest wait for the pong", standard: "--pong-timeout"
                )
            ]
        ).form)
}

/// Listens to pushes, for a time or for so many.
package struct ListenStep: Sendable, Equatable {
    package fileprivate(set) var length: Nanoseconds?
    package fileprivate(set) var messages: Int?

    private static let object = ObjectForm(
        noun: "listen", empty: ListenStep(),
        keys: [
            Key("for", \.length, .positiveDuration, "how long"),
            Key("messages", \.messages, .positiveCount, "how many pushes at most"),
        ],
        rule: { step, object, reading in
            guard step.length == nil, step.messages == nil, object.mapping.isEmpty else { return }
            reading.complain(object.place, "the listen has no end; expected for or messages")
        })

    static let form = Form<ListenStep>.either(
        short: Form<Nanoseconds>.positiveDuration.map { length in
            var step = ListenStep()
            step.length = length
            return step
        }, long: object.form)
}

/// Ends the session with a close code, or the stream.
package struct CloseStep: Sendable, Equatable {
    package fileprivate(set) var code = 1000
    package fileprivate(set) var reason: String?
    package fileprivate(set) var deadline: Nanoseconds?

    private static let object = ObjectForm(
        noun: "close", empty: CloseStep(),
        keys: [
            Key("code", \.code, .closeCode, "the close code"),
            Key("reason", \.reason, reason, "the close reason", standard: "none"),
            Key("within", \.deadline, .positiveDuration, "the longest wait for the answer"),
        ])

    /// A control frame holds 125 bytes, of which the code takes two (RFC 6455 §5.5).
    private static let reason = Form.parsed(.text(".+"), expected: "a text") { text throws(TextError) in
        guard !text.isEmpty else { throw TextError("the text is empty; expected at least one character") }
        guard text.utf8.count <= 123 else {
            throw TextError("the close reason takes \(text.utf8.count) bytes; expected at most 123 (RFC 6455 §5.5)")
        }
        return text
    }

    static let form = Form<CloseStep>.orNothing(
        CloseStep(),
        .either(
            short: Form<Int>.closeCode.map { code in
                var step = CloseStep()
                step.code = code
                return step
            }, long: object.form))
}

extension Form {
    /// A form whose value may be left out.
    static func orNothing(_ value: Value, _ form: Form) -> Form {
        Form(schema: .any([form.schema, Schema([("type", .text("null"))])])) { node, reading in
            node.isNothing ? value : form.read(node, reading)
        }
    }
}
