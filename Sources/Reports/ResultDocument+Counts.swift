internal import Metrics

// What a result has counted, by the catalogue's metrics and beside them.
extension ResultDocument {
    /// 0 where the run did not measure it.
    func count(_ metric: CounterMetric) -> Int { reading(metric.name)?.count ?? 0 }

    /// Whether a run could tell what a metric, or a part of one, counts: losses are told by numbers alone.
    func isMeasured(_ selector: String) -> Bool {
        let name = String(selector.prefix { $0 != "{" })
        guard let sessions = CounterMetric(name: name)?.bringers, count(sessions) > 0 else { return true }
        return reading(CounterMetric.numbered.name)?.count != 0
    }

    /// Ages of unanswered messages among the response times.
    var lowerBounds: Int { counters.first { $0.name == MetricCatalogue.lowerBounds }?.reading.count ?? 0 }

    /// Counters and rates of the profile's own.
    var ownCounters: [(name: String, reading: MetricReading)] {
        counters.filter { !MetricCatalogue.isTaken($0.name) }
    }

    /// How often events of each type came, where streams had several.
    var eventTypes: [(type: String, events: Int)] {
        let head = CounterMetric.sseEvents.name + "{event:"
        return submetrics.filter { $0.name.hasPrefix(head) && $0.name.hasSuffix("}") }
            .map { (String($0.name.dropFirst(head.count).dropLast()), $0.reading.count) }
    }
}
