/// What was measured of the things that a profile names, each in the order of the plan.
extension Interval {
    package var checks: [(check: CheckName, tally: Tally)] {
        planned.plan.checks.enumerated().map { ($1, planned.rates[$0]) }
    }

    package var ownCounters: [(name: String, count: Int)] {
        planned.plan.counters.enumerated().map { ($1, planned.counters[$0]) }
    }

    package var ownRates: [(name: String, tally: Tally)] {
        planned.plan.rates.enumerated().map { ($1, planned.rates[planned.plan.checks.count + $0]) }
    }
}
