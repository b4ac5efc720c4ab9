import EventLoop
import LoadEngine
import Metrics
import Profiles
import Reports
import Timing

extension RunPlan {
    /// What the page shows of the load before anybody has changed it. Of a load in stages
    /// it is the highest level.
    var liveLoads: [LiveLoad] {
        guard let profile else {
            let talks = session.eventStream == nil
            return [
                LiveLoad(
                    scenario: nil, connections: maxConnections, connectRate: connectRate,
                    messageRate: talks ? session.messageRate : nil)
            ]
        }
        guard !isOnce else { return [] }
        return profile.profile.scenarios.compactMap { scenario in
            if case .arrivals(let load) = scenario.value.workload {
                return LiveLoad(
                    scenario: scenario.name, isOfUsers: true, connections: nil, connectRate: nil, messageRate: nil,
                    arrivalRate: load.rate)
            }
            guard case .levels(let levels)? = ScenarioSchedule(scenario.value) else { return nil }
            let isHeld = if case .sessions = scenario.value.workload { true } else { false }
            let rate = scenario.value.messages?.rate
            return LiveLoad(
                scenario: scenario.name, isOfUsers: !isHeld, connections: levels.peak, connectRate: nil,
                messageRate: rate?.perSecond, isTotalRate: rate?.isPerSession == false)
        }
    }

    /// The same once people have made changes.
    func liveLoads(after changes: [AppliedChange]) -> [LiveLoad] {
        var loads = liveLoads
        for change in changes.map(\.change) {
            guard let place = loads.firstIndex(where: { $0.scenario == change.scenario }) else { continue }
            if let connections = change.connections { loads[place].connections = connections }
            if let rate = change.connectRate, loads[place].connectRate != nil { loads[place].connectRate = rate }
            if let rate = change.messageRate { loads[place].messageRate = rate.perSecond }
            if let rate = change.arrivalRate { loads[place].arrivalRate = rate }
        }
        return loads
    }

    /// What a wish means for a run of this plan that goes on.
    func change(_ wish: LoadWish) -> LoadChange {
        let isTotal = liveLoads.first { $0.scenario == wish.scenario }?.isTotalRate ?? false
        return LoadChange(
            scenario: wish.scenario, connections: wish.connections, connectRate: wish.connectRate,
            messageRate: wish.messageRate.map { isTotal ? .total($0) : .perSession($0) },
            arrivalRate: wish.arrivalRate)
    }

    /// Why a wish cannot be met, or nil.
    func refusal(of wish: LoadWish, isStart: Bool) -> String? {
        guard !wish.isEmpty else { return nil }
        if isStart {
            guard profile == nil else { return "a profile begins as it is written; change its scenarios once it runs" }
            if wish.connections == 0 { return "a run has at least one session" }
        }
        do {
            try change(wish).check(for: self)
        } catch {
            return error.message
        }
        guard let connections = wish.connections else { return nil }
        let preflight = Preflight(connections: connections, threads: threads, sources: localAddresses.count)
        return preflight.diagnostics(.raised()).first?.message
    }
}

extension ResolvedRun {
    /// The run as somebody wants it to begin, its options too.
    func meeting(_ wish: LoadWish) -> ResolvedRun {
        var run = self
        func set(_ name: String, _ value: Double) {
            guard let place = run.options.firstIndex(where: { $0.name == name }) else { return }
            run.options[place] = ReportedOption(name: name, value: .number(value))
        }
        if let connections = wish.connections {
            run.plan.maxConnections = connections
            set("max-connections", Double(connections))
        }
        if let rate = wish.connectRate {
            run.plan.connectRate = rate
            set("connect-rate", rate)
        }
        if let rate = wish.messageRate {
            run.plan.session.messageRate = rate
            set("message-rate", rate)
        }
        return run
    }
}
