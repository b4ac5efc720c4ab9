internal import Metrics

/// A comparison in words: as a table for a terminal, and as Markdown for a pull request.
package enum ComparisonReport {
    private static let columns = ["", "base", "new", "difference", ""]

    /// The table without a line end.
    package static func text(_ comparison: Comparison) -> String {
        let cells = [columns] + comparison.figures.map { row($0).map(VisibleText.of) }
        let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        let table = cells.map { row in
            let padded = row.indices.map {
                $0 == 0 ? row[$0].padded(to: widths[0]) : row[$0].aligned(to: widths[$0] + 3)
            }
            return String(padded.joined().reversed().drop { $0 == " " }.reversed())
        }
        let results = comparison.results.map { "\($0.isBroken ? "✗" : "✓") \(VisibleText.of(words($0)))" }
        let lines = heads(comparison) + table + comparison.remarks.map { "remark  \(VisibleText.of($0))" } + results
        return (lines + [verdict(comparison)].compactMap(\.self)).joined(separator: "\n")
    }

    package static func markdown(_ comparison: Comparison) -> [UInt8] {
        let sign = comparison.exitStatus == .passed ? "✅" : "❌"
        let title = verdict(comparison).map { "## \(sign) streamload: \($0)" } ?? "## streamload: comparison"
        let rows = comparison.figures.map { figure in
            let cells = row(figure)
            return [MarkdownText.code(cells[0])] + cells.dropFirst()
        }
        let results = comparison.results.map { result in
            [MarkdownText.code(result.rule.text), change(result), result.isBroken ? "❌ broken" : "✅ kept"]
        }
        let lines =
            [title, ""] + comparison.remarks.flatMap { ["> \(MarkdownText.code($0))", ""] }
            + MarkdownText.table(["not to be", ":change", "status"], results) + (results.isEmpty ? [] : [""])
            + MarkdownText.table(["figure", ":base", ":new", ":difference", ":change"], rows)
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func heads(_ comparison: Comparison) -> [String] {
        [("base", comparison.base), ("new", comparison.new)].map { name, sources in
            "\(name.padded(to: 6))\(VisibleText.of(sources.map(\.path).joined(separator: " ")))"
        }
    }

    private static func verdict(_ comparison: Comparison) -> String? {
        let broken = comparison.results.count(where: \.isBroken)
        switch comparison.exitStatus {
        case .passed: return comparison.results.isEmpty ? nil : "passed"
        case .unreachable: return "nothing succeeded in a new run (exit status 110)"
        case .invalid: return "invalid: a result measures its generator, not the target (exit status 111)"
        default: return "failed: \(broken) of \(comparison.results.count) changes that are not to be (exit status 99)"
        }
    }

    // MARK: - Rows

    private static func row(_ figure: ComparedFigure) -> [String] {
        let cells = ["\(figure.metric) \(figure.stat)", value(figure.base, of: figure), value(figure.new, of: figure)]
        guard let difference = figure.difference, let change = figure.change else { return cells + ["–", ""] }
        if difference == 0 { return cells + ["none", ""] }
        if figure.isWithinSpread { return cells + ["within the spread", ""] }
        return cells + [signed(difference, of: figure), percent(change)]
    }

    /// The middle of the repeats, and from where to where they reach where there are several.
    private static func value(_ repeats: ComparedFigure.Repeats?, of figure: ComparedFigure) -> String {
        guard let repeats else { return "–" }
        let middle = words(repeats.middle, of: figure)
        guard let range = range(repeats.spread, of: figure) else { return middle }
        return "\(middle) (\(range))"
    }

    /// `10.0–30.0 ms`: the unit once, where both ends have the same; nil where they do not differ.
    private static func range(_ spread: ClosedRange<Double>, of figure: ComparedFigure) -> String? {
        let (least, most) = (words(spread.lowerBound, of: figure), words(spread.upperBound, of: figure))
        guard least != most else { return nil }
        func unit(_ text: String) -> Substring { text.drop { $0.isNumber || ".,-".contains($0) } }
        return "\(unit(least) == unit(most) ? String(least.dropLast(unit(least).count)) : least)–\(most)"
    }

    private static func words(_ result: RegressionResult) -> String { "\(result.rule.text): \(change(result))" }

    private static func change(_ result: RegressionResult) -> String {
        let figure = result.figure
        guard let difference = figure.difference, let change = figure.change else { return "no samples" }
        let words = result.rule.isShare ? percent(change) : signed(difference, of: figure)
        return figure.isWithinSpread ? "\(words), within the spread" : words
    }

    private static func words(_ value: Double, of figure: ComparedFigure) -> String {
        FigureText.goal(value, of: figure.kind, stat: figure.stat)
    }

    private static func signed(_ difference: Double, of figure: ComparedFigure) -> String {
        (difference < 0 ? "-" : "+") + words(difference.magnitude, of: figure)
    }

    private static func percent(_ change: Double) -> String {
        let sign = change < 0 ? "-" : "+"
        return change.isFinite ? "\(sign)\(FigureText.fixed(change.magnitude * 100, digits: 1)) %" : "\(sign)∞ %"
    }
}
