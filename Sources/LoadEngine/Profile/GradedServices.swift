internal import Metrics
internal import Profiles

/// The grades of a profile as rules on metrics: which step or service has which tags.
struct GradedServices {
    private let profile: Profile
    private let inventories: [ScenarioInventory]
    private let families: Set<MetricFamily>

    /// The families are those of the scenarios that are run: others are not asked for.
    init(_ profile: Profile, _ inventories: [ScenarioInventory], _ families: Set<MetricFamily>) {
        self.profile = profile
        self.inventories = inventories
        self.families = families
    }

    var rules: [GradeRule] {
        guard let grades = profile.grades else { return [] }
        return grades.responseTime.map(responseTime)
            + grades.errorRate.map {
                whole($0, .errorRate, [RateMetric.httpReqFailed, .wsConnectFailed, .sseConnectFailed])
            }
            + grades.throughput.map { whole($0, .throughput, [CounterMetric.httpReqs, .wsMsgsReceived, .sseEvents]) }
    }

    // MARK: - Endpoints

    /// A trend metric by its name, or a step's time: of a request its duration, of a stream its first event, of a
    /// session its connecting.
    private func responseTime(_ grade: Named<GradeRule.Bounds>) -> GradeRule {
        let (service, selector) = endpoint(grade.name)
        return GradeRule(
            service: service, endpoint: grade.name, kind: .responseTime, selectors: [selector], bounds: grade.value)
    }

    private func endpoint(_ name: String) -> (service: String, MetricSelector) {
        if let metric = TrendMetric(name: name) {
            return (soleService { $0.family == metric.family }, MetricSelector(metric))
        }
        let tag = [MetricSelector.Tag(key: "name", value: name)]
        let rows = inventories.flatMap(\.rows).filter { $0.name == name }
        let metric: TrendMetric =
            if rows.contains(where: { $0.family == .requests }) {
                .httpReqDuration
            } else if rows.contains(where: { $0.family == .eventStream }) {
                .sseFirstEvent
            } else {
                .wsConnecting
            }
        return (soleService { $0.name == name }, MetricSelector(metric, tags: tag))
    }

    /// The service that all such steps belong to, else the profile's name.
    private func soleService(_ isMeant: (ScenarioInventory.Row) -> Bool) -> String {
        let services = Set(inventories.flatMap(\.rows).filter(isMeant).map(\.service))
        guard services.count == 1, let service = services.first else { return profile.name ?? "" }
        return service
    }

    // MARK: - Services

    private func whole(
        _ grade: Named<GradeRule.Bounds>, _ kind: GradeRule.Kind, _ metrics: [some Metric]
    ) -> GradeRule {
        let used = metrics.filter { families.contains($0.family) }
        let tags = tags(ofService: grade.name)
        return GradeRule(
            service: grade.name, endpoint: "", kind: kind,
            selectors: (used.isEmpty ? metrics : used).map { MetricSelector($0, tags: tags) }, bounds: grade.value)
    }

    /// What a grade calls a service is one of some steps, or a scenario, or else the whole profile.
    private func tags(ofService name: String) -> [MetricSelector.Tag] {
        if inventories.contains(where: { $0.service == name || $0.rows.contains { $0.service == name } }) {
            return [MetricSelector.Tag(key: "service", value: name)]
        }
        let isScenario = inventories.contains { $0.scenario == name }
        return isScenario ? [MetricSelector.Tag(key: "scenario", value: name)] : []
    }
}
