package import Metrics
internal import Timing

/// The report on the terminal: aligned, quiet, one fact a row. Colour repeats what the words say.
package enum SummaryReport {
    /// The report without a line end; `width` is in columns, and only rows of several parts heed it.
    package static func render(_ summary: RunSummary, colour: Bool, width: Int = 128) -> String {
        let ink = Ink(isOn: colour)
        var lines: [String] = []
        for row in always(summary) { lines += row.lines(width: width) }
        lines += RequestTable(summary).lines(ink: ink)
        lines += PercentileTable(summary).lines(ink: ink)
        let document = ResultDocument(headsOf: summary)
        for row in ConditionalRows.rows(document) + failed(document) { lines += row.lines(width: width) }
        lines += FailureRows.lines(summary)
        lines += CheckRows.lines(summary, ink: ink)
        lines += validity(summary, ink: ink)
        lines += GoalRows.grades(summary, ink: ink)
        lines += GoalRows.targets(summary, ink: ink)
        lines += thresholds(summary, ink: ink, width: width)
        lines.append(VerdictWords(summary).painted(ink))
        return lines.joined(separator: "\n")
    }

    /// What every run of a family tells.
    private static func always(_ summary: RunSummary) -> [LabelledRow] {
        var rows: [LabelledRow] = []
        if summary.families.contains(.webSocket) { rows += WebSocketRows.always(summary) }
        if summary.families.contains(.eventStream) { rows += StreamRows.always(summary) }
        if summary.families.contains(.requests) { rows += RequestRows.always(summary) }
        return rows
    }

    /// Why dials failed.
    private static func failed(_ document: ResultDocument) -> [LabelledRow] {
        [LabelledRow("failed", EndingWords.failures(of: document.lifecycle))].filter { !$0.isEmpty }
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
