internal import Metrics

/// Errors by scenario, name and cause, the most frequent first; those that the profile expects apart.
enum FailureRows {
    /// How many kinds are told in words; the JSON result has them all.
    private static let shown = 10

    static func lines(_ summary: RunSummary) -> [String] {
        let told = summary.errors.sorted
        return lines("failures", told.filter { !$0.key.isExpected }) + lines("expected", told.filter(\.key.isExpected))
    }

    private static func lines(_ label: String, _ sorted: [(key: ErrorTable.Key, value: Int)]) -> [String] {
        let scenarios = Set(sorted.map(\.key.scenario))
        var lines = sorted.prefix(shown).enumerated().map { index, error in
            (index == 0 ? label : "").padded(to: LabelledRow.labelWidth)
                + "\(FigureText.count(error.value)) × \(words(error.key, withScenario: scenarios.count > 1))"
        }
        if sorted.count > shown {
            lines.append(
                String(repeating: " ", count: LabelledRow.labelWidth)
                    + "and \(FigureText.count(sorted.count - shown)) other kinds")
        }
        return lines
    }

    /// `verify 401`, `ws connect: tls: certificate has expired`; before it the scenario where there are several.
    private static func words(_ key: ErrorTable.Key, withScenario: Bool) -> String {
        let gap = key.cause.contains(" ") ? ": " : " "
        return VisibleText.of((withScenario ? "\(key.scenario): " : "") + key.name + gap + key.cause)
    }
}
