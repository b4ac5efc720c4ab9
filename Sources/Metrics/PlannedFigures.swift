/// What was measured of the things in a plan. Each has its place there; none is looked up by name.
struct PlannedFigures: ~Copyable {
    /// Where the figure of a submetric is.
    enum Place: Sendable {
        case trend(Int)
        case counter(Int)
        case rate(Int)
        case gauge(Int)

        init(_ kind: MetricKind, _ index: Int) {
            switch kind {
            case .trend: self = .trend(index)
            case .counter: self = .counter(index)
            case .rate: self = .rate(index)
            case .gauge: self = .gauge(index)
            }
        }
    }

    let plan: MeasurementPlan
    /// Of the submetrics that are trends.
    let trends: Slots<Distribution>
    /// The plan's counters, then the submetrics that are counters.
    let counters: Slots<Int>
    /// The plan's checks, then its rates, then the submetrics that are rates.
    let rates: Slots<Tally>

    init(_ plan: MeasurementPlan) {
        self.plan = plan
        trends = Slots(repeating: Distribution(), count: plan.trendCount)
        counters = Slots(repeating: 0, count: plan.counterCount)
        rates = Slots(repeating: Tally(), count: plan.rateCount)
    }

    func merge(_ other: borrowing PlannedFigures) {
        precondition(other.trends.count == trends.count && other.rates.count == rates.count, "both are of one plan")
        for place in 0..<trends.count { trends[place].merge(other.trends[place]) }
        for place in 0..<counters.count {
            counters[place] = counters[place].addingSaturated(other.counters[place])
        }
        for place in 0..<rates.count { rates[place].merge(other.rates[place]) }
    }

    func reset() {
        for place in 0..<trends.count { trends[place].reset() }
        for place in 0..<counters.count { counters[place] = 0 }
        for place in 0..<rates.count { rates[place] = Tally() }
    }
}
