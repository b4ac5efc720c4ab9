import EventLoop
import LoadEngine
import Metrics
import Profiles
import Reports
import Timing
import WebServer

extension LiveLoad {
    init(_ load: CurrentLoad) {
        self.init(
            scenario: load.scenario, isOfUsers: load.kind != .sessions,
            connections: load.kind == .arrivals ? nil : load.connections, connectRate: load.connectRate,
            messageRate: load.messageRate?.perSecond, isTotalRate: load.messagesAreShared,
            arrivalRate: load.arrivalRate)
    }
}

extension CurrentLoad {
    /// Takes what people want in place of it.
    ///
    /// - Returns: whether it is anything new.
    mutating func adopt(_ change: LoadChange) -> Bool {
        let before = self
        connections = change.connections ?? connections
        if connectRate != nil { connectRate = change.connectRate ?? connectRate }
        messageRate = change.messageRate ?? messageRate
        arrivalRate = change.arrivalRate ?? arrivalRate
        return self != before
    }
}

extension RunProgress {
    /// Of each scenario, or of the one-line form.
    var currentLoads: [CurrentLoad] { scenarioLoads.isEmpty ? [load] : scenarioLoads }
}

extension RunPlan {
    /// What a wish means for a run of this plan that goes on.
    func change(_ wish: LoadWish) -> LoadChange {
        let loads = currentLoads
        let load = loads.count == 1 ? loads.first : loads.first { $0.scenario == wish.scenario }
        let isShared = load?.messagesAreShared ?? false
        return LoadChange(
            scenario: wish.scenario, connections: wish.connections, connectRate: wish.connectRate,
            messageRate: wish.messageRate.map { isShared ? .total($0) : .perSession($0) },
            arrivalRate: wish.arrivalRate)
    }

    /// Why a wish cannot be met.
    ///
    /// - Parameters:
    ///   - wish: for a run that is to begin, or for one that goes on.
    ///   - loads: what is wanted by now; nil where a run is to begin.
    ///   - limits: as they were before the first session was open.
    /// - Returns: nil when it can.
    func refusal(of wish: LoadWish, changing loads: [CurrentLoad]?, _ limits: ProcessLimits) -> String? {
        if loads == nil {
            guard profile == nil || wish == LoadWish() else {
                return "a profile begins as it is written; change its scenarios once it runs"
            }
            if wish.scenario != nil { return "there is no scenario: the run has no profile" }
            if wish.connections == 0 { return "a run has at least one session" }
        }
        guard !wish.isEmpty else { return nil }
        do {
            try change(wish).check(for: self)
        } catch {
            return error.message
        }
        guard let connections = wish.connections else { return nil }
        // What the other scenarios want is open beside it.
        let others = (loads ?? []).count > 1 ? (loads ?? []).filter { $0.scenario != wish.scenario } : []
        var preflight = Preflight(
            connections: others.reduce(connections) { $0 + $1.connections }, threads: threads,
            sources: localAddresses.count)
        preflight.reserved = WebServer.mostDescriptors
        return preflight.diagnostics(limits).first?.message
    }
}

extension ResolvedRun {
    /// What it is to do, in words.
    var overview: [(title: String, lines: [String])] {
        // One user each takes the steps once, whatever the profile plans.
        guard !plan.isOnce else { return [] }
        if let profile = plan.profile?.profile {
            return PlanOverview(of: profile, thresholds: judgement.thresholds).parts
        }
        return PlanOverview(
            sessions: plan.maxConnections, connectRate: plan.connectRate, hold: plan.testDuration,
            messageRate: plan.eventStream == nil ? plan.messageRate : nil, thresholds: judgement.thresholds
        ).parts
    }

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
