package import Profiles
package import Timing

/// Another load from now on, wanted by people while the run goes on. What is nil stays as it is. The run still ends when it
/// was planned to at its start, and so does each scenario.
package struct LoadChange: Sendable, Equatable {
    /// Whose load; nil in the one-line form, and where a profile has one scenario.
    package var scenario: String?
    /// Sessions, or users, that are to be there: more are dialled, the newest leave. None that failed is replaced.
    package var connections: Int?
    /// How many come or go per second on the way there; nil keeps the plan's.
    package var connectRate: Double?
    /// Messages per second, of each session or of all, as the plan counts them; 0 only listens.
    package var messageRate: MessageRate?
    /// Arrivals per second of a scenario that has them.
    package var arrivalRate: Double?

    package init(
        scenario: String? = nil, connections: Int? = nil, connectRate: Double? = nil, messageRate: MessageRate? = nil,
        arrivalRate: Double? = nil
    ) {
        self.scenario = scenario
        self.connections = connections
        self.connectRate = connectRate
        self.messageRate = messageRate
        self.arrivalRate = arrivalRate
    }

    /// Changes that a run takes; it ignores those that come after. Each is kept and reported, so somebody's endless loop
    /// must not fill the memory. Who asks compares it with `RunProgress.changes`.
    package static let mostOfRun = 1_000
    /// A schedule counts in nanoseconds.
    private static let fastest = 1e9
    /// More than any loop begins in a second; it would be busy with counting those that it drops.
    private static let mostArrivals = 1e6
    /// More than any process holds open.
    private static let mostConnections = 10_000_000

    /// Whether a run of this plan can be changed so.
    ///
    /// - Throws: what is wrong with it, in one sentence.
    package func check(for plan: RunPlan) throws(TextError) {
        guard !plan.isOnce else { throw TextError("a run of one user each has no load to change") }
        try checkNumbers()
        guard let profile = plan.profile?.profile else { return try checkOneLineForm(of: plan) }
        let scenario = try scenario(of: profile)
        if case .arrivals = scenario.value.workload {
            try checkArrivals(of: scenario.name)
        } else {
            try checkUsers(of: scenario)
        }
    }

    private func checkNumbers() throws(TextError) {
        if let connections, !(0...Self.mostConnections).contains(connections) {
            throw TextError("'\(connections)' is no number of connections; expected 0 to \(Self.mostConnections)")
        }
        if let connectRate, !(connectRate > 0 && connectRate <= Self.fastest) {
            throw TextError("'\(connectRate)' is no connect rate; expected a number per second above 0")
        }
        if let rate = messageRate?.perSecond, !(rate >= 0 && rate <= Self.fastest) {
            throw TextError("'\(rate)' is no message rate; expected a number per second, 0 to only listen")
        }
        if let arrivalRate, !(arrivalRate >= 0 && arrivalRate <= Self.mostArrivals) {
            throw TextError(
                "'\(arrivalRate)' is no arrival rate; expected a number per second, 0 to \(Int(Self.mostArrivals))")
        }
        guard connections == nil, connectRate == nil, messageRate == nil, arrivalRate == nil else { return }
        throw TextError("nothing to change; expected connections, a connect rate, a message rate or an arrival rate")
    }

    private func checkOneLineForm(of plan: RunPlan) throws(TextError) {
        if let scenario { throw TextError("there is no scenario '\(scenario)': the run has no profile") }
        guard arrivalRate == nil else { throw TextError("a run without a profile has no arrivals") }
        guard let messageRate else { return }
        guard plan.eventStream == nil else { throw TextError("event streams send no messages") }
        guard messageRate.isPerSession else {
            throw TextError("the sessions have a message rate each; expected one per session, not in total")
        }
    }

    // MARK: - Scenarios

    /// The same with the name of the only scenario there is, where it says none.
    func named(in plan: RunPlan) -> LoadChange {
        guard scenario == nil, let scenarios = plan.profile?.profile.scenarios, scenarios.count == 1 else {
            return self
        }
        var change = self
        change.scenario = scenarios.first?.name
        return change
    }

    private func scenario(of profile: Profile) throws(TextError) -> Named<Scenario> {
        let names = profile.scenarios.map(\.name)
        guard let name = scenario ?? (names.count == 1 ? names.first : nil) else {
            throw TextError("whose load? expected one of the scenarios \(names.joined(separator: ", "))")
        }
        guard let found = profile.scenarios.first(where: { $0.name == name }) else {
            throw TextError(
                "'\(name)' is no scenario of this run; expected one of \(names.joined(separator: ", "))"
                    + NearestWord.hint(for: name, among: names))
        }
        return found
    }

    private func checkArrivals(of name: String) throws(TextError) {
        guard connections == nil, connectRate == nil, messageRate == nil else {
            throw TextError("scenario '\(name)' has arrivals; expected an arrival rate and nothing else")
        }
    }

    private func checkUsers(of scenario: Named<Scenario>) throws(TextError) {
        let name = scenario.name
        guard arrivalRate == nil else { throw TextError("scenario '\(name)' has no arrivals") }
        guard connectRate == nil || connections != nil else {
            throw TextError("a connect rate needs the number of connections that are to be there at the end")
        }
        guard let messageRate else { return }
        guard let messages = scenario.value.messages else {
            throw TextError("scenario '\(name)' has no messages at a rate of their own")
        }
        guard messages.isPerSession == messageRate.isPerSession else {
            throw TextError(
                messages.isPerSession
                    ? "the sessions of '\(name)' have a message rate each; expected one per session, not in total"
                    : "the sessions of '\(name)' share a message rate; expected one in total, not per session")
        }
    }
}
