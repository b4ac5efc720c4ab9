/// What was measured since the last harvest. Loops fill one while the controller reads another.
///
/// `@unchecked Sendable`: an interval belongs to one side at a time. The loop gives its own away in `harvest` and never
/// touches it again; the controller gives back an emptied one the same way.
package final class Interval: @unchecked Sendable {
    let trends = MetricSlots<TrendMetric, Distribution>(repeating: Distribution())
    let counters = MetricSlots<CounterMetric, Int>(repeating: 0)
    let passes = MetricSlots<RateMetric, Int>(repeating: 0)
    let fails = MetricSlots<RateMetric, Int>(repeating: 0)
    package internal(set) var ledger = Ledger()
    package internal(set) var errors = ErrorTable()
    /// Samples of `ws_response_time` that are ages of unanswered messages.
    package internal(set) var lowerBounds = 0
    /// Sessions of any kind open at the end of the interval and at its extremes, and of these the event streams.
    package internal(set) var open = OpenSessions()
    package internal(set) var openStreams = OpenSessions()
    package internal(set) var openWebSockets = OpenSessions()
    /// What was measured of each event type, where streams have several.
    package internal(set) var eventTypes = EventTypeTable()

    package init() {}

    package subscript(metric: TrendMetric) -> Distribution { trends[metric] }
    package subscript(metric: CounterMetric) -> Int { counters[metric] }

    /// Adds what another loop measured in the same time. Open sessions add up; so do their extremes, which within one
    /// interval is exact unless the loops peaked at different moments of it.
    package func merge(_ other: Interval) {
        for metric in TrendMetric.allCases { trends[metric].merge(other.trends[metric]) }
        for metric in CounterMetric.allCases {
            counters[metric] = counters[metric].addingSaturated(other.counters[metric])
        }
        for metric in RateMetric.allCases {
            passes[metric] += other.passes[metric]
            fails[metric] += other.fails[metric]
        }
        ledger.merge(other.ledger)
        errors.merge(other.errors)
        lowerBounds += other.lowerBounds
        open.merge(other.open)
        openStreams.merge(other.openStreams)
        openWebSockets.merge(other.openWebSockets)
        eventTypes.merge(other.eventTypes)
    }

    package func reset() {
        for metric in TrendMetric.allCases { trends[metric].reset() }
        for metric in CounterMetric.allCases { counters[metric] = 0 }
        for metric in RateMetric.allCases {
            passes[metric] = 0
            fails[metric] = 0
        }
        ledger = Ledger()
        errors = ErrorTable()
        lowerBounds = 0
        open = OpenSessions()
        openStreams = OpenSessions()
        openWebSockets = OpenSessions()
        eventTypes.reset()
    }
}
