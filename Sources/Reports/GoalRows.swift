internal import Metrics

/// Targets and grades, one a line, in columns.
enum GoalRows {
    static func targets(_ summary: RunSummary, ink: Ink) -> [String] {
        table(
            "targets",
            summary.targets.map { result in
                let rule = result.rule
                func words(_ value: Double) -> String { FigureText.goal(value, of: result.kind, stat: rule.stat) }
                return [
                    "\(rule.selector) \(rule.stat)", result.observed.map(words) ?? "no samples",
                    "target \(words(rule.target))", "critical \(words(rule.critical))", result.verdict.rawValue,
                ]
            }
        ) { word in
            switch TargetResult.Verdict(rawValue: word) {
            case .pass: ink.good(word)
            case .warn: ink.doubtful(word)
            default: ink.bad(word)
            }
        }
    }

    static func grades(_ summary: RunSummary, ink: Ink) -> [String] {
        table(
            "grades",
            summary.grades.map { result in
                let rule = result.rule
                return [
                    rule.service, rule.endpoint.isEmpty ? words(rule.kind) : rule.endpoint,
                    result.observed.map { figure($0, rule.kind) } ?? "no samples", result.grade?.rawValue ?? "–",
                ]
            }
        ) { word in
            switch Grade(rawValue: word) {
            case .excellent, .good: ink.good(word)
            case .acceptable: ink.doubtful(word)
            case .poor: ink.bad(word)
            case nil: ink.quiet(word)
            }
        }
    }

    /// Rows with a label before the first; the last column is painted.
    private static func table(_ label: String, _ rows: [[String]], paint: (String) -> String) -> [String] {
        let visible = rows.map { $0.map(VisibleText.of) }
        let count = visible.first?.count ?? 0
        let widths = (0..<count).map { column in (visible.map { $0[column].count }.max() ?? 0) + 4 }
        return visible.enumerated().map { index, row in
            let cells = zip(row, widths).dropLast().map { $0.padded(to: $1) }.joined()
            return (index == 0 ? label : "").padded(to: LabelledRow.labelWidth) + cells + paint(row[count - 1])
        }
    }

    static func words(_ kind: GradeRule.Kind) -> String {
        switch kind {
        case .responseTime: "response time"
        case .errorRate: "error rate"
        case .throughput: "throughput"
        }
    }

    static func figure(_ value: Double, _ kind: GradeRule.Kind) -> String {
        switch kind {
        case .responseTime: "p95 \(FigureText.time(milliseconds: value))"
        case .errorRate: FigureText.percent(value)
        case .throughput: FigureText.rate(value)
        }
    }
}
