package import Metrics
internal import Timing

/// The stable result (`streamload.result/1`), described by `schemas/result.schema.json`. Every key is always there.
package enum JSONReport {
    static let schema = "streamload.result/1"

    package static func render(_ summary: RunSummary) -> [UInt8] { tree(summary).bytes }

    static func tree(_ summary: RunSummary) -> JSONTree { tree(summary, distributions(summary)) }

    /// All that a page draws.
    static func drawnTree(_ summary: RunSummary) -> JSONTree { tree(summary, drawnDistributions(summary)) }

    private static func tree(_ summary: RunSummary, _ distributions: JSONTree) -> JSONTree {
        .object(
            heads(summary) + [
                ("distributions", distributions), ("timeline", timeline(summary, rows: summary.timeline.rows)),
            ])
    }

    /// All but what grows with the run, or takes its time to put together.
    static func heads(_ summary: RunSummary) -> [(key: String, value: JSONTree)] {
        [
            ("schema", .text(schema)),
            ("tool", .object([("name", .text("streamload")), ("version", .text(summary.toolVersion))])),
            ("run", run(summary)),
            ("generator", generator(summary.generator)),
            ("lifecycle", lifecycle(summary)),
            ("metrics", metrics(summary)),
            ("submetrics", submetrics(summary)),
            ("counters", counters(summary)),
            ("checks", checks(summary)),
            ("errors", errors(summary)),
            ("thresholds", thresholds(summary.thresholds)),
            ("targets", GoalReport.targets(summary)),
            ("grades", GoalReport.grades(summary)),
            ("llm", TokenReport.tree(summary)),
        ]
    }

    private static func run(_ summary: RunSummary) -> JSONTree {
        let run = summary.run
        return .object([
            ("started_at", .text(run.startedAt)),
            ("duration_s", .number(run.duration.seconds)),
            (
                "phases",
                .object([
                    ("ramp_s", .number(run.ramp.seconds)), ("hold_s", .number(run.hold.seconds)),
                    ("drain_s", .number(run.drain.seconds)),
                ])
            ),
            ("target", .text(run.target)),
            ("profile", run.profile.map(JSONTree.text) ?? .null),
            ("seed", .unsigned(run.seed)),
            ("verdict", .text(summary.verdict)),
            ("reason", run.reason.map { .text($0.words) } ?? .null),
            ("exit_code", .integer(Int(summary.exitStatus.rawValue))),
            ("changes", .list(run.changes.map(change))),
            ("options", .object(run.options.map { (key: $0.name, value: option($0.value)) })),
        ])
    }

    private static func change(_ change: ReportedChange) -> JSONTree {
        .object([
            ("t", .number(change.time.seconds)), ("scenario", change.scenario.map(JSONTree.text) ?? .null),
            ("connections", change.connections.map(JSONTree.integer) ?? .null),
            ("connect_rate", .optional(change.connectRate)), ("message_rate", .optional(change.messageRate)),
            ("arrival_rate", .optional(change.arrivalRate)),
        ])
    }

    private static func option(_ value: ReportedOption.Value) -> JSONTree {
        switch value {
        case .text(let text): .text(text)
        case .number(let number): .number(number)
        case .flag(let isOn): .boolean(isOn)
        }
    }

    private static func generator(_ generator: RunSummary.Generator) -> JSONTree {
        .object([
            ("validity", .text(generator.validity.validity.rawValue)),
            ("reasons", .list(generator.validity.reasons.map(JSONTree.text))),
            ("threads", .integer(generator.threads)),
            ("cpu_s", .number(generator.cpuSeconds)),
            ("max_rss_bytes", .integer(generator.maxRSSBytes)),
        ])
    }

    private static func lifecycle(_ summary: RunSummary) -> JSONTree {
        let ledger = summary.ledger
        let ended: [(key: String, value: JSONTree)] = [
            ("closed_by_client", .counts(ledger.closedByClient)),
            ("closed_by_peer", .counts(ledger.closedByPeer)),
            ("completed", .integer(ledger.count(.completed))),
            ("lost", .integer(ledger.count(.lost))),
            ("pong_timeout", .integer(ledger.count(.pongTimeout))),
            ("stalled", .integer(ledger.count(.stalled))),
            ("protocol_error", .integer(ledger.count(.protocolError))),
            ("cancelled", .integer(ledger.count(.cancelled))),
        ]
        let failed: [(key: String, value: JSONTree)] = [
            ("total", .integer(ledger.connectFailed)), ("causes", .counts(ledger.connectFailures)),
        ]
        return .object([
            ("attempts", .integer(ledger.attempts)),
            ("established", .integer(ledger.established)),
            ("peak_open", .integer(summary.peakOpen)),
            ("connect_failed", .object(failed)),
            ("ended", .object(ended)),
            ("ended_by_age", endedByAge(ledger.ages)),
            ("unclean", .integer(ledger.unclean)),
        ])
    }

    /// One row for every span of ages; the last has no end.
    private static func endedByAge(_ ages: EndingAges) -> JSONTree {
        .list(
            ages.byUs.indices.map { place in
                let bound = place < EndingAges.bounds.count ? EndingAges.bounds[place].seconds : nil
                return .object([
                    ("under_s", .optional(bound)), ("by_us", .integer(ages.byUs[place])),
                    ("otherwise", .integer(ages.otherwise[place])),
                ])
            })
    }

    // MARK: - Metrics

    private static func metrics(_ summary: RunSummary) -> JSONTree {
        var fields: [(key: String, value: JSONTree)] = []
        for metric in TrendMetric.allCases where summary.has(metric) {
            fields.append((metric.name, trend(summary.trend(metric))))
        }
        for metric in CounterMetric.reported where summary.has(metric) {
            fields.append((metric.name, counter(summary.count(metric), over: summary.run.duration)))
        }
        for metric in RateMetric.allCases where summary.has(metric) {
            fields.append((metric.name, rate(summary.tally(metric))))
        }
        for metric in GaugeMetric.allCases where summary.has(metric) {
            fields.append((metric.name, gauge(summary.levels(metric))))
        }
        return .object(fields)
    }

    private static func rate(_ tally: Tally) -> JSONTree {
        .object([
            ("type", .text("rate")), ("passes", .integer(tally.passes)), ("fails", .integer(tally.fails)),
            ("value", .optional(tally.share)),
        ])
    }

    private static func gauge(_ levels: GaugeLevels) -> JSONTree {
        .object([
            ("type", .text("gauge")), ("value", .number(levels.value)), ("min", .number(levels.lowest)),
            ("max", .number(levels.highest)),
        ])
    }

    private static func counter(_ count: Int, over duration: Nanoseconds) -> JSONTree {
        let rate = duration > .zero ? Double(count) / duration.seconds : 0
        return .object([("type", .text("counter")), ("count", .integer(count)), ("rate", .number(rate))])
    }

    /// The parts of metrics that the run measured by themselves, and the metrics of event types where streams have
    /// several.
    private static func submetrics(_ summary: RunSummary) -> JSONTree {
        var fields = summary.submetrics.map { part, figures in
            (key: part.description, value: tree(figures, over: summary.run.duration))
        }
        guard summary.eventTypes.count > 1 else { return .object(fields) }
        for row in summary.eventTypes.sorted(by: { $0.type < $1.type }) {
            let tag = "{event:\(row.type)}"
            fields.append((CounterMetric.sseEvents.name + tag, counter(row.events, over: summary.run.duration)))
            fields.append((TrendMetric.sseEventGap.name + tag, trend(row.gap)))
            fields.append((TrendMetric.sseDeliveryDelay.name + tag, trend(row.deliveryDelay)))
        }
        return .object(fields)
    }

    private static func tree(_ figures: MetricFigures, over duration: Nanoseconds) -> JSONTree {
        switch figures {
        case .trend(let distribution): trend(distribution)
        case .counter(let count): counter(count, over: duration)
        case .rate(let tally): rate(tally)
        case .gauge(let levels): gauge(levels)
        }
    }

    private static func trend(_ distribution: Distribution) -> JSONTree {
        let percents: [(String, Double)] = [
            ("p(50)", 50), ("p(90)", 90), ("p(95)", 95), ("p(99)", 99), ("p(99.9)", 99.9),
        ]
        let times = distribution.percentiles(percents.map(\.1))
        return .object(
            [
                ("type", .text("trend")), ("unit", .text("ms")), ("count", .integer(distribution.count)),
                ("min", .optional(distribution.minimum)), ("avg", .optional(distribution.average)),
                ("med", .optional(times[0])), ("max", .optional(distribution.maximum)),
            ] + zip(percents, times).map { (key: $0.0, value: .optional($1)) })
    }

    /// Remarks on the metrics, and the counters and rates of the profile's own.
    private static func counters(_ summary: RunSummary) -> JSONTree {
        var fields = CounterMetric.remarks.map { (key: $0.name, value: JSONTree.integer(summary.count($0))) }
        // Ages of unanswered messages in ws_response_time: the true times are at least as long.
        fields.append((MetricCatalogue.lowerBounds, .integer(summary.lowerBounds)))
        fields += summary.ownCounters.map { (key: $0.name, value: .integer($0.count)) }
        fields += summary.ownRates.map { name, tally in
            let parts: [(key: String, value: JSONTree)] = [
                ("passes", .integer(tally.passes)), ("fails", .integer(tally.fails)),
                ("value", .optional(tally.share)),
            ]
            return (key: name, value: .object(parts))
        }
        return .object(fields)
    }

    private static func checks(_ summary: RunSummary) -> JSONTree {
        .list(
            summary.checks.map { check, tally in
                .object([
                    ("scenario", .text(check.scenario)), ("name", .text(check.name)),
                    ("passes", .integer(tally.passes)), ("fails", .integer(tally.fails)),
                ])
            })
    }

    private static func errors(_ summary: RunSummary) -> JSONTree {
        .list(
            summary.errors.sorted.map { key, count in
                let seen = summary.sightings[key]
                return .object([
                    ("scenario", .text(key.scenario)), ("step", .text(key.step.rawValue)), ("name", .text(key.name)),
                    ("cause", .text(key.cause)), ("count", .integer(count)), ("expected", .boolean(key.isExpected)),
                    ("first_s", .optional(seen?.first.seconds)), ("last_s", .optional(seen?.last.seconds)),
                ])
            })
    }

    private static func thresholds(_ results: [ThresholdResult]) -> JSONTree {
        .list(
            results.map {
                .object([
                    ("metric", .text($0.metric)), ("expression", .text($0.expression)), ("ok", .boolean($0.isMet)),
                    ("observed", .optional($0.observed)),
                ])
            })
    }

    // MARK: - Timeline

    static func timeline(_ summary: RunSummary, rows: [Timeline.Row]) -> JSONTree {
        func integers(_ value: (Timeline.Row) -> Int) -> JSONTree { .list(rows.map { .integer(value($0)) }) }
        var series: [(key: String, value: JSONTree)] = []
        if summary.families.contains(.webSocket) {
            series.append(("ws_open", integers(\.openWebSockets)))
            series.append(("ws_connect_failed", integers(\.webSocketsFailed)))
            series.append(("ws_response_time_count", integers(\.responses)))
        }
        if summary.families.contains(.eventStream) {
            series.append(("sse_open", integers(\.openStreams)))
            series.append(("sse_connect_failed", integers(\.streamsFailed)))
        }
        if summary.families.contains(.requests) { series.append(("http_req_failed", integers(\.requestsFailed))) }
        if !summary.families.isDisjoint(with: [.webSocket, .eventStream]) {
            series.append(("ended_by_us", integers(\.endedByUs)))
            series.append(("ended_otherwise", integers(\.endedOtherwise)))
        }
        series.append(("vus", integers(\.users)))
        series.append(("attempts", integers(\.attempts)))
        for metric in CounterMetric.reported where summary.has(metric) {
            series.append((metric.name, integers { $0.counts[metric.rawValue] }))
        }
        for (index, trend) in Timeline.trends.enumerated() where summary.has(trend) {
            for (column, percent) in Timeline.percents.enumerated() {
                let values = rows.map { JSONTree.optional($0.percentiles[index][column]) }
                series.append(("\(trend.name)_p\(Int(percent))", .list(values)))
            }
        }
        return .object([
            ("interval_s", .integer(summary.timeline.interval)),
            ("t", .list(rows.map { .number($0.time) })),
            ("series", .object(series)),
        ])
    }
}
