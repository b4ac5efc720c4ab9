internal import Metrics

/// Everything that a run tells monitoring systems: the catalogue's metrics by their names, and beside them what became
/// of every attempt, errors, checks, and the profile's own numbers.
///
/// Parts of metrics (`http_reqs{name:login}`) are left out: beside the whole they would count twice in every sum.
enum TelemetryFamilies {
    /// - Parameters:
    ///   - metrics: what was measured so far.
    ///   - families: those that the run uses; the general one is always told.
    /// - Returns: in the order of the catalogue, what is not of it last.
    static func all(_ metrics: RunMetrics, _ families: Set<MetricFamily>) -> [TelemetryFamily] {
        let families = families.union([.general])
        func isMeasured(_ metric: some Metric) -> Bool { families.contains(metric.family) }
        var all = TrendMetric.allCases.filter(isMeasured).map { trend($0, metrics) }
        all += CounterMetric.allCases.filter(isMeasured).map { counter($0, metrics) }
        if families.contains(.webSocket) { all.append(lowerBounds(metrics)) }
        // Checks are told one by one, further down.
        all += RateMetric.allCases.filter { isMeasured($0) && $0 != .checks }.flatMap { rate($0, metrics) }
        all += GaugeMetric.allCases.filter(isMeasured).map { gauge($0, metrics) }
        if !families.isDisjoint(with: [.webSocket, .eventStream]) { all += lifecycle(metrics.total.ledger) }
        all += checks(metrics)
        all.append(errors(metrics.total.errors))
        all += ownMetrics(metrics)
        return all
    }

    // MARK: - The catalogue

    private static func trend(_ metric: TrendMetric, _ metrics: RunMetrics) -> TelemetryFamily {
        TelemetryFamily(
            name: metric.name, kind: .histogram, unit: .seconds, meaning: metric.row.meaning,
            points: [TelemetryFamily.Point(value: .times(TimeBuckets(metrics.total[metric])))])
    }

    private static func counter(_ metric: CounterMetric, _ metrics: RunMetrics) -> TelemetryFamily {
        TelemetryFamily(
            name: metric.name, kind: .counter, unit: metric.row.unit == "bytes" ? .bytes : .none,
            meaning: metric.row.meaning,
            points: [TelemetryFamily.Point(value: .integer(metrics.total[metric]))])
    }

    private static func lowerBounds(_ metrics: RunMetrics) -> TelemetryFamily {
        single(
            MetricCatalogue.lowerBounds, "unanswered messages that are in ws_response_time at their age so far",
            metrics.total.lowerBounds)
    }

    /// A share as the two counters that it is made of: the second is what to divide by.
    private static func rate(_ metric: RateMetric, _ metrics: RunMetrics) -> [TelemetryFamily] {
        let tally = metrics.total[metric]
        return [
            single(metric.name, metric.row.meaning, tally.passes),
            single(occasions(metric.name), "what \(metric.name) is a share of", tally.total),
        ]
    }

    private static func occasions(_ rate: String) -> String { "\(rate)_occasions" }

    private static func gauge(_ metric: GaugeMetric, _ metrics: RunMetrics) -> TelemetryFamily {
        let level = metrics.levels(metric).value
        let (unit, value): (TelemetryFamily.Unit, Double) =
            switch metric.row.unit {
            case "percent": (.ratio, level / 100)
            case "bytes": (.bytes, level)
            default: (.none, level)
            }
        return TelemetryFamily(
            name: metric.name, kind: .gauge, unit: unit, meaning: metric.row.meaning,
            points: [TelemetryFamily.Point(value: .number(value))])
    }

    private static func single(_ name: String, _ meaning: String, _ count: Int) -> TelemetryFamily {
        TelemetryFamily(
            name: name, kind: .counter, meaning: meaning, points: [TelemetryFamily.Point(value: .integer(count))])
    }

    // MARK: - Attempts and their ends

    /// Once a run is over, attempts are connect failures and ended sessions together.
    private static func lifecycle(_ ledger: Ledger) -> [TelemetryFamily] {
        let ends = ledger.entries.compactMap { entry, count in entry.ending.map { (texts: $0, count: count) } }
        return [
            single("attempts", "dials begun", ledger.attempts),
            TelemetryFamily(
                name: "connect_failures", kind: .counter, meaning: "dials that did not become a session, by cause",
                points: LabelledCounts.points(
                    ["cause"], ledger.connectFailures.map { (texts: [$0.key], count: $0.value) })),
            TelemetryFamily(
                name: "sessions_ended", kind: .counter,
                meaning: "sessions and streams that ended, by reason and close code; cancelled ones were not open yet",
                points: LabelledCounts.points(["reason", "code"], ends)),
            single("sessions_unclean", "sessions that ended without the peer's half of the handshake", ledger.unclean),
        ]
    }

    // MARK: - What has a name of the profile's

    private static func checks(_ metrics: RunMetrics) -> [TelemetryFamily] {
        let name = RateMetric.checks.name
        let keys = ["scenario", "check"]
        func family(_ name: String, _ meaning: String, _ count: (Tally) -> Int) -> TelemetryFamily {
            TelemetryFamily(
                name: name, kind: .counter, meaning: meaning,
                points: LabelledCounts.points(
                    keys,
                    metrics.total.checks.map { (texts: [$0.check.scenario, $0.check.name], count: count($0.tally)) }))
        }
        return [
            family(name, RateMetric.checks.row.meaning) { $0.passes },
            family(occasions(name), "checks of replies that were made") { $0.total },
        ]
    }

    private static func errors(_ table: ErrorTable) -> TelemetryFamily {
        TelemetryFamily(
            name: "errors", kind: .counter,
            meaning: "failures by scenario, step and cause; expected says whether the profile allows for it",
            points: LabelledCounts.points(
                ["scenario", "name", "cause", "expected"],
                table.counts.map { key, count in
                    (texts: [key.scenario, key.name, key.cause, "\(key.isExpected)"], count: count)
                }))
    }

    /// Their names are labels: as names of metrics they might be those of others, or none at all.
    private static func ownMetrics(_ metrics: RunMetrics) -> [TelemetryFamily] {
        func family(_ name: String, _ key: String, _ meaning: String, _ rows: [(String, Int)]) -> TelemetryFamily {
            TelemetryFamily(
                name: name, kind: .counter, meaning: meaning,
                points: LabelledCounts.points([key], rows.map { (texts: [$0.0], count: $0.1) }))
        }
        let rates = metrics.total.ownRates
        return [
            family(
                "profile_counters", "counter", "the profile's own counters",
                metrics.total.ownCounters.map { ($0.name, $0.count) }),
            family(
                "profile_rates", "rate", "how often what the profile's own rates name happened",
                rates.map { ($0.name, $0.tally.passes) }),
            family(
                occasions("profile_rates"), "rate", "what profile_rates are shares of",
                rates.map { ($0.name, $0.tally.total) }),
        ]
    }
}

extension LedgerEntry {
    /// The reason and the code of a session's end, as the JSON result has them; nil for what never became one.
    fileprivate var ending: [String]? {
        switch self {
        case .connectFailed: nil
        case .closedByClient(let code): ["closed_by_client", code.map { "\($0)" } ?? "eof"]
        case .closedByPeer(let close): ["closed_by_peer", close.word]
        case .completed: ["completed", ""]
        case .lost: ["lost", ""]
        case .pongTimeout: ["pong_timeout", ""]
        case .stalled: ["stalled", ""]
        case .protocolError: ["protocol_error", ""]
        case .cancelled: ["cancelled", ""]
        }
    }
}
