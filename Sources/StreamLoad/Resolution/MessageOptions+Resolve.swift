import LoadEngine
import Metrics
import Timing

extension MessageOptions {
    func resolve(
        _ load: ResolvedLoad, _ reader: inout OptionReader
    ) -> (message: MessagePlan, replyTimeout: Nanoseconds) {
        let template = resolveTemplate(load, &reader)
        let isBinary = reader.flag(binary, "binary")
        let rule = resolveReply(to: template, &reader)
        let timeout = reader.duration(
            replyTimeout, "reply-timeout", default: .seconds(10), in: .milliseconds(1)...(.seconds(86_400)))
        return (MessagePlan(template: template, isBinary: isBinary, reply: rule), timeout)
    }

    /// For an event stream, which sends no messages: each of them that is given is refused.
    func refuse(_ reader: inout OptionReader) {
        reader.refuseGiven(
            message, "message", ServiceProtocol.ws.alone("the request of an event stream carries --data"))
        reader.refuseGiven(messageSize, "message-size", ServiceProtocol.ws.alone())
        reader.refuseGiven(binary, "binary", ServiceProtocol.ws.alone("--data-file sends bytes as they are"))
        reader.refuseGiven(reply, "reply", ServiceProtocol.ws.alone())
        reader.refuseGiven(
            replyTimeout, "reply-timeout", ServiceProtocol.ws.alone("--stall-timeout ends a silent stream"))
    }

    private func resolveTemplate(_ load: ResolvedLoad, _ reader: inout OptionReader) -> MessageTemplate {
        let text = reader.given(message, "message")
        let size = reader.given(messageSize, "message-size")
        if let size, let text {
            reader.refuse(size.place, "sizes the default message alone; with \(text.place) use {{text N}}")
        }
        if let text {
            reader.report("message", .text(SecretText.redacted(message: text.text)))
            let template = reader.value(text) { text throws(TextError) in
                guard !text.isEmpty else { throw TextError("a message cannot be empty; --message-rate 0 sends none") }
                return try MessageTemplate.parse(text)
            }
            return template ?? .standard()
        }
        let least = MessageTemplate.leastSize(
            sessions: load.maxConnections, messagesPerSession: load.messagesPerSession)
        let bytes = size.flatMap { size in
            reader.value(size) { text throws(TextError) in
                let bytes = try CountText.parse(text)
                guard bytes >= least else {
                    throw TextError("'\(text)' is too small for the ids of this run: expected at least \(least) bytes")
                }
                try OptionReader.check(bytes, in: 1...MessageTemplate.largestSize, text, unit: " bytes")
                return bytes
            }
        }
        reader.report("message-size", .number(Double(bytes ?? MessageTemplate.standardSize)))
        return .standard(size: bytes ?? MessageTemplate.standardSize)
    }

    private func resolveReply(to template: MessageTemplate, _ reader: inout OptionReader) -> ReplyRule {
        let given = reader.given(reply, "reply")
        guard let given else {
            reader.report("reply", .text(template.carriesID ? "id" : "none"))
            return template.carriesID ? .id(path: nil) : .none
        }
        reader.report("reply", .text(given.text))
        let rule = reader.value(given) { text throws(TextError) in
            let rule = try Self.parseReply(text)
            if case .id = rule, !template.carriesID {
                throw TextError("'\(text)' needs an id to come back: expected {{id}} in the message, or order or none")
            }
            return rule
        }
        return rule ?? .none
    }

    private static func parseReply(_ text: String) throws(TextError) -> ReplyRule {
        switch text {
        case "id": return .id(path: nil)
        case "order": return .order
        case "none": return .none
        default:
            guard text.hasPrefix("id:") else {
                let hint = NearestWord.hint(for: text, among: ["id", "order", "none"])
                throw TextError("'\(text)' is no reply rule: expected id, id:FIELD, order or none\(hint)")
            }
            return .id(path: try JSONPath.parse(String(text.dropFirst(3))))
        }
    }
}
