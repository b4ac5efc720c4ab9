package import Metrics

/// A run's result as its JSON tells it, summed up just now or read from a file: what all reports are made of that can be
/// made later too.
package struct ResultDocument: Sendable {
    package struct Run: Sendable {
        /// The names of the options that it went by.
        let options: Set<String>
        let changes: [Change]
        /// RFC 3339, UTC.
        package let startedAt: String
        /// All in seconds.
        package let duration: Double
        package let ramp: Double
        package let hold: Double
        package let drain: Double
        package let target: String
        package let profile: String?
        package let verdict: String
        package let status: ExitStatus
        /// Why it came to less than its plan by itself, in words.
        package let reason: String?
    }

    /// How people changed the load while the run went on; what is nil stayed as it was.
    struct Change: Sendable {
        /// In seconds since the first dial was due.
        let time: Double
        let scenario: String?
        let connections: Int?
        let connectRate: Double?
        let messageRate: Double?
        let arrivalRate: Double?
    }

    package struct Lifecycle: Sendable {
        package let attempts: Int
        package let established: Int
        package let peakOpen: Int
        /// Dials that did not become a session, by cause.
        package let failures: [(name: String, count: Int)]
        package let failed: Int
        /// Ended sessions by code, or by the word for the end of a stream.
        let closedByClient: [(name: String, count: Int)]
        let closedByPeer: [(name: String, count: Int)]
        /// The endings without a code, by name; the last are dials that the end cut short.
        let endings: [(name: String, count: Int)]
        let unclean: Int
    }

    package struct Check: Sendable {
        package let scenario: String
        package let name: String
        package let passes: Int
        package let fails: Int
    }

    package struct Failure: Sendable {
        package let scenario: String
        package let name: String
        package let cause: String
        package let count: Int
        package let isExpected: Bool
    }

    package struct Target: Sendable {
        package let metric: String
        package let stat: String
        package let target: Double
        package let critical: Double
        package let observed: Double?
        package let verdict: TargetResult.Verdict
    }

    package struct GradeRow: Sendable {
        package let service: String
        package let endpoint: String
        package let kind: GradeRule.Kind
        package let observed: Double?
        package let grade: Grade?
    }

    /// All of it, as the JSON has it.
    let tree: JSONTree
    package let toolVersion: String
    package let run: Run
    package let validity: ValidityReport
    package let lifecycle: Lifecycle
    package let metrics: [(name: String, reading: MetricReading)]
    package let submetrics: [(name: String, reading: MetricReading)]
    /// Counters and rates of the profile's own, and remarks on metrics.
    package let counters: [(name: String, reading: MetricReading)]
    package let checks: [Check]
    package let failures: [Failure]
    package let thresholds: [ThresholdResult]
    package let targets: [Target]
    package let grades: [GradeRow]

    /// A result has every metric of the families that its run used.
    var families: Set<MetricFamily> {
        func families(_ metrics: [some Metric]) -> [MetricFamily] {
            metrics.filter { metric($0.name) != nil }.map(\.family)
        }
        return Set(families(CounterMetric.reported) + families(TrendMetric.allCases))
    }

    package func metric(_ name: String) -> MetricReading? { metrics.first { $0.name == name }?.reading }

    /// A metric, a part of one as it is written, or a counter or rate of the profile's own: `http_reqs{scenario:a,name:b}`.
    package func reading(_ selector: String) -> MetricReading? {
        (metrics + submetrics + counters).first { $0.name == selector }?.reading
    }
}
