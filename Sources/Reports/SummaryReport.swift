package import Metrics
internal import Timing

/// The report on the terminal: aligned, quiet, one fact a row. Colour repeats what the words say.
package enum SummaryReport {
    /// How many kinds of failure are told in words; the JSON result has them all.
    private static let failuresShown = 5

    /// The report without a line end; `width` is in columns, and only rows of several parts heed it.
    package static func render(_ summary: RunSummary, colour: Bool, width: Int = 128) -> String {
        let ink = Ink(isOn: colour)
        var lines = sessions(summary).lines(width: width)
        lines += throughput(summary).lines(width: width)
        lines += PercentileTable(summary).lines(ink: ink)
        for row in conditional(summary) { lines += row.lines(width: width) }
        lines += failures(summary)
        lines += validity(summary, ink: ink)
        lines += thresholds(summary, ink: ink, width: width)
        lines.append(VerdictWords(summary).painted(ink))
        return lines.joined(separator: "\n")
    }

    // MARK: - Rows that are always there

    private static func sessions(_ summary: RunSummary) -> LabelledRow {
        let ledger = summary.ledger
        let expected = summary.trend(.wsResponseTime).count
        var parts = [
            "\(FigureText.count(ledger.established)) of \(FigureText.count(ledger.attempts)) attempts",
            "\(FigureText.count(ledger.connectFailed)) failed",
            "peak \(FigureText.count(summary.peakOpen)) open",
            "\(FigureText.count(summary.count(.wsMsgsSent))) sent",
        ]
        if expected > 0 {
            parts.append("\(FigureText.count(summary.trend(.wsServiceTime).count)) replies")
            parts.append("\(FigureText.count(summary.count(.wsMsgsUnanswered))) unanswered")
        } else {
            parts.append("\(FigureText.count(summary.count(.wsMsgsReceived))) received")
        }
        return LabelledRow("sessions", parts)
    }

    private static func throughput(_ summary: RunSummary) -> LabelledRow {
        LabelledRow(
            "throughput",
            [
                "\(FigureText.rate(summary.rate(of: .wsMsgsSent))) sent",
                "\(FigureText.rate(summary.rate(of: .wsMsgsReceived))) received",
                "\(FigureText.bytes(summary.rate(of: .dataSent)))/s out",
                "\(FigureText.bytes(summary.rate(of: .dataReceived)))/s in",
                "over \(FigureText.time(milliseconds: summary.run.duration.milliseconds))",
            ])
    }

    // MARK: - Rows with something to say

    private static func conditional(_ summary: RunSummary) -> [LabelledRow] {
        var rows: [LabelledRow] = []
        func add(_ label: String, _ parts: [String]) { if !parts.isEmpty { rows.append(LabelledRow(label, parts)) } }
        let pushes: [(CounterMetric, String)] = [
            (.wsMsgsLost, "lost"), (.wsMsgsDuplicated, "duplicated"), (.wsMsgsReordered, "reordered"),
        ]
        // All three or none: a zero beside a loss says something too.
        let areUsed = summary.trend(.wsDeliveryDelay).count > 0 || pushes.contains { summary.count($0.0) > 0 }
        let skew = summary.count(.clockSkew)
        add(
            "pushes",
            (areUsed ? pushes.map { "\(FigureText.count(summary.count($0.0))) \($0.1)" } : [])
                + (skew > 0 ? ["\(FigureText.count(skew)) from the future (clock skew)"] : []))
        add("messages", nonZero(summary, messageRemarks))
        if summary.lowerBounds > 0 {
            let count = FigureText.count(summary.lowerBounds)
            add("lower bounds", ["\(count) among the response times: ages of messages without a reply"])
        }
        add("ended", EndingWords.endings(of: summary.ledger))
        add("failed", EndingWords.failures(of: summary.ledger))
        return rows
    }

    private static let messageRemarks: [(CounterMetric, String)] = [
        (.wsMsgsUnanswered, "unanswered"), (.wsMsgsLate, "late"), (.wsMsgsUnmatched, "unmatched"),
        (.wsMsgsDropped, "dropped: the target left no room"), (.wsSubscribeFailed, "subscribes failed"),
        (.wsReconnects, "reconnects"), (.droppedIterations, "dropped iterations"),
    ]

    private static func nonZero(_ summary: RunSummary, _ remarks: [(CounterMetric, String)]) -> [String] {
        remarks.filter { summary.count($0.0) > 0 }.map { "\(FigureText.count(summary.count($0.0))) \($0.1)" }
    }

    /// Failures whose words say more than the ledger's.
    private static func failures(_ summary: RunSummary) -> [String] {
        let causes = summary.ledger.connectFailures
        let told = summary.errors.counts.filter { causes[$0.key.cause] == nil }
            .sorted { ($1.value, $0.key.name, $0.key.cause) < ($0.value, $1.key.name, $1.key.cause) }
        var lines = told.prefix(failuresShown).enumerated().map { index, failure in
            (index == 0 ? "failures" : "").padded(to: LabelledRow.labelWidth)
                + "\(FigureText.count(failure.value)) × \(failure.key.name): \(failure.key.cause)"
        }
        if told.count > failuresShown {
            lines.append(
                String(repeating: " ", count: LabelledRow.labelWidth)
                    + "and \(FigureText.count(told.count - failuresShown)) other kinds")
        }
        return lines
    }

    // MARK: - Judgements

    private static func validity(_ summary: RunSummary, ink: Ink) -> [String] {
        let report = summary.generator.validity
        let label = "generator".padded(to: LabelledRow.labelWidth)
        // With sends to judge by, the words stand beside the lateness already.
        let words = summary.trend(.sendLateness).count == 0 ? [label + ValidityWords(report).painted(ink)] : []
        return words + report.reasons.map { label + $0 }
    }

    private static func thresholds(_ summary: RunSummary, ink: Ink, width: Int) -> [String] {
        guard !summary.thresholds.isEmpty else { return [] }
        let parts = summary.thresholds.map { result in
            let observed = result.observed.map(FigureText.plain) ?? "no samples"
            return "\(result.isMet ? "✓" : "✗") \(result.metric) \(result.expression) (\(observed))"
        }
        return LabelledRow("", parts, gap: 3).lines(width: width) { $0.hasPrefix("✓") ? ink.good($0) : ink.bad($0) }
    }
}
