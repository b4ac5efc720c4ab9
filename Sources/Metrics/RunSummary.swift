package import Timing

/// The whole run as one value: reports render it and add nothing.
package struct RunSummary: Sendable {
    /// What was run and how it went (`run` of the JSON result).
    package struct Run: Sendable {
        /// RFC 3339, UTC.
        package var startedAt: String
        package var ramp: Nanoseconds
        package var hold: Nanoseconds
        package var drain: Nanoseconds
        /// Without secrets.
        package var target: String
        package var profile: String?
        package var seed: UInt64
        /// Flags and their values in words, secrets redacted, in the order of the command line's sections.
        package var options: [ReportedOption]
        /// Why it came to less than its plan by itself; nil when it did not.
        package var reason: EndReason?
        /// How people changed the load while it went on, in the order of time.
        package var changes: [ReportedChange]

        package init(
            startedAt: String, ramp: Nanoseconds, hold: Nanoseconds, drain: Nanoseconds, target: String,
            profile: String?, seed: UInt64, options: [ReportedOption], reason: EndReason? = nil,
            changes: [ReportedChange] = []
        ) {
            self.startedAt = startedAt
            self.ramp = ramp
            self.hold = hold
            self.drain = drain
            self.target = target
            self.profile = profile
            self.seed = seed
            self.options = options
            self.reason = reason
            self.changes = changes
        }

        /// From the first dial to the last harvest.
        package var duration: Nanoseconds { ramp + hold + drain }
    }

    /// This process alone (`generator` of the JSON result).
    package struct Generator: Sendable {
        package var threads: Int
        package var cpuSeconds: Double
        package var maxRSSBytes: Int
        package var validity: ValidityReport

        package init(threads: Int, cpuSeconds: Double, maxRSSBytes: Int, validity: ValidityReport) {
            self.threads = threads
            self.cpuSeconds = cpuSeconds
            self.maxRSSBytes = maxRSSBytes
            self.validity = validity
        }
    }

    package let toolVersion: String
    /// What the run used, and so which metrics its result has.
    package let families: Set<MetricFamily>
    package let run: Run
    package let generator: Generator
    package let ledger: Ledger
    package let errors: ErrorTable
    /// When each of them was seen.
    package let sightings: [ErrorTable.Key: Sighting]
    package let peakOpen: Int
    package let timeline: Timeline
    package let lowerBounds: Int
    package let eventTypes: [EventTypeTable.Row]
    /// What was measured beyond the catalogue, each in the order of the plan.
    package let submetrics: [(selector: MetricSelector, figures: MetricFigures)]
    /// A row for every step that makes requests.
    package let requestRows: [RequestRow]
    package let checks: [(check: CheckName, tally: Tally)]
    package let ownCounters: [(name: String, count: Int)]
    package let ownRates: [(name: String, tally: Tally)]
    package let thresholds: [ThresholdResult]
    package let targets: [TargetResult]
    package let grades: [GradeResult]
    package let exitStatus: ExitStatus

    private let trends: [Distribution]
    private let counters: [Int]
    private let rates: [Tally]
    private let gauges: [GaugeLevels]

    /// Sums a run up; `outcome` is how it ended by itself, everything else is judged here.
    package init(
        toolVersion: String, families: Set<MetricFamily>, run: Run, generator: Generator, metrics: RunMetrics,
        judgement: Judgement, outcome: ExitStatus
    ) {
        self.toolVersion = toolVersion
        self.families = families.union([.general])
        self.run = run
        self.generator = generator
        let total = metrics.total
        ledger = total.ledger
        errors = total.errors
        sightings = metrics.sightings
        peakOpen = metrics.peakOpen
        timeline = metrics.timeline
        lowerBounds = total.lowerBounds
        eventTypes = total.eventTypes.rows
        trends = total.trends.values
        counters = total.counters.values
        rates = total.rates.values
        gauges = GaugeMetric.allCases.map(metrics.levels)
        let plan = metrics.plan
        submetrics = plan.submetrics.compactMap { part in metrics.figures(of: part).map { (part, $0) } }
        requestRows = total.requestRows
        checks = total.checks
        ownCounters = total.ownCounters
        ownRates = total.ownRates
        thresholds = judgement.thresholds.map { $0.evaluate(on: metrics, over: run.duration) }
        targets = judgement.targets.map { $0.evaluate(on: metrics, over: run.duration) }
        grades = judgement.grades.map { $0.evaluate(on: metrics, over: run.duration) }
        var statuses = [outcome]
        if generator.validity.validity == .invalid { statuses.append(.invalid) }
        // A target beyond what is critical is a threshold by another name.
        if thresholds.contains(where: { !$0.isMet }) || targets.contains(where: { $0.verdict == .fail }) {
            statuses.append(.thresholdFailed)
        }
        exitStatus = ExitStatus.worst(of: statuses)
    }

    /// Whether the metric is one of those that this run has.
    package func has(_ metric: some Metric) -> Bool { families.contains(metric.family) }

    package func trend(_ metric: TrendMetric) -> Distribution { trends[metric.rawValue] }
    package func count(_ metric: CounterMetric) -> Int { counters[metric.rawValue] }

    /// Per second of the whole run.
    package func rate(of metric: CounterMetric) -> Double { perSecond(count(metric)) }
    package func perSecond(_ count: Int) -> Double { MetricFigures.perSecond(count, over: run.duration) }

    package func tally(_ metric: RateMetric) -> Tally { rates[metric.rawValue] }

    /// What was measured of a part of a metric; nil when the run did not measure it by itself.
    package func figures(of selector: MetricSelector) -> MetricFigures? {
        submetrics.first { $0.selector == selector }?.figures
    }

    /// One word for how the run ended. A target that answered was reached, whatever came of it.
    package var verdict: String {
        guard exitStatus == .unreachable, let reason = run.reason, reason != .unreachable else {
            return exitStatus.verdict
        }
        return "nothing_succeeded"
    }

    package func levels(_ metric: GaugeMetric) -> GaugeLevels { gauges[metric.rawValue] }
}

/// One option as a report shows it.
package struct ReportedOption: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
        case text(String)
        case number(Double)
        case flag(Bool)
    }

    package let name: String
    package let value: Value

    package init(name: String, value: Value) {
        self.name = name
        self.value = value
    }
}

/// A change of the load that people made while the run went on; what is nil stayed as it was.
package struct ReportedChange: Equatable, Sendable {
    /// Since the first dial was due.
    package let time: Nanoseconds
    /// Whose load; nil in the one-line form.
    package let scenario: String?
    /// Sessions or users.
    package let connections: Int?
    /// Of these, how many come or go per second.
    package let connectRate: Double?
    /// Messages per second.
    package let messageRate: Double?
    /// Arrivals per second.
    package let arrivalRate: Double?

    package init(
        time: Nanoseconds, scenario: String?, connections: Int?, connectRate: Double?, messageRate: Double?,
        arrivalRate: Double?
    ) {
        self.time = time
        self.scenario = scenario
        self.connections = connections
        self.connectRate = connectRate
        self.messageRate = messageRate
        self.arrivalRate = arrivalRate
    }
}
