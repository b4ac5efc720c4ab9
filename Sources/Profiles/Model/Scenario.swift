package import Timing

/// One behaviour and its load.
package struct Scenario: Sendable {
    package fileprivate(set) var tags: [String] = []
    /// Its share of the profile's load, in proportion to the other scenarios without a load of their own.
    package fileprivate(set) var weight: Int?
    package fileprivate(set) var service: String?
    /// nil only while a load that it shares is not shared out, which its reader does.
    package internal(set) var workload: Workload?
    /// Whether its load is a share of the profile's.
    package internal(set) var isSharing = false
    package fileprivate(set) var messages: MessagesLoad?
    package fileprivate(set) var steps: [Step] = []
    package fileprivate(set) var think: DurationRange?
    package fileprivate(set) var pacing: DurationRange?
    package fileprivate(set) var connections = ConnectionUse.keep
    /// nil where TLS agrees on it: HTTP/2 over TLS, where it is offered, else HTTP/1.1.
    package fileprivate(set) var http: HTTPVersion?
    /// Whether answers to requests may come compressed.
    package fileprivate(set) var compresses = false
    package fileprivate(set) var reconnect: ReconnectRule?
    package fileprivate(set) var end: SessionEnd?

    static let object = ObjectForm(
        noun: "scenario", empty: Scenario(),
        keys: [
            Key("tags", \.tags, .oneOrMore(of: .words, expected: "a list of words"), "words to choose it by"),
            Key("weight", \.weight, .positiveCount, "its share of the profile's load", standard: "1"),
            Key(
                "service", \.service, .serviceName, "the service that grades count it for",
                standard: "the scenario's name"),
            Key("sessions", \.workload, SessionsLoad.object.form.map { .sessions($0) }, "sessions held open"),
            Key("users", \.workload, UsersLoad.object.form.map { .users($0) }, "virtual users"),
            Key("arrivals", \.workload, ArrivalsLoad.object.form.map { .arrivals($0) }, "arrivals per second"),
            Key("messages", \.messages, MessagesLoad.object.form, "how fast its sessions talk"),
            Key("think", \.think, .durationRange, "a pause between two steps", standard: "none"),
            Key(
                "pacing", \.pacing, .durationRange, "from one start of the steps to the next",
                standard: "the next begins when the last has ended"),
            Key("steps", \.steps, .steps, "what a virtual user does", isRequired: true),
            Key(
                "connections", \.connections, .word(ConnectionUse.allCases.map { ($0.rawValue, $0) }),
                "whether a user keeps its connections, or dials one for each request", standard: "keep"),
            Key(
                "http", \.http, HTTPVersion.form, "the version that requests speak",
                standard: "2 over TLS where the service offers it, else 1.1"),
            Key("compress", \.compresses, .flag, "whether answers to requests may come compressed", standard: "false"),
            Key(
                "reconnect", \.reconnect, ReconnectRule.form, "how a lost session comes back",
                standard: "not at all; an event stream held open as WHATWG HTML says"),
            Key("end", \.end, SessionEnd.object.form, "how a session ends"),
        ],
        choices: [.exactlyOne(of: "sessions", "users", "arrivals", unless: \.hasSharedLoad)],
        rule: { scenario, object, reading in
            if object.has("weight"), let own = ["sessions", "users", "arrivals"].first(where: object.has) {
                reading.complain(
                    object.place(of: "weight"),
                    "'weight' contradicts '\(own)': it is a share of the users or arrivals of the whole profile")
            }
            if object.has("messages"), !object.has("sessions") {
                reading.complain(
                    object.place(of: "messages"),
                    "'messages' needs 'sessions': only sessions talk at a rate of their own")
            }
            if object.has("pacing"), object.has("sessions") {
                reading.complain(
                    object.place(of: "pacing"), "'pacing' contradicts 'sessions', which run their steps once")
            }
            if object.has("pacing"), object.has("arrivals") {
                reading.complain(
                    object.place(of: "pacing"), "'pacing' contradicts 'arrivals', which begin when they are planned")
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
            Key("close", \.code, .closeCode, "the close code", standard: "1000"),
            Key("within", \.deadline, .duration, "the longest wait for the answer", standard: "--graceful-stop"),
        ])
}
