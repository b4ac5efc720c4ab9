/// What was measured since the last harvest. Loops fill one while the controller reads another.
///
/// `@unchecked Sendable`: an interval belongs to one side at a time. The loop gives its own away in `harvest` and never
/// touches it again; the controller gives back an emptied one the same way.
package final class Interval: @unchecked Sendable {
    package internal(set) var trends = [Distribution](repeating: Distribution(), count: TrendMetric.allCases.count)
    package internal(set) var counters = [Int](repeating: 0, count: CounterMetric.allCases.count)
    package internal(set) var passes = [Int](repeating: 0, count: RateMetric.allCases.count)
    package internal(set) var fails = [Int](repeating: 0, count: RateMetric.allCases.count)
    package internal(set) var ledger = Ledger()
    package internal(set) var errors = ErrorTable()
    /// Samples of `ws_response_time` that are ages of unanswered messages.
    package internal(set) var lowerBounds = 0
    /// Sessions open at the end of the interval, and the most and fewest within it.
    package internal(set) var open = 0
    package internal(set) var mostOpen = 0
    package internal(set) var fewestOpen = 0

    package init() {}

    package subscript(metric: TrendMetric) -> Distribution { trends[metric.rawValue] }
    package subscript(metric: CounterMetric) -> Int { counters[metric.rawValue] }

    /// Adds what another loop measured in the same time. Open sessions add up; so do their extremes, which within one
    /// interval is exact unless the loops peaked at different moments of it.
    package func merge(_ other: Interval) {
        for index in trends.indices { trends[index].merge(other.trends[index]) }
        for index in counters.indices { counters[index] += other.counters[index] }
        for index in passes.indices {
            passes[index] += other.passes[index]
            fails[index] += other.fails[index]
        }
        ledger.merge(other.ledger)
        errors.merge(other.errors)
        lowerBounds += other.lowerBounds
        open += other.open
        mostOpen += other.mostOpen
        fewestOpen += other.fewestOpen
    }

    package func reset() {
        for index in trends.indices { trends[index].reset() }
        for index in counters.indices { counters[index] = 0 }
        for index in passes.indices {
            passes[index] = 0
            fails[index] = 0
        }
        ledger = Ledger()
        errors = ErrorTable()
        lowerBounds = 0
        open = 0
        mostOpen = 0
        fewestOpen = 0
    }
}
