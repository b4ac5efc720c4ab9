import Timing

/// How fast sessions talk.
package struct MessagesLoad: Sendable {
    package fileprivate(set) var rate: MessageRate?
    package fileprivate(set) var stages: [Stage<MessageRate>] = []
    /// Messages of a session that may await a reply.
    package fileprivate(set) var inFlight: Int?

    /// Whether the rates are those of each session.
    package var isPerSession: Bool { rate?.isPerSession ?? stages.first?.course?.level.isPerSession ?? false }

    static let object = ObjectForm(
        noun: "messages", empty: MessagesLoad(),
        keys: [
            Key("rate", \.rate, MessageRate.form, "how many a second, in total or per session"),
            Key(
                "stages", \.stages, Stage<MessageRate>.list(of: MessageRate.form, title: "stage of messages"),
                "how many, stage by stage"),
            Key("in_flight", \.inFlight, .positiveCount, "how many of a session may await a reply", standard: "1024"),
        ],
        choices: [.exactlyOne(of: "rate", "stages")],
        rule: { load, object, reading in
            let scopes = Set(load.stages.compactMap { $0.course?.level.isPerSession })
            guard scopes.count > 1 else { return }
            reading.complain(
                object.place(of: "stages"),
                "the stages count in total and per session; expected 'per session' after every rate, or after none")
        })
}

/// Messages a second: of each session, or of all together.
package struct MessageRate: Sendable, Equatable {
    package let perSecond: Double
    package let isPerSession: Bool

    /// Of each session.
    package static func perSession(_ rate: Double) -> MessageRate { MessageRate(perSecond: rate, isPerSession: true) }

    /// Of all sessions together.
    package static func total(_ rate: Double) -> MessageRate { MessageRate(perSecond: rate, isPerSession: false) }

    static let form = Form<MessageRate>.parsed(
        .quantity("number", "[0-9]*\\.?[0-9]+[kM]?(/[smh])?( +per +session)?"),
        expected: "a rate such as 5/s per session, or 5000/s in total"
    ) { text throws(TextError) in
        let words = text.split(separator: " ").map(String.init)
        let scope = Array(words.dropFirst())
        guard let rate = words.first, scope.isEmpty || scope == ["per", "session"] else {
            throw TextError("'\(text)' is not a rate of messages; expected one such as 5/s, or 5/s per session")
        }
        return MessageRate(perSecond: try RateText.parse(rate), isPerSession: !scope.isEmpty)
    }
}
