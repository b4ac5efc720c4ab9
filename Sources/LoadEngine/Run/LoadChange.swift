package import Profiles
package import Timing

/// Another load from now on, wanted by people while the run goes on. What is nil stays as it is. The run still ends when it
/// was planned to at its start.
package struct LoadChange: Sendable, Equatable {
    /// Whose load; nil in the one-line form.
    package var scenario: String?
    /// Sessions, or users, that are to be there: more are dialled, the newest leave. None that failed is replaced.
    package var connections: Int?
    /// How many come or go per second on the way there; nil keeps the plan's.
    package var connectRate: Double?
    /// Messages per second, of each session or of all, as the plan counts them; 0 only listens.
    package var messageRate: MessageRate?

    package init(
        scenario: String? = nil, connections: Int? = nil, connectRate: Double? = nil, messageRate: MessageRate? = nil
    ) {
        self.scenario = scenario
        self.connections = connections
        self.connectRate = connectRate
        self.messageRate = messageRate
    }

    /// A schedule counts in nanoseconds.
    private static let fastest = 1e9
    /// More than any process holds open.
    private static let mostConnections = 10_000_000

    /// Whether a run of this plan can be changed so.
    ///
    /// - Throws: what is wrong with it, in one sentence.
    package func check(for plan: RunPlan) throws(TextError) {
        guard !plan.isOnce else { throw TextError("a run of one user each has no load to change") }
        guard connections != nil || connectRate != nil || messageRate != nil else {
            throw TextError("nothing to change; expected connections, a connect rate or a message rate")
        }
        if let connections, !(0...Self.mostConnections).contains(connections) {
            throw TextError("'\(connections)' is no number of connections; expected 0 to \(Self.mostConnections)")
        }
        if let connectRate, !(connectRate > 0 && connectRate <= Self.fastest) {
            throw TextError("'\(connectRate)' is no connect rate; expected a number per second above 0")
        }
        if let rate = messageRate?.perSecond, !(rate >= 0 && rate <= Self.fastest) {
            throw TextError("'\(rate)' is no message rate; expected a number per second, 0 to only listen")
        }
        guard plan.profile == nil else { throw TextError("the load of a profile cannot be changed while it runs") }
        try checkOneLineForm(of: plan)
    }

    private func checkOneLineForm(of plan: RunPlan) throws(TextError) {
        if let scenario { throw TextError("there is no scenario '\(scenario)': the run has no profile") }
        guard let messageRate else { return }
        guard plan.eventStream == nil else { throw TextError("event streams send no messages") }
        guard messageRate.isPerSession else {
            throw TextError("the sessions have a message rate each; expected one per session, not in total")
        }
    }
}
