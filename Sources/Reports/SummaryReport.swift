package import Metrics
internal import Timing

/// The report on the terminal: aligned, quiet, one fact a row. Colour repeats what the words say.
package enum SummaryReport {
    /// How many kinds of failure are told in words; the JSON result has them all.
    private static let failuresShown = 5

    /// The report without a line end; `width` is in columns, and only rows of several parts heed it.
    package static func render(_ summary: RunSummary, colour: Bool, width: Int = 128) -> String {
        let ink = Ink(isOn: colour)
        let isOfStreams = summary.families.contains(.eventStream)
        var lines: [String] = []
        let always = isOfStreams ? StreamRows.always(summary) : WebSocketRows.always(summary)
        for row in always { lines += row.lines(width: width) }
        lines += PercentileTable(summary).lines(ink: ink)
        let conditional = isOfStreams ? StreamRows.conditional(summary) : WebSocketRows.conditional(summary)
        for row in conditional + endings(summary) where !row.isEmpty { lines += row.lines(width: width) }
        lines += failures(summary)
        lines += validity(summary, ink: ink)
        lines += thresholds(summary, ink: ink, width: width)
        lines.append(VerdictWords(summary).painted(ink))
        return lines.joined(separator: "\n")
    }

    private static func endings(_ summary: RunSummary) -> [LabelledRow] {
        [
            LabelledRow("ended", EndingWords.endings(of: summary.ledger)),
            LabelledRow("failed", EndingWords.failures(of: summary.ledger)),
        ]
    }

    /// Failures whose words say more than the ledger's.
    private static func failures(_ summary: RunSummary) -> [String] {
        let causes = summary.ledger.connectFailures
        let told = summary.errors.counts.filter { causes[$0.key.cause] == nil }
            .sorted { ($1.value, $0.key.name, $0.key.cause) < ($0.value, $1.key.name, $1.key.cause) }
        var lines = told.prefix(failuresShown).enumerated().map { index, failure in
            (index == 0 ? "failures" : "").padded(to: LabelledRow.labelWidth)
                + "\(FigureText.count(failure.value)) × \(failure.key.name): \(VisibleText.of(failure.key.cause))"
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
        // With something to judge by, the words stand beside the lateness or the lag already.
        let words = PercentileTable.judgedBy(summary) == nil ? [label + ValidityWords(report).painted(ink)] : []
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
