internal import Metrics

/// The `targets` and `grades` of the JSON result.
enum GoalReport {
    /// Figures are in the metric's unit: milliseconds, shares of 0 to 1, times per second.
    static func targets(_ summary: RunSummary) -> JSONTree {
        .list(
            summary.targets.map { result in
                .object([
                    ("metric", .text(result.rule.selector.description)), ("stat", .text(result.rule.stat)),
                    ("target", .number(result.rule.target)), ("critical", .number(result.rule.critical)),
                    ("observed", .optional(result.observed)), ("result", .text(result.verdict.rawValue)),
                ])
            })
    }

    /// `endpoint` is empty where a whole service is graded, `grade` null where nothing was observed.
    static func grades(_ summary: RunSummary) -> JSONTree {
        .list(
            summary.grades.map { result in
                .object([
                    ("service", .text(result.rule.service)), ("endpoint", .text(result.rule.endpoint)),
                    ("metric", .text(result.rule.kind.rawValue)), ("observed", .optional(result.observed)),
                    ("grade", result.grade.map { .text($0.rawValue) } ?? .null),
                ])
            })
    }
}
