package import Timing

/// All that is known of a metric, or of the part of it that has certain tags.
package enum MetricFigures: Sendable {
    case trend(Distribution)
    case counter(Int)
    case rate(Tally)
    case gauge(GaugeLevels)

    /// Whether there was anything to measure: a counter counted, a level rose.
    package var hasSamples: Bool {
        switch self {
        case .trend(let times): times.count > 0
        case .counter(let count): count != 0
        case .rate(let tally): tally.total > 0
        case .gauge(let levels): levels.highest != 0 || levels.lowest != 0
        }
    }

    /// One number of them: milliseconds, a count, a share or a level; nil when it takes samples and there are none.
    /// Counts per second are those of `duration`, the run's so far.
    package func value(_ aggregate: Threshold.Aggregate, over duration: Nanoseconds) -> Double? {
        switch self {
        case .trend(let times):
            switch aggregate {
            case .average: times.average
            case .minimum: times.minimum
            case .maximum: times.maximum
            case .median: times.percentile(50)
            case .percentile(let percent): times.percentile(percent)
            case .count, .rate, .value: Double(times.count)
            }
        case .counter(let count):
            aggregate == .rate ? Self.perSecond(count, over: duration) : Double(count)
        case .rate(let tally): tally.share
        case .gauge(let levels):
            switch aggregate {
            case .minimum: levels.lowest
            case .maximum: levels.highest
            default: levels.value
            }
        }
    }

    package static func perSecond(_ count: Int, over duration: Nanoseconds) -> Double {
        duration > .zero ? Double(count) / duration.seconds : 0
    }
}

extension RunMetrics {
    /// What was measured of a metric, a part of one, or a counter or rate of the profile's own; nil when it is none that
    /// the run measures.
    package func figures(of selector: MetricSelector) -> MetricFigures? {
        guard selector.tags.isEmpty else {
            return plan.submetrics.firstIndex(of: selector).map { figures(at: plan.places[$0]) }
        }
        if let trend = TrendMetric(name: selector.metric) { return .trend(total[trend]) }
        if let counter = CounterMetric(name: selector.metric) { return .counter(total[counter]) }
        if let rate = RateMetric(name: selector.metric) { return .rate(total[rate]) }
        if let gauge = GaugeMetric(name: selector.metric) { return .gauge(levels(gauge)) }
        if let index = plan.index(ofCounter: selector.metric) { return .counter(total.planned.counters[index]) }
        return plan.index(ofRate: selector.metric).map { .rate(total.planned.rates[plan.checks.count + $0]) }
    }

    private func figures(at place: PlannedFigures.Place) -> MetricFigures {
        switch place {
        case .trend(let place): .trend(total.planned.trends[place])
        case .counter(let place): .counter(total.planned.counters[place])
        case .rate(let place): .rate(total.planned.rates[place])
        case .gauge(let place): .gauge(GaugeLevels(total.levels.parts[place]))
        }
    }

    package func levels(_ gauge: GaugeMetric) -> GaugeLevels {
        switch gauge {
        case .wsOpen: GaugeLevels(total.levels.webSockets)
        case .sseOpen: GaugeLevels(total.levels.streams)
        case .vus: GaugeLevels(total.levels.users)
        case .generatorCPU: cpu
        case .generatorRSS: memory
        }
    }
}
