package import Profiles

/// The load that is wanted by now, of a run or of one of its scenarios.
package struct CurrentLoad: Sendable, Equatable {
    /// What comes and goes.
    package enum Kind: Sendable {
        /// Sessions held open.
        case sessions
        /// Users, each as long as its steps take, again and again.
        case users
        /// Arrivals, whoever is there.
        case arrivals
    }

    /// Whose; nil of the whole run.
    package var scenario: String?
    package var kind: Kind
    /// Sessions, or users, that are to be there once all have come or gone; as long as nobody changes them, the most that
    /// are planned. Of arrivals, the users that may be busy at once.
    package var connections: Int
    /// Sessions that each of them holds open; nil where the steps say when there is one.
    package var sessionsEach: Int?
    /// How many come or go per second; nil of scenarios.
    package var connectRate: Double?
    /// nil where nothing talks at a rate, or at one that has stages.
    package var messageRate: MessageRate?
    /// Whether all sessions share the messages, whose rate may have stages; else each has its own, or there are none.
    package var messagesAreShared: Bool
    /// nil where nothing arrives, or at a rate that has stages.
    package var arrivalRate: Double?

    package init(
        scenario: String? = nil, kind: Kind = .sessions, connections: Int, connectRate: Double? = nil,
        messageRate: MessageRate? = nil, messagesAreShared: Bool = false, arrivalRate: Double? = nil
    ) {
        self.scenario = scenario
        self.kind = kind
        self.connections = connections
        sessionsEach = kind == .sessions ? 1 : 0
        self.connectRate = connectRate
        self.messageRate = messageRate
        self.messagesAreShared = messagesAreShared
        self.arrivalRate = arrivalRate
    }

    /// Goes on with a change of it.
    ///
    /// - Parameters:
    ///   - change: what people want.
    ///   - plannedRate: how many come or go per second where a change does not say it.
    mutating func take(_ change: LoadChange, plannedRate: Double?) {
        connections = change.connections ?? connections
        if change.connections != nil || change.connectRate != nil, plannedRate != nil {
            connectRate = change.connectRate ?? plannedRate
        }
        messageRate = change.messageRate ?? messageRate
        arrivalRate = change.arrivalRate ?? arrivalRate
    }
}

extension RunPlan {
    /// The loads that people may change, as they are planned: one in the one-line form, else one of each scenario. A run of
    /// one user each has none.
    package var currentLoads: [CurrentLoad] {
        guard !isOnce else { return [] }
        guard let profile else {
            let talks = session.eventStream == nil
            return [
                CurrentLoad(
                    connections: maxConnections, connectRate: connectRate,
                    messageRate: talks ? .perSession(session.messageRate) : nil)
            ]
        }
        return profile.profile.scenarios.compactMap { CurrentLoad($0, of: profile.profile) }
    }
}

extension CurrentLoad {
    fileprivate init?(_ scenario: Named<Scenario>, of profile: Profile) {
        guard let schedule = ScenarioSchedule(scenario.value) else { return nil }
        var (kind, arrivalRate) = (Kind.sessions, Double?.none)
        switch scenario.value.workload {
        case .arrivals(let load): (kind, arrivalRate) = (.arrivals, load.rate)
        case .users: kind = .users
        case .sessions, nil: break
        }
        let messages = scenario.value.messages
        self.init(
            scenario: scenario.name, kind: kind, connections: schedule.mostUsers, messageRate: messages?.rate,
            messagesAreShared: messages.map { !$0.isPerSession } ?? false, arrivalRate: arrivalRate)
        let steps = profile.steps(within: scenario.value.steps)
        let connects = steps.contains { if case .connect = $0 { true } else { false } }
        let streams = steps.contains { if case .stream = $0 { true } else { false } }
        if kind == .sessions ? connects && streams : connects || streams { sessionsEach = nil }
    }
}

extension [CurrentLoad] {
    /// Sessions that are to be open at once; nil where users open some as their steps come to it.
    package var sessions: Int? { isEmpty ? nil : sum { load in load.sessionsEach.map { $0 * load.connections } } }

    /// Users that are to be there at once, with those who hold a session; nil where any arrive: how many of these are
    /// there at once is up to the target.
    package var users: Int? { isEmpty ? nil : sum { $0.kind == .arrivals ? nil : $0.connections } }

    private func sum(_ count: (CurrentLoad) -> Int?) -> Int? {
        let counts = compactMap(count)
        return counts.count == self.count ? counts.reduce(0, +) : nil
    }
}
