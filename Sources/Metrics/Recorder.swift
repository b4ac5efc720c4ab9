package import Timing

/// A loop's notebook: one writer, no locks. Reading it is taking it away and leaving an empty one.
///
/// Hot path: recording is an index and an addition; an HdrHistogram grows a few times in its life and is reused after.
package final class Recorder {
    private var current = Interval()
    private static let scenario = "default"

    package init() {}

    package var ledger: Ledger {
        get { current.ledger }
        _modify { yield &current.ledger }
    }

    @inline(__always)
    package func record(_ metric: TrendMetric, _ time: Nanoseconds) { current.trends[metric].record(time) }

    @inline(__always)
    package func add(_ metric: CounterMetric, _ count: Int = 1) {
        current.counters[metric] = current.counters[metric].addingSaturated(count)
    }

    /// Counts one occasion; `happened` says whether the thing that the rate is named after took place.
    package func record(_ metric: RateMetric, happened: Bool) {
        if happened { current.passes[metric] += 1 } else { current.fails[metric] += 1 }
    }

    /// The sample just recorded was the age of an unanswered message: only `ws_response_time` has such samples.
    package func markLowerBound(_ metric: TrendMetric = .wsResponseTime) {
        precondition(metric == .wsResponseTime, "only a response time can be a lower bound")
        current.lowerBounds += 1
    }

    package func openChanged(by change: Int, of family: MetricFamily) {
        current.open.change(by: change)
        if family == .webSocket { current.openWebSockets.change(by: change) }
        if family == .eventStream { current.openStreams.change(by: change) }
    }

    /// The place of an event type in this loop's table; it stays the same over harvests.
    package func place(of eventType: String) -> Int { current.eventTypes.index(of: eventType) }

    /// Counts an event of the type at a place, with what is known of it.
    package func recordEvent(at place: Int, gap: Nanoseconds?, deliveryDelay: Nanoseconds?) {
        current.eventTypes.record(place, gap: gap, deliveryDelay: deliveryDelay)
    }

    package func addError(name: String, cause: String) {
        current.errors.add(ErrorTable.Key(scenario: Self.scenario, name: name, cause: cause, isExpected: false))
    }

    /// Hands the interval over and goes on with `spare`, which was reset, and in which the same sessions are open. Two
    /// references change places; no histogram is copied.
    package func harvest(sparing spare: Interval) -> Interval {
        let interval = current
        spare.open = OpenSessions(interval.open.count)
        spare.openStreams = OpenSessions(interval.openStreams.count)
        spare.openWebSockets = OpenSessions(interval.openWebSockets.count)
        spare.eventTypes.takePlaces(of: interval.eventTypes)
        current = spare
        return interval
    }
}
