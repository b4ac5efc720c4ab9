internal import Metrics

/// Checks, one a line: whether all held, and how often each did.
enum CheckRows {
    static func lines(_ summary: RunSummary, ink: Ink) -> [String] {
        let scenarios = Set(summary.checks.map(\.check.scenario))
        let names = summary.checks.map { row in
            VisibleText.of(scenarios.count > 1 ? "\(row.check.scenario): \(row.check.name)" : row.check.name)
        }
        let width = (names.map(\.count).max() ?? 0) + 3
        return zip(summary.checks, names).enumerated().map { index, row in
            let label = (index == 0 ? "checks" : "").padded(to: LabelledRow.labelWidth)
            let tally = row.0.tally
            let mark = tally.total == 0 ? "–" : tally.fails == 0 ? "✓" : "✗"
            let text = "\(mark) \(row.1.padded(to: width))\(words(tally))"
            return label + (tally.total == 0 ? ink.quiet(text) : tally.fails == 0 ? ink.good(text) : ink.bad(text))
        }
    }

    private static func words(_ tally: Tally) -> String {
        guard tally.total > 0 else { return "never made" }
        let held = "\(FigureText.count(tally.passes)) held"
        return tally.fails == 0 ? held : "\(held)    \(FigureText.count(tally.fails)) did not"
    }
}
