package import Timing

/// A value that the run should reach, and one that it must.
package struct TargetRule: Sendable, Equatable {
    package let selector: MetricSelector
    package let aggregate: Threshold.Aggregate
    /// The aggregate as it is written, such as `p(95)`.
    package let stat: String
    /// In the metric's unit: milliseconds, shares of 0 to 1, times per second.
    package let target: Double
    package let critical: Double
    /// Whether more is better: the target then lies above what is critical, or is the same.
    package let isFloor: Bool

    /// `isFloor` is nil where nothing but the two values tells.
    package init(
        selector: MetricSelector, aggregate: Threshold.Aggregate, stat: String, target: Double, critical: Double,
        isFloor: Bool? = nil
    ) {
        self.selector = selector
        self.aggregate = aggregate
        self.stat = stat
        self.target = target
        self.critical = critical
        self.isFloor = isFloor ?? (target > critical)
    }
}

/// What a target came to.
package struct TargetResult: Sendable, Equatable {
    package enum Verdict: String, Sendable {
        /// The target is reached.
        case pass
        /// It is missed, and what is critical is not passed.
        case warn
        /// What is critical is passed, or nothing was measured.
        case fail
    }

    package let rule: TargetRule
    package let kind: MetricKind
    /// nil when there was nothing to observe.
    package let observed: Double?
    package let verdict: Verdict
}

extension TargetRule {
    /// What was never measured was not proved: it fails.
    package func evaluate(on metrics: RunMetrics, over duration: Nanoseconds) -> TargetResult {
        let observed = metrics.observed(selector, aggregate, over: duration)
        return TargetResult(
            rule: self, kind: metrics.plan.kind(of: selector.metric) ?? .counter, observed: observed,
            verdict: observed.map(verdict) ?? .fail)
    }

    private func verdict(_ observed: Double) -> TargetResult.Verdict {
        if isFloor ? observed >= target : observed <= target { return .pass }
        return (isFloor ? observed >= critical : observed <= critical) ? .warn : .fail
    }
}
