import LoadEngine
import Metrics
import Timing

extension EventStreamOptions {
    private static let longest = Nanoseconds.seconds(366 * 86_400)
    /// What the standard methods are written as; case matters to a server (RFC 9110 §9.1).
    private static let methods: Set = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]

    /// All but what an event carries and how it is resumed.
    func resolve(
        format: EventStreamPlan.Format, in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> EventStreamPlan {
        reader.report("stream-format", .text(format.rawValue))
        let body = resolveBody(format, in: surroundings, &reader)
        let isBodiless = if case .none = body.body { true } else { false }
        let method = reader.value(method, "method", Self.parseMethod) ?? (isBodiless ? "GET" : "POST")
        reader.report("method", .text(method))
        var plan = EventStreamPlan(format: format, method: method, body: body.body)
        plan.fields = body.contentType.map { [HandshakePlan.Header(name: "Content-Type", value: $0)] } ?? []
        plan.until = resolveUntil(&reader)
        plan.streamsPerUser = reader.count(streamsPerUser, "streams-per-user", default: 1, in: 0...1_000_000_000)
        plan.stallTimeout = reader.duration(
            stallTimeout, "stall-timeout", default: .zero, in: .zero...Self.longest)
        plan.largestEvent = reader.count(
            maxEventSize, "max-event-size", default: plan.largestEvent, in: 1...1 << 30)
        return plan
    }

    /// For a WebSocket service: each of them that is given.
    func refuse(_ reader: inout OptionReader) {
        let sending = ServiceProtocol.sse.alone("--message is what a WebSocket session sends")
        reader.refuseGiven(streamFormat, "stream-format", ServiceProtocol.sse.alone())
        reader.refuseGiven(method, "method", ServiceProtocol.sse.alone())
        reader.refuseGiven(data, "data", sending)
        reader.refuseGiven(dataFile, "data-file", sending)
        reader.refuseGiven(untilEvents, "until-events", ServiceProtocol.sse.alone())
        reader.refuseGiven(untilTime, "until-time", ServiceProtocol.sse.alone())
        reader.refuseGiven(untilData, "until-data", ServiceProtocol.sse.alone())
        reader.refuseGiven(streamsPerUser, "streams-per-user", ServiceProtocol.sse.alone())
        reader.refuseGiven(
            stallTimeout, "stall-timeout", ServiceProtocol.sse.alone("--pong-timeout ends a silent WebSocket session"))
        reader.refuseGiven(maxEventSize, "max-event-size", ServiceProtocol.sse.alone())
    }

    private static func parseMethod(_ text: String) throws(TextError) -> String {
        let upper = text.uppercased()
        guard upper != "HEAD", upper != "CONNECT" else {
            throw TextError("the answer to '\(upper)' has no body to stream: expected GET, POST or another")
        }
        guard HeaderText.isToken(text) else { throw TextError("'\(text)' is no method: expected GET, POST or another") }
        return methods.contains(upper) ? upper : text
    }

    private func resolveBody(
        _ format: EventStreamPlan.Format, in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> RequestBody {
        var body = givenBody(in: surroundings, &reader)
        guard format == .openai else { return body ?? .none }
        if body == nil {
            reader.report("data", .text(RequestBody.chatCompletion))
            body = RequestBody(Array(RequestBody.chatCompletion.utf8))
        }
        body?.contentType = RequestBody.json
        return body ?? .none
    }

    /// Nil when none is given, or none that can be sent.
    private func givenBody(in surroundings: Surroundings, _ reader: inout OptionReader) -> RequestBody? {
        let text = reader.given(data, "data")
        let file = reader.given(dataFile, "data-file")
        if let text, let file { reader.refuse(file.place, "contradicts \(text.place): expected one of them") }
        if let text {
            reader.report("data", .text(SecretText.redacted(message: text.text)))
            return reader.value(text, MessageTemplate.parse).map { RequestBody($0) }
        }
        guard let file else { return nil }
        reader.report("data-file", .text(file.text))
        return reader.value(file) { path throws(TextError) in try Self.read(path, surroundings) }
    }

    private static func read(_ path: String, _ surroundings: Surroundings) throws(TextError) -> RequestBody {
        guard !path.isEmpty else { throw TextError("a file name is missing; - is standard input") }
        switch path == "-" ? surroundings.readInput() : surroundings.readFile(path) {
        case .success(let bytes): return RequestBody(bytes)
        case .failure(let error):
            throw TextError("\(path == "-" ? "standard input" : "'\(path)'") cannot be read: \(error.reason)")
        }
    }

    private func resolveUntil(_ reader: inout OptionReader) -> EventStreamPlan.Until {
        var until = EventStreamPlan.Until()
        until.events = reader.count(untilEvents, "until-events", in: 1...1_000_000_000_000)
        until.time = reader.duration(untilTime, "until-time", in: .milliseconds(1)...Self.longest)
        until.data = reader.value(untilData, "until-data") { text throws(TextError) in
            guard !text.isEmpty else { throw TextError("an event without data is none: expected the last one's") }
            return text
        }
        if let data = until.data { reader.report("until-data", .text(SecretText.redacted(message: data))) }
        return until
    }
}
