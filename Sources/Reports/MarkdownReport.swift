internal import Metrics

/// A result as GitHub's Markdown, for a pull request or `$GITHUB_STEP_SUMMARY`: the verdict, what the run was to reach,
/// and what it measured.
package enum MarkdownReport {
    /// How many kinds of failures are told; the JSON result has them all.
    private static let failuresShown = 20

    package static func render(_ document: ResultDocument) -> [UInt8] {
        let sections: [(title: String, lines: [String])] = [
            ("Targets", targets(document)), ("Thresholds", thresholds(document)), ("Grades", grades(document)),
            ("Sessions", sessions(document)), ("What became of it", rows(document)), ("Requests", requests(document)),
            ("Times", times(document)),
            ("Failures", failures(document)), ("Checks", checks(document)),
        ]
        let lines = head(document) + sections.filter { !$0.lines.isEmpty }.flatMap { ["", "### \($0)", ""] + $1 }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func head(_ document: ResultDocument) -> [String] {
        let run = document.run
        let seconds = [run.duration, run.ramp, run.hold, run.drain].map { FigureText.fixed($0, digits: 1) + " s" }
        let length = "\(seconds[0]) (ramp \(seconds[1]), hold \(seconds[2]), drain \(seconds[3]))"
        let what = ([run.target] + [run.profile].compactMap(\.self)).map(MarkdownText.code)
        let validity = document.validity
        return [
            "## \(run.status == .passed ? "✅" : "❌") streamload: \(VerdictWords(document).text)", "",
            (what + [MarkdownText.code(run.startedAt), length, validity.validity.rawValue]).joined(separator: " · "),
        ] + validity.reasons.flatMap { ["", "> \(MarkdownText.code($0))"] }
    }

    // MARK: - What was to be reached

    private static func targets(_ document: ResultDocument) -> [String] {
        let signs: [TargetResult.Verdict: String] = [.pass: "✅", .warn: "⚠️", .fail: "❌"]
        return MarkdownText.table(
            ["metric", ":target", ":critical", ":actual", "status"],
            document.targets.map { target in
                func words(_ value: Double) -> String {
                    FigureText.goal(value, of: document.reading(target.metric)?.kind, stat: target.stat)
                }
                return [
                    MarkdownText.code("\(target.metric) \(target.stat)"), words(target.target), words(target.critical),
                    target.observed.map(words) ?? "no samples",
                    "\(signs[target.verdict] ?? "") \(target.verdict.rawValue)",
                ]
            })
    }

    private static func thresholds(_ document: ResultDocument) -> [String] {
        MarkdownText.table(
            ["threshold", ":observed", "status"],
            document.thresholds.map { result in
                [
                    MarkdownText.code("\(result.metric) \(result.expression)"),
                    result.observed.map(FigureText.plain) ?? "no samples", result.isMet ? "✅ met" : "❌ not met",
                ]
            })
    }

    private static func grades(_ document: ResultDocument) -> [String] {
        MarkdownText.table(
            ["service", "of", ":observed", "grade"],
            document.grades.map { row in
                [
                    MarkdownText.code(row.service),
                    row.endpoint.isEmpty ? GoalRows.words(row.kind) : MarkdownText.code(row.endpoint),
                    row.observed.map { GoalRows.figure($0, row.kind) } ?? "no samples", row.grade?.rawValue ?? "–",
                ]
            })
    }

    // MARK: - What was measured

    private static func sessions(_ document: ResultDocument) -> [String] {
        let lifecycle = document.lifecycle
        guard lifecycle.attempts > 0 else { return [] }
        let causes = lifecycle.failures.map { "\(MarkdownText.code($0.name)) ×\(FigureText.count($0.count))" }
        return MarkdownText.table(
            [":attempts", ":established", ":failed", ":peak open", "causes"],
            [
                [lifecycle.attempts, lifecycle.established, lifecycle.failed, lifecycle.peakOpen].map(FigureText.count)
                    + [causes.isEmpty ? "–" : causes.joined(separator: ", ")]
            ])
    }

    /// Losses, what was left undone, and how sessions ended.
    private static func rows(_ document: ResultDocument) -> [String] {
        MarkdownText.table(
            ["of", "counted"],
            ConditionalRows.rows(document).map { row in
                [row.label, row.parts.map(MarkdownText.code).joined(separator: ", ")]
            })
    }

    private static func requests(_ document: ResultDocument) -> [String] {
        MarkdownText.table(
            ["scenario", "step", ":requests", ":failed", ":p50", ":p95", ":p99", ":max", ":rate"],
            document.requestRows.map { row in
                [MarkdownText.code(row.scenario), MarkdownText.code(row.name)]
                    + [FigureText.count(row.requests.count), FigureText.count(row.failed)]
                    + ["p(50)", "p(95)", "p(99)", "max"].map { FigureText.time(milliseconds: row.duration[$0]) }
                    + [FigureText.rate(row.requests["rate"] ?? 0)]
            })
    }

    /// Every trend that took time.
    private static func times(_ document: ResultDocument) -> [String] {
        let timed = document.metrics.filter { $0.reading.kind == .trend && ($0.reading["max"] ?? 0) > 0 }
        let stats = ["avg", "p(50)", "p(90)", "p(95)", "p(99)", "p(99.9)", "max"]
        return MarkdownText.table(
            ["metric", ":count"] + stats.map { ":\($0)" },
            timed.map { name, reading in
                [MarkdownText.code(name), FigureText.count(reading.count)]
                    + stats.map { FigureText.time(milliseconds: reading[$0]) }
            })
    }

    private static func failures(_ document: ResultDocument) -> [String] {
        let rows = document.failures.prefix(failuresShown).map { failure in
            [
                FigureText.count(failure.count), MarkdownText.code(failure.scenario), MarkdownText.code(failure.name),
                MarkdownText.code(failure.cause), failure.isExpected ? "yes" : "no",
            ]
        }
        let more = document.failures.count - rows.count
        return MarkdownText.table([":times", "scenario", "what", "cause", "expected"], rows)
            + (more > 0 ? ["", "and \(FigureText.count(more)) other kinds"] : [])
    }

    private static func checks(_ document: ResultDocument) -> [String] {
        MarkdownText.table(
            ["scenario", "check", ":held", ":did not", "status"],
            document.checks.map { check in
                let status = check.fails > 0 ? "❌" : check.passes > 0 ? "✅" : "never made"
                return [
                    MarkdownText.code(check.scenario), MarkdownText.code(check.name), FigureText.count(check.passes),
                    FigureText.count(check.fails), status,
                ]
            })
    }
}
