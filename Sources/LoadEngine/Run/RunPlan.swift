package import CurlTransport
package import Metrics
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
    /// Where REST requests are sent through, if anywhere.
    package var proxies = ProxySettings()
    /// What every session of the one-line form does first.
    package var login: LoginPlan?
    /// What is run instead of sessions of the one-line form.
    package var profile: ProfilePlan?
    /// Whether one user of each scenario takes its steps once, in place of the loads that the profile plans.
    package var isOnce = false
    /// Looks on; nil where nobody does.
    package var observer: RunObserver?
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

    // MARK: - Its course

    /// A run of one user each ends by itself, and here at the latest.
    private static let longestOnce = Nanoseconds.seconds(3_600)

    /// Until everything that is planned has come: the hold begins.
    package var ramp: Nanoseconds {
        guard !isOnce else { return .zero }
        guard let profile else { return RampSchedule(count: maxConnections, rate: connectRate).length }
        return profile.schedules.map(\.ramp).max() ?? .zero
    }

    /// From the start to the end of the hold.
    package var length: Nanoseconds {
        guard !isOnce else { return Self.longestOnce }
        guard let profile else { return ramp.saturating(adding: testDuration) }
        return profile.schedules.map(\.length).max() ?? .zero
    }

    /// Sessions or users that may be there at once.
    package var mostUsers: Int {
        guard let profile else { return maxConnections }
        return isOnce ? profile.scenarioCount : profile.profile.mostUsers
    }

    /// The metrics that a run of this plan has.
    package var families: Set<MetricFamily> {
        if let profile { return profile.measurements.families }
        return login == nil ? session.families : session.families.union([.requests])
    }

    /// What it measures beyond the catalogue.
    package var measured: MeasurementPlan {
        profile?.measurements.plan ?? (login == nil ? MeasurementPlan() : LoginPlan.measured)
    }

    package subscript<Value>(dynamicMember path: KeyPath<SessionPlan, Value>) -> Value { session[keyPath: path] }

    package subscript<Value>(dynamicMember path: WritableKeyPath<SessionPlan, Value>) -> Value {
        get { session[keyPath: path] }
        set { session[keyPath: path] = newValue }
    }
}
