package import Timing

/// A loop's notebook: one writer, no locks. Reading it is taking it away and leaving an empty one.
///
/// Hot path: recording is an index and an addition; an HdrHistogram grows a few times in its life and is reused after.
package final class Recorder {
    private(set) var current: Interval
    /// What is measured beyond the catalogue.
    package let plan: MeasurementPlan
    /// What the one behaviour of a run without a profile is called.
    package static let scenario = "default"

    package init(_ plan: MeasurementPlan = MeasurementPlan()) {
        self.plan = plan
        current = Interval(plan)
    }

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
    @inline(__always)
    package func record(_ metric: RateMetric, happened: Bool) { current.rates[metric].count(happened) }

    /// The sample just recorded was the age of an unanswered message: only `ws_response_time` has such samples.
    package func markLowerBound(_ metric: TrendMetric = .wsResponseTime) {
        precondition(metric == .wsResponseTime, "only a response time can be a lower bound")
        current.lowerBounds += 1
    }

    package func openChanged(by change: Int, of family: MetricFamily) {
        current.levels.sessions.change(by: change)
        if family == .webSocket { current.levels.webSockets.change(by: change) }
        if family == .eventStream { current.levels.streams.change(by: change) }
    }

    /// Virtual users began or ended.
    package func usersChanged(by change: Int) { current.levels.users.change(by: change) }

    // MARK: - What the plan names

    /// Counts a check, by its place in the plan.
    package func check(_ index: Int, holds: Bool) {
        precondition(index < plan.checks.count, "the plan has every check that is made")
        current.planned.rates[index].count(holds)
        record(.checks, happened: holds)
    }

    /// Counts for a counter of the profile's own, by its place in the plan.
    package func count(_ index: Int, _ count: Int = 1) {
        precondition(index < plan.counters.count, "the plan has every counter that is counted")
        add(part: index, count)
    }

    /// Counts one occasion of a rate of the profile's own, by its place in the plan.
    package func rate(_ index: Int, happened: Bool) {
        precondition(index < plan.rates.count, "the plan has every rate that is counted")
        current.planned.rates[plan.checks.count + index].count(happened)
    }

    @inline(__always)
    func record(part place: Int, _ time: Nanoseconds) { current.planned.trends[place].record(time) }

    @inline(__always)
    func add(part place: Int, _ count: Int) {
        current.planned.counters[place] = current.planned.counters[place].addingSaturated(count)
    }

    @inline(__always)
    func record(part place: Int, happened: Bool) { current.planned.rates[place].count(happened) }

    func changed(part place: Int, by change: Int) { current.levels.parts[place].change(by: change) }

    // MARK: - Event types and errors

    /// The place of an event type in this loop's table; it stays the same over harvests.
    package func place(of eventType: String) -> Int { current.eventTypes.index(of: eventType) }

    /// Counts an event of the type at a place, with what is known of it.
    package func recordEvent(at place: Int, gap: Nanoseconds?, deliveryDelay: Nanoseconds?) {
        current.eventTypes.record(place, gap: gap, deliveryDelay: deliveryDelay)
    }

    /// Counts a failure in words; `isExpected` when the profile said that it may happen.
    package func addError(_ step: FailedStep, name: String? = nil, cause: String, isExpected: Bool = false) {
        addError(scenario: Self.scenario, step, name: name, cause: cause, isExpected: isExpected)
    }

    func addError(scenario: String, _ step: FailedStep, name: String?, cause: String, isExpected: Bool) {
        current.errors.add(
            ErrorTable.Key(
                scenario: scenario, step: step, name: name ?? step.rawValue, cause: cause, isExpected: isExpected))
    }

    /// Hands the interval over and goes on with `spare`, which was reset, and in which the same sessions are open. Two
    /// references change places; no histogram is copied.
    package func harvest(sparing spare: Interval) -> Interval {
        let interval = current
        spare.levels = interval.levels.continued
        spare.eventTypes.takePlaces(of: interval.eventTypes)
        current = spare
        return interval
    }
}
