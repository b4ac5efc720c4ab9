internal import Metrics
internal import Profiles

/// What the steps of a scenario measure, those of its blocks and of the login included.
struct ScenarioInventory {
    /// A step whose values have a name.
    struct Row {
        let name: String
        let service: String
        let family: MetricFamily
    }

    let scenario: String
    let service: String
    private(set) var rows: [Row] = []
    private(set) var families: Set<MetricFamily> = [.general]
    private(set) var checks: [CheckName] = []
    private(set) var counters: [String] = []
    private(set) var rates: [String] = []

    init(_ scenario: Named<Scenario>, of profile: Profile) {
        self.scenario = scenario.name
        service = scenario.serviceName
        let steps = (profile.login?.steps ?? []) + scenario.value.steps
        for step in profile.steps(within: steps) { take(step) }
    }

    /// The names of its requests, each once, in the order of the file.
    var requestNames: [String] {
        var seen: Set<String> = []
        return rows.filter { $0.family == .requests && seen.insert($0.name).inserted }.map(\.name)
    }

    private mutating func take(_ step: Step) {
        switch step {
        case .request(let request):
            add(Row(name: request.rowName, service: request.service ?? service, family: .requests))
            checks += request.checks.map { CheckName(scenario: scenario, name: $0.name) }
            counters += request.counters.map(\.name)
            rates += request.rates.map(\.name)
        case .connect(let connect): add(Row(name: connect.rowName, service: service, family: .webSocket))
        case .stream(let stream):
            add(Row(name: stream.rowName, service: service, family: .eventStream))
            if stream.format == .openai { families.insert(.tokens) }
        default: break
        }
    }

    private mutating func add(_ row: Row) {
        rows.append(row)
        families.insert(row.family)
    }
}
