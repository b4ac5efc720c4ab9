package import Timing

/// A change of the load that was made, with the name of its scenario where there is one.
package struct AppliedChange: Sendable, Equatable {
    /// From when on, since the start of the run.
    package let time: Nanoseconds
    package let change: LoadChange
}

/// The load that people want of a run: the plan's, and what they have changed of it.
struct WantedLoad {
    /// In the order of their instants.
    private(set) var changes: [AppliedChange] = []
    private let planned: [CurrentLoad]
    private let isProfile: Bool
    private let mostUsers: Int

    init(_ plan: RunPlan) {
        planned = plan.currentLoads
        isProfile = plan.profile != nil
        mostUsers = plan.mostUsers
    }

    /// Of each scenario; none in the one-line form.
    var scenarios: [CurrentLoad] { isProfile ? loads : [] }

    /// Of the whole run.
    var current: CurrentLoad {
        let loads = loads
        if !isProfile, let load = loads.first { return load }
        let changed = zip(planned, loads).reduce(0) { $0 + $1.1.connections - $1.0.connections }
        return CurrentLoad(connections: mostUsers + changed)
    }

    private var loads: [CurrentLoad] {
        changes.reduce(into: planned) { loads, applied in
            guard let place = loads.firstIndex(where: { $0.scenario == applied.change.scenario }) else { return }
            loads[place].take(applied.change, plannedRate: planned[place].connectRate)
        }
    }

    /// Adds a change.
    ///
    /// - Returns: when it holds: no two hold from the same instant. nil when the run has had as many as it may have.
    mutating func add(_ change: LoadChange, from time: Nanoseconds) -> Nanoseconds? {
        guard changes.count < LoadChange.mostOfRun else { return nil }
        let time = max(time, (changes.last?.time ?? Nanoseconds(-1)) + Nanoseconds(1))
        changes.append(AppliedChange(time: time, change: change))
        return time
    }

    /// The run drains: what was to hold after that does not come.
    mutating func callOff(after time: Nanoseconds) { changes.removeAll { $0.time > time } }
}
