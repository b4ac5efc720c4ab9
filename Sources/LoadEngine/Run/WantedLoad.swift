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
    /// Sessions, or users, that are to be there once all have come or gone.
    package var connections: Int
    /// nil where nothing talks at a rate.
    package var messageRate: MessageRate?

    package init(connections: Int, messageRate: MessageRate?) {
        self.connections = connections
        self.messageRate = messageRate
    }
}

/// The load that people want of a run: the plan's, and what they have changed of it.
struct WantedLoad {
    /// In the order of their instants.
    private(set) var changes: [AppliedChange] = []
    private let planned: CurrentLoad

    init(_ plan: RunPlan) {
        let talks = plan.profile == nil && plan.eventStream == nil
        planned = CurrentLoad(
            connections: plan.mostUsers, messageRate: talks ? .perSession(plan.messageRate) : nil)
    }

    var current: CurrentLoad {
        changes.reduce(into: planned) { load, applied in
            if let connections = applied.change.connections { load.connections = connections }
            if let rate = applied.change.messageRate { load.messageRate = rate }
        }
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
