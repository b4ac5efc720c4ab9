/// A row of the table of requests: one step of one scenario.
package struct RequestRow: Sendable {
    package let scenario: String
    package let name: String
    package let requests: Int
    package let failed: Int
    package let duration: Distribution
    package let bytesSent: Int
    package let bytesReceived: Int

    package init(
        scenario: String, name: String, requests: Int, failed: Int, duration: Distribution, bytesSent: Int,
        bytesReceived: Int
    ) {
        self.scenario = scenario
        self.name = name
        self.requests = requests
        self.failed = failed
        self.duration = duration
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
    }

    /// The part of the durations that is a row's.
    package static func durationSelector(scenario: String, name: String) -> MetricSelector {
        MetricSelector(TrendMetric.httpReqDuration, tags: tags(scenario: scenario, name: name))
    }

    private static func tags(scenario: String, name: String) -> [MetricSelector.Tag] {
        [MetricSelector.Tag(key: "scenario", value: scenario), MetricSelector.Tag(key: "name", value: name)]
    }

    /// What a run has to measure for a row.
    package static func selectors(scenario: String, name: String) -> [MetricSelector] {
        let tags = tags(scenario: scenario, name: name)
        return [
            MetricSelector(CounterMetric.httpReqs, tags: tags), MetricSelector(RateMetric.httpReqFailed, tags: tags),
            durationSelector(scenario: scenario, name: name), MetricSelector(CounterMetric.dataSent, tags: tags),
            MetricSelector(CounterMetric.dataReceived, tags: tags),
        ]
    }
}

/// Where the figures of a row are kept.
struct RequestPlaces: Sendable {
    let scenario: String
    let name: String
    let requests: Int
    let failed: Int
    let duration: Int
    let bytesSent: Int
    let bytesReceived: Int

    /// In the order of the selectors.
    static func of(_ selectors: [MetricSelector], at places: [PlannedFigures.Place]) -> [RequestPlaces] {
        let known = Dictionary(zip(selectors, places)) { first, _ in first }
        return selectors.compactMap { selector in
            guard selector.metric == CounterMetric.httpReqs.name, selector.tags.map(\.key) == ["scenario", "name"]
            else { return nil }
            let (scenario, name) = (selector.tags[0].value, selector.tags[1].value)
            let parts = RequestRow.selectors(scenario: scenario, name: name).map { known[$0] }
            guard case .counter(let requests) = parts[0], case .rate(let failed) = parts[1],
                case .trend(let duration) = parts[2], case .counter(let sent) = parts[3],
                case .counter(let received) = parts[4]
            else { return nil }
            return RequestPlaces(
                scenario: scenario, name: name, requests: requests, failed: failed, duration: duration, bytesSent: sent,
                bytesReceived: received)
        }
    }
}

extension Interval {
    /// A row for every step of which all of a row was measured, in the order of the plan.
    package var requestRows: [RequestRow] {
        planned.plan.requestSteps.map { step in
            RequestRow(
                scenario: step.scenario, name: step.name, requests: planned.counters[step.requests],
                failed: planned.rates[step.failed].passes, duration: planned.trends[step.duration],
                bytesSent: planned.counters[step.bytesSent], bytesReceived: planned.counters[step.bytesReceived])
        }
    }
}
