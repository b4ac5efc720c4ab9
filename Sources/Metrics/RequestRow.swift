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

extension RunSummary {
    /// A row for every step of which all of a row was measured, in the order of the plan.
    package var requestRows: [RequestRow] {
        submetrics.compactMap { selector, figures in
            guard selector.metric == CounterMetric.httpReqs.name, case .counter(let requests) = figures,
                selector.tags.map(\.key) == ["scenario", "name"]
            else { return nil }
            let (scenario, name) = (selector.tags[0].value, selector.tags[1].value)
            let parts = RequestRow.selectors(scenario: scenario, name: name).map { self.figures(of: $0) }
            guard case .rate(let failed) = parts[1], case .trend(let duration) = parts[2],
                case .counter(let sent) = parts[3], case .counter(let received) = parts[4]
            else { return nil }
            return RequestRow(
                scenario: scenario, name: name, requests: requests, failed: failed.passes, duration: duration,
                bytesSent: sent, bytesReceived: received)
        }
    }
}
