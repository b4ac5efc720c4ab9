/// What was measured of the things that a profile names, each in the order of the plan.
extension RunMetrics {
    package var checks: [(check: CheckName, tally: Tally)] {
        plan.checks.enumerated().map { ($1, total.planned.rates[$0]) }
    }

    package var ownCounters: [(name: String, count: Int)] {
        plan.counters.enumerated().map { ($1, total.planned.counters[$0]) }
    }

    package var ownRates: [(name: String, tally: Tally)] {
        plan.rates.enumerated().map { ($1, total.planned.rates[plan.checks.count + $0]) }
    }
}
