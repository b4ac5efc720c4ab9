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

        package init(
            startedAt: String, ramp: Nanoseconds, hold: Nanoseconds, drain: Nanoseconds, target: String,
            profile: String?, seed: UInt64, options: [ReportedOption]
        ) {
            self.startedAt = startedAt
            self.ramp = ramp
            self.hold = hold
            self.drain = drain
            self.target = target
            self.profile = profile
            self.seed = seed
            self.options = options
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
    package let peakOpen: Int
    package let timeline: Timeline
    package let lowerBounds: Int
    package let eventTypes: [EventTypeTable.Row]
    package private(set) var thresholds: [ThresholdResult] = []
    package private(set) var exitStatus = ExitStatus.passed

    private let trends: [Distribution]
    private let counters: [Int]
    private let passes: [Int]
    private let fails: [Int]
    private let gauges: [GaugeLevels]

    /// Sums a run up; `outcome` is how it ended by itself, thresholds and validity are judged here.
    package init(
        toolVersion: String, families: Set<MetricFamily>, run: Run, generator: Generator, metrics: RunMetrics,
        thresholds: [Threshold], outcome: ExitStatus
    ) {
        self.toolVersion = toolVersion
        self.families = families.union([.general])
        self.run = run
        self.generator = generator
        let total = metrics.total
        ledger = total.ledger
        errors = total.errors
        peakOpen = metrics.peakOpen
        timeline = metrics.timeline
        lowerBounds = total.lowerBounds
        eventTypes = total.eventTypes.rows
        trends = total.trends.values
        counters = total.counters.values
        passes = total.passes.values
        fails = total.fails.values
        gauges = [
            GaugeLevels(total.openWebSockets), GaugeLevels(total.openStreams), GaugeLevels(total.open), metrics.cpu,
            metrics.memory,
        ]
        self.thresholds = thresholds.map { $0.evaluate(on: self) }
        var statuses = [outcome]
        if generator.validity.validity == .invalid { statuses.append(.invalid) }
        if self.thresholds.contains(where: { !$0.isMet }) { statuses.append(.thresholdFailed) }
        exitStatus = ExitStatus.worst(of: statuses)
    }

    /// Whether the metric is one of those that this run has.
    package func has(_ metric: some Metric) -> Bool { families.contains(metric.family) }

    package func trend(_ metric: TrendMetric) -> Distribution { trends[metric.rawValue] }
    package func count(_ metric: CounterMetric) -> Int { counters[metric.rawValue] }

    /// Per second of the whole run.
    package func rate(of metric: CounterMetric) -> Double {
        let seconds = run.duration.seconds
        return seconds > 0 ? Double(count(metric)) / seconds : 0
    }

    package func passes(_ metric: RateMetric) -> Int { passes[metric.rawValue] }
    package func fails(_ metric: RateMetric) -> Int { fails[metric.rawValue] }

    /// The share in which it happened; nil when nothing could.
    package func share(_ metric: RateMetric) -> Double? {
        let all = passes(metric) + fails(metric)
        return all > 0 ? Double(passes(metric)) / Double(all) : nil
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
