import Metrics

/// Whether more or less of a metric is better, where that is known.
enum MetricDirection {
    case less
    case more

    /// nil where either may be meant: of levels, of bytes, of how long a session lasts, of rates of the profile's own.
    init?(of metric: String, _ aggregate: Threshold.Aggregate) {
        if let trend = TrendMetric(name: metric) {
            guard aggregate != .count, trend != .wsSessionDuration, trend != .sseStreamDuration else { return nil }
            self = .less
        } else if let rate = RateMetric(name: metric) {
            self = rate == .checks ? .more : .less
        } else if let counter = CounterMetric(name: metric), let direction = MetricDirection(of: counter) {
            self = direction
        } else {
            return nil
        }
    }

    private init?(of counter: CounterMetric) {
        switch counter {
        case .wsPongMissed, .wsSubscribeFailed, .wsMsgsUnanswered, .wsMsgsLate, .wsMsgsUnmatched, .wsMsgsDropped,
            .wsMsgsLost, .wsMsgsDuplicated, .wsMsgsReordered, .wsReconnects, .sseStalls, .sseResumes, .sseEventsLost,
            .sseEventsDuplicated, .sseEventsReordered, .llmErrors, .interruptedIterations, .droppedIterations:
            self = .less
        case .wsSessions, .wsMsgsSent, .wsMsgsReceived, .sseStreams, .sseEvents, .llmTokens, .httpReqs, .iterations:
            self = .more
        default: return nil
        }
    }

    /// Refuses a critical value that is better than the target: it would pass what the target fails.
    func refusal(target: Double, critical: Double, of metric: String) -> String? {
        switch self {
        case .less where critical < target:
            "the critical value is better than the target: of \(metric) less is better; expected a critical value above "
                + "the target"
        case .more where critical > target:
            "the critical value is better than the target: of \(metric) more is better; expected a critical value below "
                + "the target"
        case .less, .more: nil
        }
    }
}
