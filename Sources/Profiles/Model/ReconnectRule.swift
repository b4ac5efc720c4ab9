package import Timing

/// How a lost session is dialled again.
package enum ReconnectRule: Sendable, Equatable {
    case never
    case policy(BackoffPolicy)

    private static let object = ObjectForm(
        noun: "reconnect", empty: BackoffPolicy(delay: .milliseconds(500)),
        keys: [
            Key("delay", \.delay, .duration, "the wait before the first redial", isRequired: true),
            Key("factor", \.factor, .growth, "what each further redial multiplies the wait by", standard: "2"),
            Key("max", \.max, .duration, "the longest wait", standard: "30s"),
            Key(
                "jitter", \.jitter, .word([("none", .none), ("full", .full)]), "how the wait is spread",
                standard: "full"),
            Key("attempts", \.attempts, .positiveCount, "redials in a row before giving up", standard: "no limit"),
        ])

    static let form = Form<ReconnectRule>.either(
        short: .parsed(.text("none|.*[0-9].*"), expected: "none, a delay, or { delay, factor, max, jitter, attempts }")
        {
            text throws(TextError) in try BackoffPolicy.parse(text).map { .policy($0) } ?? .never
        }, long: object.form.map { .policy($0) })
}
