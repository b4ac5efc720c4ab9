package import Timing

/// One behaviour and its load.
package struct Scenario: Sendable {
    package fileprivate(set) var tags: [String] = []
    /// Its share of users, in proportion to the other scenarios that have one.
    package fileprivate(set) var weight: Int?
    package fileprivate(set) var service: String?
    package fileprivate(set) var workload: Workload?
    package fileprivate(set) var messages: MessagesLoad?
    package fileprivate(set) var steps: [Step] = []
    package fileprivate(set) var think: DurationRange?
    package fileprivate(set) var pacing: DurationRange?
    package fileprivate(set) var reconnect: ReconnectRule?
    package fileprivate(set) var end: SessionEnd?

    static let object = ObjectForm(
        noun: "scenario", empty: Scenario(),
        keys: [
            Key("tags", \.tags, .oneOrMore(of: .words, expected: "a list of words"), "words to choose it by"),
            Key("weight", \.weight, .positiveCount, "its share beside the other scenarios"),
            Key("service", \.service, .serviceName, "the service that grades count it for"),
            Key("sessions", \.workload, SessionsLoad.object.form.map { .sessions($0) }, "sessions held open"),
            Key("users", \.workload, UsersLoad.object.form.map { .users($0) }, "virtual users"),
            Key("arrivals", \.workload, ArrivalsLoad.object.form.map { .arrivals($0) }, "arrivals per second"),
            Key("messages", \.messages, MessagesLoad.object.form, "how fast its sessions talk"),
            Key("think", \.think, .durationRange, "a pause between two steps"),
            Key("pacing", \.pacing, .durationRange, "from one start of the steps to the next"),
            Key("steps", \.steps, .steps, "what a virtual user does", isRequired: true),
            Key("reconnect", \.reconnect, ReconnectRule.form, "how a lost session comes back"),
            Key("end", \.end, SessionEnd.object.form, "how a session ends"),
        ],
        choices: [.exactlyOne(of: "sessions", "users", "arrivals")],
        rule: { scenario, object, reading in
            if object.has("messages"), !object.has("sessions") {
                reading.complain(
                    object.place(of: "messages"),
                    "'messages' needs 'sessions': only sessions talk at a rate of their own")
            }
            if object.has("pacing"), object.has("sessions") {
                reading.complain(
                    object.place(of: "pacing"), "'pacing' contradicts 'sessions', which run their steps once")
            }
        })
}

/// How a session ends when its hold is over.
package struct SessionEnd: Sendable, Equatable {
    package fileprivate(set) var code = 1000
    package fileprivate(set) var deadline: Nanoseconds?

    static let object = ObjectForm(
        noun: "end", empty: SessionEnd(),
        keys: [
            Key("close", \.code, .closeCode, "the close code"),
            Key("within", \.deadline, .duration, "the longest wait for the answer"),
        ])
}
