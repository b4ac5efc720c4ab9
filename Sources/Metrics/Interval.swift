/// What was measured since the last harvest. Loops fill one while the controller reads another.
///
/// `@unchecked Sendable`: an interval belongs to one side at a time. The loop gives its own away in `harvest` and never
/// touches it again; the controller gives back an emptied one the same way.
package final class Interval: @unchecked Sendable {
    let trends = MetricSlots<TrendMetric, Distribution>(repeating: Distribution())
    let counters = MetricSlots<CounterMetric, Int>(repeating: 0)
    let rates = MetricSlots<RateMetric, Tally>(repeating: Tally())
    /// What is measured beyond the catalogue.
    let planned: PlannedFigures
    package internal(set) var ledger = Ledger()
    package internal(set) var errors = ErrorTable()
    /// Samples of `ws_response_time` that are ages of unanswered messages.
    package internal(set) var lowerBounds = 0
    /// What is open at the end of the interval, and was at its extremes.
    package internal(set) var levels: OpenLevels
    /// What was measured of each event type, where streams have several.
    package internal(set) var eventTypes = EventTypeTable()

    package init(_ plan: MeasurementPlan = MeasurementPlan()) {
        planned = PlannedFigures(plan)
        levels = OpenLevels(parts: plan.gaugeCount)
    }

    package subscript(metric: TrendMetric) -> Distribution { trends[metric] }
    package subscript(metric: CounterMetric) -> Int { counters[metric] }
    package subscript(metric: RateMetric) -> Tally { rates[metric] }

    /// Sessions of any kind.
    package var open: OpenSessions { levels.sessions }

    /// Adds what another loop measured in the same time. Open sessions add up; so do their extremes, which within one
    /// interval is exact unless the loops peaked at different moments of it. Both measured by the same plan.
    package func merge(_ other: Interval) {
        planned.merge(other.planned)
        levels.merge(other.levels)
        errors.merge(other.errors)
        eventTypes.merge(other.eventTypes)
        for metric in TrendMetric.allCases { trends[metric].merge(other.trends[metric]) }
        for metric in CounterMetric.allCases {
            counters[metric] = counters[metric].addingSaturated(other.counters[metric])
        }
        for metric in RateMetric.allCases { rates[metric].merge(other.rates[metric]) }
        ledger.merge(other.ledger)
        lowerBounds += other.lowerBounds
    }

    package func reset() {
        for metric in TrendMetric.allCases { trends[metric].reset() }
        for metric in CounterMetric.allCases { counters[metric] = 0 }
        for metric in RateMetric.allCases { rates[metric] = Tally() }
        planned.reset()
        ledger = Ledger()
        errors = ErrorTable()
        lowerBounds = 0
        levels = OpenLevels(parts: planned.plan.gaugeCount)
        eventTypes.reset()
    }
}
