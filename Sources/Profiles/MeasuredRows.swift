package import Metrics
package import Timing

/// What the steps of a profile measure, a row a step and scenario: whether a metric, or a part of one, can ever have a
/// value. Names are known before the run, since the holes in them are never filled.
package struct MeasuredRows: Sendable {
    fileprivate struct Row {
        let scenario: String
        let name: String
        let families: Set<MetricFamily>
        var checks: Set<String> = []
    }

    private let rows: [Row]
    /// By scenario, whose pushes or events have numbers that are read.
    private let numbered: [(scenario: String, family: MetricFamily)]
    /// Scenarios with messages that expect a reply.
    private let answered: Set<String>

    package init(_ profile: Profile) {
        var numbered: [(scenario: String, family: MetricFamily)] = []
        var answered: Set<String> = []
        for scenario in profile.scenarios {
            for step in profile.steps(within: scenario.value.steps) {
                switch step {
                case .onMessage(let push) where push.sequence != nil: numbered.append((scenario.name, .webSocket))
                case .stream(let stream) where stream.sequence != nil: numbered.append((scenario.name, .eventStream))
                case .send(let send) where (send.reply?.matching ?? .none) != .none: answered.insert(scenario.name)
                default: break
                }
            }
        }
        self.numbered = numbered
        self.answered = answered
        rows = profile.scenarios.flatMap { scenario in
            // What the login measures is the scenario's whose users log in.
            profile.steps(within: (profile.login?.steps ?? []) + scenario.value.steps).compactMap { step in
                let (name, families): (String, Set<MetricFamily>)
                switch step {
                case .request(let request):
                    return Row(
                        scenario: scenario.name, name: request.rowName, families: [.requests],
                        checks: Set(request.checks.map(\.name)))
                case .connect(let connect): (name, families) = (connect.rowName, [.webSocket])
                case .stream(let stream):
                    (name, families) = (
                        stream.rowName, stream.format == .openai ? [.eventStream, .tokens] : [.eventStream]
                    )
                default: return nil
                }
                return Row(scenario: scenario.name, name: name, families: families)
            }
        }
    }

    /// Refuses what no step ever measures: a condition on it would fail for ever, or hold for nothing.
    package func judge(_ selector: MetricSelector) throws(TextError) {
        let family = MetricCatalogue.row(of: selector.metric)?.family ?? .general
        guard family == .general || rows.contains(where: { $0.families.contains(family) }) else {
            throw TextError("'\(selector.metric)' is measured on \(family.steps) alone, and the profile has none")
        }
        try refuse("name", "step", ofOther: Set(rows.map(\.name)), in: selector)
        try refuse("check", "check", ofOther: rows.reduce(into: []) { $0.formUnion($1.checks) }, in: selector)
        guard selector.tags.contains(where: { ["name", "scenario", "check"].contains($0.key) }) else {
            return try judgeCount(selector)
        }
        guard rows.contains(where: { $0.hasTags(of: selector) && $0.measures(family) }) || isOfScenario(selector) else {
            throw TextError("'\(selector)' is measured on none of the steps that have these tags")
        }
        try judgeCount(selector)
    }

    /// Refuses what no step looks for: a count of it is 0, whatever happens.
    private func judgeCount(_ selector: MetricSelector) throws(TextError) {
        guard let metric = CounterMetric(name: selector.metric) else { return }
        func isMeant(_ scenario: String) -> Bool {
            selector.tags.allSatisfy { $0.key != "scenario" || $0.value == scenario }
        }
        if metric.bringers != nil, !numbered.contains(where: { $0.family == metric.family && isMeant($0.scenario) }) {
            let step = metric.family == .webSocket ? "'on_message'" : "'stream'"
            throw TextError(
                "'\(selector)' is told by numbers alone, and no \(step) step says with 'sequence' where they are")
        }
        if metric.isOfReplies, !answered.contains(where: isMeant) {
            throw TextError("'\(selector)' is of messages that expect a reply, and no 'send' step has a 'reply'")
        }
    }

    /// Refuses a tag whose value is no name of the profile's.
    private func refuse(
        _ key: String, _ noun: String, ofOther names: Set<String>, in selector: MetricSelector
    ) throws(TextError) {
        for tag in selector.tags where tag.key == key && !names.contains(tag.value) {
            guard !names.isEmpty else { throw TextError("'\(tag.value)' is not the name of a \(noun); there is none") }
            let hint = NearestWord.hint(for: tag.value, among: names)
            throw TextError(
                "'\(tag.value)' is not the name of a \(noun)\(hint.isEmpty ? "; expected" : hint + " Expected") one of "
                    + names.sorted().joined(separator: ", "))
        }
    }

    /// Whether it asks for no step: a scenario has values of its own.
    private func isOfScenario(_ selector: MetricSelector) -> Bool {
        !selector.tags.contains { $0.key == "name" || $0.key == "check" }
            && (MetricCatalogue.row(of: selector.metric)?.family ?? .general) == .general
    }
}

extension MeasuredRows.Row {
    fileprivate func hasTags(of selector: MetricSelector) -> Bool {
        selector.tags.allSatisfy { tag in
            switch tag.key {
            case "scenario": tag.value == scenario
            case "name": tag.value == name
            case "check": checks.contains(tag.value)
            default: true
            }
        }
    }

    fileprivate func measures(_ family: MetricFamily) -> Bool { family == .general || families.contains(family) }
}

extension MetricFamily {
    /// The steps that measure it, as profiles write them.
    fileprivate var steps: String {
        switch self {
        case .general: "all steps"
        case .webSocket: "'connect' steps"
        case .eventStream: "'stream' steps"
        case .tokens: "'stream' steps with 'format: openai'"
        case .requests: "REST steps such as 'get'"
        }
    }
}
