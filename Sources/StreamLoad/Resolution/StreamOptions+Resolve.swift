import LoadEngine
import Metrics
import Timing

extension StreamOptions {
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
        var plan = PushPlan()
        if let given = reader.given(sequence, "sequence") {
            reader.report("sequence", .text(given.text))
            let parts = given.text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            plan.sequence = reader.value(given) { _ throws(TextError) in try JSONPath.parse(parts[0]) }
            if parts.count == 2 {
                plan.channel = reader.value(given) { _ throws(TextError) in try JSONPath.parse(parts[1]) }
            }
        }
        if let given = reader.given(sentAt, "sent-at") {
            reader.report("sent-at", .text(given.text))
            plan.sentAt = reader.value(given, JSONPath.parse)
        }
        return plan
    }
}
