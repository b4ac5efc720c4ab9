import Metrics

/// What the scenarios of a profile have to do with: the names that their steps go by, and what these measure.
struct ProfileScope {
    private(set) var scenarios: Set<String> = []
    private(set) var services: Set<String> = []
    private(set) var steps: Set<String> = []
    /// Counters and rates of the profile's own.
    private(set) var ownMetrics: Set<String> = []
    /// The beginnings of the metrics that its steps feed.
    private(set) var families: Set<String> = []

    init(of profile: Profile) {
        if let name = profile.name { services.insert(name) }
        for scenario in profile.scenarios {
            scenarios.insert(scenario.name)
            services.insert(scenario.value.service ?? scenario.name)
            for step in profile.steps(within: scenario.value.steps) { add(step) }
        }
        for step in profile.steps(within: profile.login?.steps ?? []) { add(step) }
    }

    private mutating func add(_ step: Step) {
        switch step {
        case .request(let request):
            families.insert("http_")
            steps.insert(request.rowName)
            if let service = request.service { services.insert(service) }
            ownMetrics.formUnion((request.counters + request.rates).map(\.name))
        case .connect(let connect):
            families.insert("ws_")
            steps.insert(connect.rowName)
        case .stream(let stream):
            families.formUnion(stream.format == .openai ? ["sse_", "llm_"] : ["sse_"])
            steps.insert(stream.rowName)
        default: break
        }
    }

    /// Whether a name is one of the whole profile, and none here.
    func lacks(_ name: String, _ names: KeyPath<ProfileScope, Set<String>>, of whole: ProfileScope) -> Bool {
        whole[keyPath: names].contains(name) && !self[keyPath: names].contains(name)
    }

    /// Whether a metric is out of reach here, where it is not in the whole profile.
    func lacks(_ selector: MetricSelector, of whole: ProfileScope) -> Bool {
        if lacks(selector.metric, \.ownMetrics, of: whole) { return true }
        if whole.families.contains(where: { selector.metric.hasPrefix($0) && !families.contains($0) }) { return true }
        return selector.tags.contains { tag in
            switch tag.key {
            case "scenario": lacks(tag.value, \.scenarios, of: whole)
            case "service": lacks(tag.value, \.services, of: whole)
            case "name": lacks(tag.value, \.steps, of: whole)
            default: false
            }
        }
    }
}

extension Profile {
    /// Drops the thresholds, targets and grades that only the scenarios of `whole` which are not here have to do with.
    mutating func leaveOutGoals(beside whole: Profile) {
        let scope = ProfileScope(of: self)
        let wholeScope = ProfileScope(of: whole)
        let lacks: (MetricSelector) -> Bool = { scope.lacks($0, of: wholeScope) }
        unjudged += thresholds.filter { lacks($0.selector) }.map { "\($0.selector) \($0.expression)" }
        unjudged += targets.filter { lacks($0.rule.selector) }.map { "\($0.rule.selector) \($0.rule.stat)" }
        thresholds.removeAll { lacks($0.selector) }
        targets.removeAll { lacks($0.rule.selector) }
        grades?.removeAll(
            endpoint: { scope.lacks($0, \.steps, of: wholeScope) || lacks(MetricSelector(metric: $0)) },
            service: { scope.lacks($0, \.services, of: wholeScope) })
    }
}
