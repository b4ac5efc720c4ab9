import Metrics

/// What a run is judged by, in plain words.
enum GoalText {
    static let passing = "It passes when"

    static func lines(of profile: Profile) -> [String] {
        parts(of: profile, profile.thresholds).flatMap { ["", $0.title] + $0.lines.map { "  " + $0 } }
    }

    static func parts(of profile: Profile, _ thresholds: [Threshold]) -> [(title: String, lines: [String])] {
        let conditions = thresholds.map(line) + profile.targets.map(line)
        let grades = profile.grades.map(lines) ?? []
        return [
            (passing, conditions), ("It is graded as excellent, good or acceptable, else as poor", grades),
        ].filter { !$0.1.isEmpty }
    }

    static func line(of threshold: Threshold) -> String {
        "\(threshold.selector) \(threshold.expression)\(threshold.abortDelay != nil ? ", else the run ends" : "")"
    }

    private static func line(of row: TargetRow) -> String {
        let side = row.rule.isFloor ? "at least" : "at most"
        let target =
            row.rule.target == row.rule.critical
            ? "" : ", with a warning unless it is \(side) \(words(row.rule.target, row))"
        return "\(row.rule.selector) \(row.rule.stat) is \(side) \(words(row.rule.critical, row))\(target)"
    }

    /// A value with its unit.
    private static func words(_ value: Double, _ row: TargetRow) -> String {
        switch (row.kind, row.rule.aggregate) {
        case (_, .count), (.gauge, _): FigureText.plain(value)
        case (.trend, _): milliseconds(value)
        case (.counter, _): perSecond(value)
        case (.rate, _): FigureText.percent(value)
        }
    }

    private static func lines(of grades: Grades) -> [String] {
        grades.responseTime.map { "response time of \(words($0, "at most", milliseconds))" }
            + grades.errorRate.map { "error rate of \(words($0, "at most", FigureText.percent))" }
            + grades.throughput.map { "throughput of \(words($0, "at least", perSecond))" }
    }

    private static func milliseconds(_ value: Double) -> String { "\(FigureText.plain(value)) ms" }
    private static func perSecond(_ value: Double) -> String { "\(FigureText.plain(value))/s" }

    private static func words(
        _ grade: Named<GradeRule.Bounds>, _ side: String, _ figure: (Double) -> String
    ) -> String {
        let bounds = [grade.value.excellent, grade.value.good, grade.value.acceptable].map(figure)
        return "\(grade.name): \(side) \(bounds.joined(separator: ", "))"
    }
}
