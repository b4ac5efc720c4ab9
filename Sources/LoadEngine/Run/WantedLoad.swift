package import Profiles
package import Timing

/// A change of the load that was made.
package struct AppliedChange: Sendable, Equatable {
    /// From when on, since the start of the run.
    package let time: Nanoseconds
    package let change: LoadChange
}

/// The load that is wanted by now.
package struct CurrentLoad: Sendable, Equatable {
    /// Whose; nil of the whole run.
    package var scenario: String?
    /// Sessions, or users, that are to be there once all have come or gone; as long as nobody changes them, the most that
    /// are planned.
    package var connections: Int
    /// nil where nothing talks at a rate, or at one that has stages.
    package var messageRate: MessageRate?
    /// nil where nothing arrives, or at a rate that has stages.
    package var arrivalRate: Double?

    package init(
        scenario: String? = nil, connections: Int, messageRate: MessageRate? = nil, arrivalRate: Double? = nil
    ) {
        self.scenario = scenario
        self.connections = connections
        self.messageRate = messageRate
        self.arrivalRate = arrivalRate
    }

    fileprivate mutating func take(_ change: LoadChange) {
        connections = change.connections ?? connections
        messageRate = change.messageRate ?? messageRate
        arrivalRate = change.arrivalRate ?? arrivalRate
    }
}

/// The load that people want of a run: the plan's, and what they have changed of it.
struct WantedLoad {
    /// In the order of their instants.
    private(set) var changes: [AppliedChange] = []
    private let planned: CurrentLoad
    private let plannedScenarios: [CurrentLoad]

    init(_ plan: RunPlan) {
        let talks = plan.profile == nil && plan.eventStream == nil
        planned = CurrentLoad(
            connections: plan.mostUsers, messageRate: talks ? .perSession(plan.messageRate) : nil)
        plannedScenarios = plan.profile?.profile.scenarios.map { CurrentLoad($0) } ?? []
    }

    /// Of each scenario; none in the one-line form.
    var scenarios: [CurrentLoad] {
        changes.reduce(into: plannedScenarios) { loads, applied in
            let name = applied.change.scenario
            for place in loads.indices where name == nil || loads[place].scenario == name {
                loads[place].take(applied.change)
            }
        }
    }

    /// Of the whole run.
    var current: CurrentLoad {
        var load = planned
        guard plannedScenarios.isEmpty else {
            let (before, now) = (plannedScenarios, scenarios)
            load.connections += zip(before, now).reduce(0) { $0 + $1.1.connections - $1.0.connections }
            return load
        }
        for applied in changes { load.take(applied.change) }
        return load
    }

    /// - Returns: when the change holds: no two hold from the same instant.
    mutating func add(_ change: LoadChange, from time: Nanoseconds) -> Nanoseconds {
        let time = max(time, (changes.last?.time ?? Nanoseconds(-1)) + Nanoseconds(1))
        changes.append(AppliedChange(time: time, change: change))
        return time
    }

    /// The run drains: what was to hold after that does not come.
    mutating func callOff(after time: Nanoseconds) { changes.removeAll { $0.time > time } }
}

extension CurrentLoad {
    fileprivate init(_ scenario: Named<Scenario>) {
        var arrivalRate: Double?
        if case .arrivals(let load) = scenario.value.workload { arrivalRate = load.rate }
        self.init(
            scenario: scenario.name, connections: ScenarioSchedule(scenario.value)?.mostUsers ?? 0,
            messageRate: scenario.value.messages?.rate, arrivalRate: arrivalRate)
    }
}
