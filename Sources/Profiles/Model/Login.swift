package import Timing

/// What every virtual user does once before its steps; its captures are variables of that user.
package struct Login: Sendable {
    /// It runs again so long before what it captured as `expires` (seconds) is over.
    package fileprivate(set) var refreshBefore: Nanoseconds?
    package fileprivate(set) var steps: [Step] = []

    static let object = ObjectForm(
        noun: "login", empty: Login(),
        keys: [
            Key(
                "refresh_before", \.refreshBefore, .duration, "how long before its end a token is renewed",
                standard: "it never is"),
            Key("steps", \.steps, .steps, "the requests that log in", isRequired: true),
        ])
}
