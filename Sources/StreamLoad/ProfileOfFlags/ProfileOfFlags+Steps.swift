import LWSTransport
import LoadEngine
import Timing

/// What is said of one kind of session.
extension ProfileOfFlags {
    /// The lines of a step, its verb first.
    static func step(_ members: [(key: String, value: FlowText)]) -> [String] {
        FlowText.lines(of: members, indentation: "        ").enumerated().map { index, line in
            index == 0 ? "      - " + line.drop { $0 == " " } : line
        }
    }

    mutating func socketSteps() -> [String] {
        var connect: [(key: String, value: FlowText)] = [("connect", address())]
        let subprotocols = session.handshake.subprotocols
        if !subprotocols.isEmpty { connect.append(("subprotocol", .list(subprotocols.map { .text($0) }))) }
        if let headers = headers() { connect.append(("headers", headers)) }
        if session.ping.interval > .zero {
            connect.append(
                (
                    "ping",
                    .object([
                        ("every", .plain(DurationText.format(session.ping.interval))),
                        ("pong_within", .plain(DurationText.format(session.ping.pongTimeout))),
                    ])
                ))
        }
        if session.handshake.compress { connect.append(("compress", .plain("true"))) }
        connect.append(("timeout", .plain(DurationText.format(session.connectTimeout))))
        var steps = Self.step(connect)
        if let subscribe = session.subscribe { steps += self.subscribe(subscribe) }
        if let pushes = pushes { steps += Self.step([("on_message", pushes)]) }
        if session.messageRate > 0 { steps += send() }
        return steps
    }

    private mutating func subscribe(_ subscribe: SubscribePlan) -> [String] {
        var members = [(key: "subscribe", value: text(of: subscribe.template, variable: "SUBSCRIBE", "--subscribe"))]
        if let match = subscribe.acknowledgement {
            members.append(("ack", .object([("match", .object([(Self.written(match.path), .text(match.value))]))])))
        }
        return Self.step(members)
    }

    private mutating func send() -> [String] {
        let plan = session.message
        var members = [(key: "send", value: text(of: plan.template, variable: "MESSAGE", "--message"))]
        let matching: FlowText =
            switch plan.reply {
            case .id(nil): .plain("id")
            case .id(let path?): Self.path(path)
            case .order: .plain("order")
            case .none: .plain("none")
            }
        members.append(
            (
                "reply",
                .object([("match", matching), ("within", .plain(DurationText.format(session.replyTimeout)))])
            ))
        if plan.isBinary { members.append(("binary", .plain("true"))) }
        return Self.step(members)
    }

    private var pushes: FlowText? {
        let push = session.push
        var members: [(key: String, value: FlowText)] = []
        if let sequence = push.sequence {
            members.append(("sequence", Self.sequence(sequence, per: push.channel)))
        }
        if let sentAt = push.sentAt { members.append(("sent_at", Self.path(sentAt))) }
        return members.isEmpty ? nil : .object(members)
    }

    private static func sequence(_ number: JSONPath, per channel: JSONPath?) -> FlowText {
        guard let channel else { return path(number) }
        return .object([("path", path(number)), ("per", path(channel))])
    }

    private static func path(_ path: JSONPath) -> FlowText { .text(written(path)) }

    /// A flag may name a key alone.
    private static func written(_ path: JSONPath) -> String {
        let text = path.description
        guard !text.hasPrefix("$") else { return text }
        return text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil ? "$['\(text)']" : "$.\(text)"
    }

    mutating func streamSteps(_ plan: EventStreamPlan) -> [String] {
        var members: [(key: String, value: FlowText)] = [("stream", address())]
        if Self.methods.contains(plan.method) {
            members.append(("method", .plain(plan.method)))
        } else {
            refuse("--method", "'\(plan.method)' is a method that a profile has no word for")
        }
        if let headers = headers(plan.fields) { members.append(("headers", headers)) }
        switch plan.body {
        case .none: break
        case .template(let template): members.append(("body", text(of: template, variable: "DATA", "--data")))
        case .bytes(let bytes): members.append(("body", text(ofBytes: bytes)))
        }
        if plan.format != .sse { members.append(("format", .plain(plan.format.rawValue))) }
        switch plan.sequence {
        case .eventID: members.append(("sequence", .plain("id")))
        case .field(let path): members.append(("sequence", Self.sequence(path, per: plan.channel)))
        case nil: break
        }
        if let sentAt = plan.sentAt { members.append(("sent_at", Self.path(sentAt))) }
        if plan.stallTimeout > .zero { members.append(("stall", .plain(DurationText.format(plan.stallTimeout)))) }
        if let until = Self.until(plan.until) { members.append(("until", until)) }
        members.append(("timeout", .plain(DurationText.format(session.connectTimeout))))
        return repeated(Self.step(members), plan)
    }

    /// Streams one after another are a loop.
    private mutating func repeated(_ step: [String], _ plan: EventStreamPlan) -> [String] {
        guard plan.streamsPerUser != 1 else { return step }
        let extent =
            plan.streamsPerUser == 0
            ? FlowText.object([("for", .plain(DurationText.format(run.plan.testDuration)))]).line
            : "\(plan.streamsPerUser)"
        return ["      - loop: \(extent)", "        steps:"] + step.map { "    \($0)" }
    }

    private static let methods: Set = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]

    private static func until(_ until: EventStreamPlan.Until) -> FlowText? {
        var members: [(key: String, value: FlowText)] = []
        if let data = until.data { members.append(("data", .text(data))) }
        if let events = until.events { members.append(("events", .plain("\(events)"))) }
        if let time = until.time { members.append(("time", .plain(DurationText.format(time)))) }
        return members.isEmpty ? nil : .object(members)
    }
}
