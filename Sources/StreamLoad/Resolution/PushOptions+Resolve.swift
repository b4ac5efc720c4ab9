import LoadEngine
import Metrics
import Timing

extension PushOptions {
    func resolve(_ reader: inout OptionReader) -> (subscribe: SubscribePlan?, push: PushPlan) {
        let text = reader.given(subscribe, "subscribe")
        let template = text.flatMap { text in
            reader.value(text) { text throws(TextError) in
                guard !text.isEmpty else { throw TextError("a subscribe message cannot be empty") }
                return try MessageTemplate.parse(text)
            }
        }
        if let text { reader.report("subscribe", .text(SecretText.redacted(message: text.text))) }
        let acknowledgement = resolveAcknowledgement(isSubscribing: text != nil, &reader)
        let plan = template.map { SubscribePlan(template: $0, acknowledgement: acknowledgement) }
        return (plan, resolvePush(&reader))
    }

    private func resolveAcknowledgement(isSubscribing: Bool, _ reader: inout OptionReader) -> FieldMatch? {
        guard let given = reader.given(subscribeAck, "subscribe-ack") else { return nil }
        if !isSubscribing { reader.refuse(given.place, "there is nothing to acknowledge without --subscribe") }
        reader.report("subscribe-ack", .text(SecretText.redacted(message: given.text)))
        return reader.value(given) { text throws(TextError) in
            guard let equals = text.firstIndex(of: "=") else {
                throw TextError("'\(text)' has no '=': expected FIELD=VALUE, such as type=subscribed")
            }
            return FieldMatch(
                path: try JSONPath.parse(String(text[..<equals])), value: String(text[text.index(after: equals)...]))
        }
    }

    private func resolvePush(_ reader: inout OptionReader) -> PushPlan {
        let (sequence, channel) = resolveSequence(&reader) { text throws(TextError) in try JSONPath.parse(text) }
        return PushPlan(sequence: sequence, channel: channel, sentAt: resolveSentAt(&reader))
    }

    /// For an event stream, which is subscribed to by its request alone.
    func refuseSubscriptions(_ reader: inout OptionReader) {
        reader.refuseGiven(
            subscribe, "subscribe", ServiceProtocol.ws.alone("the request of an event stream carries --data"))
        reader.refuseGiven(subscribeAck, "subscribe-ack", ServiceProtocol.ws.alone())
    }

    /// What the events of a stream carry.
    func resolveEvents(
        format: EventStreamPlan.Format, _ reader: inout OptionReader
    ) -> (sequence: EventStreamPlan.Sequence?, channel: JSONPath?, sentAt: JSONPath?) {
        let (sequence, channel) = resolveSequence(&reader) {
            text throws(TextError) -> EventStreamPlan.Sequence in
            guard text == "id" else { return .field(try JSONPath.parse(text)) }
            guard format != .ndjson else {
                throw TextError("'id' is the event ID, and a line of NDJSON has none: a field of that name is $.id")
            }
            return .eventID
        }
        return (sequence, channel, resolveSentAt(&reader))
    }

    private func resolveSequence<Number>(
        _ reader: inout OptionReader, _ parse: (String) throws(TextError) -> Number
    ) -> (number: Number?, channel: JSONPath?) {
        guard let given = reader.given(sequence, "sequence") else { return (nil, nil) }
        reader.report("sequence", .text(given.text))
        let parts = given.text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let number = reader.value(given) { _ throws(TextError) in try parse(parts[0]) }
        guard parts.count == 2 else { return (number, nil) }
        return (number, reader.value(given) { _ throws(TextError) in try JSONPath.parse(parts[1]) })
    }

    private func resolveSentAt(_ reader: inout OptionReader) -> JSONPath? {
        guard let given = reader.given(sentAt, "sent-at") else { return nil }
        reader.report("sent-at", .text(given.text))
        return reader.value(given, JSONPath.parse)
    }
}
