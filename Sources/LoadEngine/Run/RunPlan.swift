package import Timing

/// Everything a run needs to know before its first dial: flags and profiles end here, and nothing below asks where
/// a value came from.
@dynamicMemberLookup
package struct RunPlan: Sendable {
    /// What a session of the one-line form is.
    package var session: SessionPlan
    /// Sessions held open at once.
    package var maxConnections: Int
    /// Dials per second while ramping up.
    package var connectRate: Double
    /// How late a due send may be taken up so that several share one wake.
    package var scheduleSlack: Nanoseconds
    /// Time at full load, from the instant the last planned dial is due.
    package var testDuration: Nanoseconds
    /// The longest drain at the end.
    package var gracefulStop: Nanoseconds
    /// Source addresses (numeric) to spread sessions over; empty leaves the choice to the system.
    package var localAddresses: [String]
    /// Event-loop threads.
    package var threads: Int
    /// Makes masks, jitter and random template text reproducible.
    package var seed: UInt64

    package init(
        session: SessionPlan, maxConnections: Int, connectRate: Double, scheduleSlack: Nanoseconds,
        testDuration: Nanoseconds, gracefulStop: Nanoseconds, localAddresses: [String], threads: Int, seed: UInt64
    ) {
        self.session = session
        self.maxConnections = maxConnections
        self.connectRate = connectRate
        self.scheduleSlack = scheduleSlack
        self.testDuration = testDuration
        self.gracefulStop = gracefulStop
        self.localAddresses = localAddresses
        self.threads = threads
        self.seed = seed
    }

    package subscript<Value>(dynamicMember path: KeyPath<SessionPlan, Value>) -> Value { session[keyPath: path] }

    package subscript<Value>(dynamicMember path: WritableKeyPath<SessionPlan, Value>) -> Value {
        get { session[keyPath: path] }
        set { session[keyPath: path] = newValue }
    }
}
