/// What a threshold came to.
package struct ThresholdResult: Sendable, Equatable {
    package let metric: String
    package let expression: String
    package let isMet: Bool
    /// nil when there was nothing to observe.
    package let observed: Double?
}

extension Threshold {
    /// Counters and gauges without samples are 0; trends and rates without samples fail: what was never measured was
    /// not proved.
    package func evaluate(on summary: RunSummary) -> ThresholdResult {
        let observed = observe(summary)
        return ThresholdResult(
            metric: metric, expression: expression, isMet: observed.map { comparison.holds($0, limit) } ?? false,
            observed: observed)
    }

    private func observe(_ summary: RunSummary) -> Double? {
        if let trend = TrendMetric.allCases.first(where: { $0.name == metric }) {
            let distribution = summary.trend(trend)
            switch aggregate {
            case .average: return distribution.average
            case .minimum: return distribution.minimum
            case .maximum: return distribution.maximum
            case .median: return distribution.percentile(50)
            case .percentile(let percent): return distribution.percentile(percent)
            default: return Double(distribution.count)
            }
        }
        if let counter = CounterMetric.allCases.first(where: { $0.name == metric }) {
            return aggregate == .rate ? summary.rate(of: counter) : Double(summary.count(counter))
        }
        if let rate = RateMetric.allCases.first(where: { $0.name == metric }) {
            return summary.share(rate)
        }
        guard let gauge = GaugeMetric.allCases.first(where: { $0.name == metric }) else { return nil }
        let levels = summary.levels(gauge)
        switch aggregate {
        case .minimum: return levels.lowest
        case .maximum: return levels.highest
        default: return levels.value
        }
    }
}
