package import HTTP
package import Timing

/// One thing that a user of the run did, or that happened to it.
package struct RunEvent: Sendable {
    package enum Fact: Sendable {
        /// Something went over a connection; the method is empty where the request's head names it.
        case wire(WireEvent, method: String, url: String)
        /// A dial or a session is over, or something did not work; in the words of the report.
        case failed(String)
        case ended(String)
        case captured(name: String, value: String, isSecret: Bool)
        case checked(name: String, holds: Bool)
        /// The user waits before its next step.
        case paused(Nanoseconds)
    }

    /// Since the start of the run.
    package var time: Nanoseconds
    package var scenario: String
    /// As rows of the report are called.
    package var step: String
    package var fact: Fact

    package init(time: Nanoseconds, scenario: String, step: String, fact: Fact) {
        self.time = time
        self.scenario = scenario
        self.step = step
        self.fact = fact
    }
}

/// Hears of everything that the users of a run do, as it happens and on their loop's thread, which waits meanwhile: for
/// runs of few users.
package struct RunObserver: Sendable {
    let tell: @Sendable (RunEvent) -> Void

    package init(_ tell: @escaping @Sendable (RunEvent) -> Void) { self.tell = tell }
}
