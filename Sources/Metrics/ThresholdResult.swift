package import Timing

/// What a threshold came to.
package struct ThresholdResult: Sendable, Equatable {
    /// The metric with its tags, as it is written.
    package let metric: String
    package let expression: String
    package let isMet: Bool
    /// nil when there was nothing to observe.
    package let observed: Double?

    package init(metric: String, expression: String, isMet: Bool, observed: Double?) {
        self.metric = metric
        self.expression = expression
        self.isMet = isMet
        self.observed = observed
    }
}

extension Threshold {
    /// Counters and gauges without samples are 0, but for losses where sessions brought no number to tell them by; trends and rates without samples fail: what was never measured was
    /// not proved.
    package func evaluate(on metrics: RunMetrics, over duration: Nanoseconds) -> ThresholdResult {
        let observed = metrics.observed(selector, aggregate, over: duration)
        return ThresholdResult(
            metric: selector.description, expression: expression,
            isMet: observed.map { comparison.holds($0, limit) } ?? false, observed: observed)
    }
}

extension RunMetrics {
    /// What a condition is judged by; nil when it was not measured.
    func observed(
        _ selector: MetricSelector, _ aggregate: Threshold.Aggregate, over duration: Nanoseconds
    ) -> Double? {
        if let sessions = CounterMetric(name: selector.metric)?.bringers, total[sessions] > 0,
            total[CounterMetric.numbered] == 0
        {
            return nil
        }
        return figures(of: selector)?.value(aggregate, over: duration)
    }

    /// The thresholds that end the run now: those that say so, whose delay is over, and which fail on all that was
    /// measured so far, `elapsed` since the first dial was due. What has no samples yet is not judged, as in k6.
    package func failedAborting(_ thresholds: [Threshold], at elapsed: Nanoseconds) -> [ThresholdResult] {
        thresholds.compactMap { threshold in
            guard let delay = threshold.abortDelay, elapsed >= delay,
                figures(of: threshold.selector)?.hasSamples == true
            else { return nil }
            let result = threshold.evaluate(on: self, over: elapsed)
            return result.isMet || result.observed == nil ? nil : result
        }
    }
}
