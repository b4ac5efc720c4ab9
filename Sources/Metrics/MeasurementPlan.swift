/// A check by the scenario that makes it and its name there.
package struct CheckName: Sendable, Hashable {
    package let scenario: String
    package let name: String

    package init(scenario: String, name: String) {
        self.scenario = scenario
        self.name = name
    }
}

/// What a run measures beyond the catalogue. It is known before the first dial, so that every loop has a place for each
/// number and none is looked up by name on the way.
package struct MeasurementPlan: Sendable {
    /// Parts of metrics that are measured by themselves.
    package let submetrics: [MetricSelector]
    package let checks: [CheckName]
    /// Counters and rates of the profile's own.
    package let counters: [String]
    package let rates: [String]
    /// Where each submetric's figure is kept, and how many there are of a kind.
    let places: [PlannedFigures.Place]
    /// Steps that make requests, of which all of a row is measured.
    let requestSteps: [RequestPlaces]
    let trendCount: Int
    let counterCount: Int
    let rateCount: Int
    let gaugeCount: Int

    /// What is named twice is measured once; a selector without tags is a metric already.
    package init(
        submetrics: [MetricSelector] = [], checks: [CheckName] = [], counters: [String] = [], rates: [String] = []
    ) {
        self.submetrics = Self.unique(submetrics.filter { !$0.tags.isEmpty })
        self.checks = Self.unique(checks)
        self.counters = Self.unique(counters)
        self.rates = Self.unique(rates)
        var counts: [MetricKind: Int] = [
            .counter: self.counters.count, .rate: self.checks.count + self.rates.count,
        ]
        var places: [PlannedFigures.Place] = []
        for submetric in self.submetrics {
            guard let kind = Self.kind(of: submetric.metric, counters: counters, rates: rates) else {
                preconditionFailure("\(submetric) is part of a metric that there is")
            }
            places.append(PlannedFigures.Place(kind, counts[kind, default: 0]))
            counts[kind, default: 0] += 1
        }
        self.places = places
        requestSteps = RequestPlaces.of(self.submetrics, at: places)
        trendCount = counts[.trend, default: 0]
        counterCount = counts[.counter, default: 0]
        rateCount = counts[.rate, default: 0]
        gaugeCount = counts[.gauge, default: 0]
    }

    /// The place of a check, for `TaggedRecorder.check`; nil when the plan has none of this name.
    package func index(of check: CheckName) -> Int? { checks.firstIndex(of: check) }
    /// The place of a counter, for `TaggedRecorder.count`.
    package func index(ofCounter name: String) -> Int? { counters.firstIndex(of: name) }
    /// The place of a rate, for `TaggedRecorder.rate`.
    package func index(ofRate name: String) -> Int? { rates.firstIndex(of: name) }

    /// The kind of a metric of the catalogue or of the profile's own; nil when there is none of the name.
    package func kind(of metric: String) -> MetricKind? {
        Self.kind(of: metric, counters: counters, rates: rates)
    }

    private static func kind(of metric: String, counters: [String], rates: [String]) -> MetricKind? {
        if let kind = MetricCatalogue.kind(of: metric) { return kind }
        if counters.contains(metric) { return .counter }
        return rates.contains(metric) ? .rate : nil
    }

    private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}
