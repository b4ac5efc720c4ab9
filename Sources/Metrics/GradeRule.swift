package import Timing

/// How good something was, in one of four words.
package enum Grade: String, Sendable, CaseIterable {
    case excellent, good, acceptable, poor
}

/// What is excellent, good and acceptable of an endpoint or a service; worse is poor.
package struct GradeRule: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The 95th percentile of a trend, in milliseconds.
        case responseTime = "response_time"
        /// The share of 0 to 1 of rates that happened, taken together.
        case errorRate = "error_rate"
        /// Counters per second, taken together.
        case throughput
    }

    package struct Bounds: Sendable, Equatable {
        package let excellent: Double
        package let good: Double
        package let acceptable: Double

        package init(excellent: Double, good: Double, acceptable: Double) {
            self.excellent = excellent
            self.good = good
            self.acceptable = acceptable
        }
    }

    /// Of response times the percentile that is graded: an average would hide the slow ones.
    package static let percent = 95.0

    package let service: String
    /// The step or metric of a response time; empty for a whole service.
    package let endpoint: String
    package let kind: Kind
    /// What it is observed on.
    package let selectors: [MetricSelector]
    package let bounds: Bounds

    package init(service: String, endpoint: String, kind: Kind, selectors: [MetricSelector], bounds: Bounds) {
        self.service = service
        self.endpoint = endpoint
        self.kind = kind
        self.selectors = selectors
        self.bounds = bounds
    }
}

/// What a grade came to.
package struct GradeResult: Sendable, Equatable {
    package let rule: GradeRule
    /// In the unit of the kind; nil when there was nothing to observe.
    package let observed: Double?
    /// nil without anything observed: nothing is neither good nor bad.
    package let grade: Grade?
}

extension GradeRule {
    package func evaluate(on metrics: RunMetrics, over duration: Nanoseconds) -> GradeResult {
        let observed = observe(selectors.compactMap(metrics.figures), over: duration)
        return GradeResult(rule: self, observed: observed, grade: observed.map(grade))
    }

    private func observe(_ figures: [MetricFigures], over duration: Nanoseconds) -> Double? {
        switch kind {
        case .responseTime:
            var times = Distribution()
            for case .trend(let part) in figures { times.merge(part) }
            return times.percentile(Self.percent)
        case .errorRate:
            var tally = Tally()
            for case .rate(let part) in figures { tally.merge(part) }
            return tally.share
        case .throughput:
            var count = 0
            for case .counter(let part) in figures { count = count.addingSaturated(part) }
            return count > 0 ? MetricFigures.perSecond(count, over: duration) : nil
        }
    }

    /// A bound is to be beaten, not met; yet nothing is better than no error and no wait at all.
    private func grade(_ observed: Double) -> Grade {
        func beats(_ bound: Double) -> Bool {
            kind == .throughput ? observed > bound : observed < bound || observed == 0
        }
        if beats(bounds.excellent) { return .excellent }
        if beats(bounds.good) { return .good }
        return beats(bounds.acceptable) ? .acceptable : .poor
    }
}
