package import Timing

/// The notebook as one step of one scenario writes in it: what it records belongs to the metric, and to every part of
/// the metric whose tags are the step's. Made once for each step and loop; which parts its own tags satisfy is found
/// then, so that only the tags of single requests (status, proto, expected_response, error, error_code) are asked later.
///
/// Hot path.
package final class TaggedRecorder {
    package let recorder: Recorder
    private let scenario: String
    private let name: String
    private let trends: SubmetricMatches
    private let counters: SubmetricMatches
    private let rates: SubmetricMatches
    private let gauges: SubmetricMatches
    private let plannedCounters: SubmetricMatches
    private let plannedRates: SubmetricMatches
    /// Parts that are a single check, by its place in the plan.
    private let singleChecks: [(check: Int, place: Int)]

    /// The tags are those that all values of the step have: scenario, service, name, method, url, subproto.
    package init(_ recorder: Recorder, tags: [MetricSelector.Tag] = []) {
        self.recorder = recorder
        scenario = tags.first { $0.key == "scenario" }?.value ?? Recorder.scenario
        name = tags.first { $0.key == "name" }?.value ?? ""
        var parts = Parts()
        for (selector, place) in zip(recorder.plan.submetrics, recorder.plan.places) {
            if let check = selector.tags.first(where: { $0.key == "check" })?.value {
                parts.add(check: CheckName(scenario: scenario, name: check), selector, at: place, tags, recorder.plan)
            } else {
                parts.add(selector, at: place, tags: tags, plan: recorder.plan)
            }
        }
        trends = parts.trends
        counters = parts.counters
        rates = parts.rates
        gauges = parts.gauges
        plannedCounters = parts.plannedCounters
        plannedRates = parts.plannedRates
        singleChecks = parts.singleChecks
    }

    @inline(__always)
    package func record(_ metric: TrendMetric, _ time: Nanoseconds) { record(metric, time, nil) }

    @inline(__always)
    package func add(_ metric: CounterMetric, _ count: Int = 1) { add(metric, count, nil) }

    /// Counts one occasion; `happened` says whether the thing that the rate is named after took place.
    @inline(__always)
    package func record(_ metric: RateMetric, happened: Bool) { record(metric, happened, nil) }

    /// Counts a failure in words; `isExpected` when the profile said that it may happen.
    package func addError(_ step: FailedStep, name: String? = nil, cause: String, isExpected: Bool = false) {
        recorder.addError(scenario: scenario, step, name: name, cause: cause, isExpected: isExpected)
    }

    /// Counts a message that got no reply in time: a failure, and a response time of which its age is a lower bound.
    ///
    /// - Parameters:
    ///   - age: since it was intended.
    ///   - name: what people call the step that opened its session; nil where nobody named it.
    package func recordUnanswered(after age: Nanoseconds, name: String? = nil) {
        add(.wsMsgsUnanswered)
        record(.wsResponseTime, age)
        recorder.markLowerBound()
        addError(.wsMessage, name: name, cause: "no reply in time")
    }

    package func openChanged(by change: Int, of family: MetricFamily) {
        recorder.openChanged(by: change, of: family)
        switch family {
        case .webSocket: changed(.wsOpen, by: change)
        case .eventStream: changed(.sseOpen, by: change)
        default: break
        }
    }

    package func usersChanged(by change: Int) {
        recorder.usersChanged(by: change)
        changed(.vus, by: change)
    }

    // MARK: - What the plan names

    /// Counts a check, by its place in the plan.
    package func check(_ index: Int, holds: Bool) {
        recorder.check(index, holds: holds)
        rates.forEach(of: RateMetric.checks.rawValue, nil) { recorder.record(part: $0, happened: holds) }
        for part in singleChecks where part.check == index { recorder.record(part: part.place, happened: holds) }
    }

    /// Counts for a counter of the profile's own, by its place in the plan.
    package func count(_ index: Int, _ count: Int = 1) {
        recorder.count(index, count)
        plannedCounters.forEach(of: index, nil) { recorder.add(part: $0, count) }
    }

    /// Counts one occasion of a rate of the profile's own, by its place in the plan.
    package func rate(_ index: Int, happened: Bool) {
        recorder.rate(index, happened: happened)
        plannedRates.forEach(of: index, nil) { recorder.record(part: $0, happened: happened) }
    }

    // MARK: - Requests

    /// Counts a request that has ended, and its error under the step's name. A failed one's times count as well, as in
    /// k6, but of those that left alone. Its bytes are counted for parts alone: whoever owns the sockets counts all that passed them.
    package func record(_ request: RequestFacts) {
        add(.httpReqs, 1, request)
        record(.httpReqFailed, request.isFailed, request)
        if let wait = request.responseTime { record(.httpResponseTime, wait, request) }
        record(.httpReqBlocked, request.blocked, request)
        record(.httpReqConnecting, request.connecting, request)
        record(.httpReqTLSHandshaking, request.tlsHandshaking, request)
        if let duration = request.duration {
            record(.httpReqDuration, duration, request)
            record(.httpReqSending, request.sending, request)
            record(.httpReqWaiting, request.waiting, request)
            record(.httpReqReceiving, request.receiving, request)
        }
        counters.forEach(of: CounterMetric.dataSent.rawValue, request) {
            recorder.add(part: $0, request.bytesSent)
        }
        counters.forEach(of: CounterMetric.dataReceived.rawValue, request) {
            recorder.add(part: $0, request.bytesReceived)
        }
        if request.isExpectedError { add(.httpExpectedErrors) }
        if let cause = request.cause {
            addError(.request, name: name, cause: request.words ?? cause, isExpected: request.isExpectedError)
        }
    }

    @inline(__always)
    private func record(_ metric: TrendMetric, _ time: Nanoseconds, _ request: RequestFacts?) {
        recorder.record(metric, time)
        trends.forEach(of: metric.rawValue, request) { recorder.record(part: $0, time) }
    }

    @inline(__always)
    private func add(_ metric: CounterMetric, _ count: Int, _ request: RequestFacts?) {
        recorder.add(metric, count)
        counters.forEach(of: metric.rawValue, request) { recorder.add(part: $0, count) }
    }

    @inline(__always)
    private func record(_ metric: RateMetric, _ happened: Bool, _ request: RequestFacts?) {
        recorder.record(metric, happened: happened)
        rates.forEach(of: metric.rawValue, request) { recorder.record(part: $0, happened: happened) }
    }

    private func changed(_ metric: GaugeMetric, by change: Int) {
        gauges.forEach(of: metric.rawValue, nil) { recorder.changed(part: $0, by: change) }
    }
}

extension TaggedRecorder {
    /// The parts that a step's tags satisfy, by kind.
    private struct Parts {
        var trends = SubmetricMatches()
        var counters = SubmetricMatches()
        var rates = SubmetricMatches()
        var gauges = SubmetricMatches()
        var plannedCounters = SubmetricMatches()
        var plannedRates = SubmetricMatches()
        var singleChecks: [(check: Int, place: Int)] = []

        /// A part of the checks that is one of them, if the step's scenario has it.
        mutating func add(
            check: CheckName, _ selector: MetricSelector, at place: PlannedFigures.Place, _ tags: [MetricSelector.Tag],
            _ plan: MeasurementPlan
        ) {
            guard case .rate(let place) = place, let index = plan.index(of: check),
                selector.tags.allSatisfy({ $0.key == "check" || tags.contains($0) })
            else { return }
            singleChecks.append((index, place))
        }

        mutating func add(
            _ selector: MetricSelector, at place: PlannedFigures.Place, tags: [MetricSelector.Tag],
            plan: MeasurementPlan
        ) {
            var conditions: [SubmetricMatch.Condition] = []
            for tag in selector.tags {
                if let condition = SubmetricMatch.Condition(tag) {
                    conditions.append(condition)
                } else if !tags.contains(tag) {
                    return
                }
            }
            func match(_ metric: Int, _ place: Int) -> SubmetricMatch {
                SubmetricMatch(metric: metric, place: place, conditions: conditions)
            }
            let name = selector.metric
            switch place {
            case .trend(let place):
                if let metric = TrendMetric(name: name) { trends.append(match(metric.rawValue, place)) }
            case .gauge(let place):
                if let metric = GaugeMetric(name: name) { gauges.append(match(metric.rawValue, place)) }
            case .counter(let place):
                if let metric = CounterMetric(name: name) {
                    counters.append(match(metric.rawValue, place))
                } else if let index = plan.index(ofCounter: name) {
                    plannedCounters.append(match(index, place))
                }
            case .rate(let place):
                if let metric = RateMetric(name: name) {
                    rates.append(match(metric.rawValue, place))
                } else if let index = plan.index(ofRate: name) {
                    plannedRates.append(match(index, place))
                }
            }
        }
    }
}
