import Timing
import Yams

/// A condition as it stands under its metric, before the metric is known.
struct ThresholdText: Sendable {
    private(set) var text = ""
    private(set) var place = ProfilePlace(line: 1, column: 1)
    /// nil when the run goes on although it fails; else how long the run is left alone before.
    private(set) var abortDelay: Nanoseconds?

    private static let short = Form<ThresholdText>(
        schema: .text("(avg|min|med|max|p\\([0-9.]+\\)|count|rate|value) *(===?|!=|<=?|>=?) *-?[0-9.]+")
    ) { node, reading in
        guard let text = reading.text(of: node, expected: "a condition such as p(95)<200") else { return nil }
        var threshold = ThresholdText()
        threshold.text = text
        threshold.place = node.place
        return threshold
    }

    private struct Long: Sendable {
        var condition = ThresholdText()
        var aborts = false
        var delay = Nanoseconds.zero
    }

    private static let object = ObjectForm(
        noun: "threshold", empty: Long(),
        keys: [
            Key("threshold", \.condition, short, "the condition", isRequired: true),
            Key("abortOnFail", \.aborts, .flag, "whether the run ends when it fails", standard: "false"),
            Key("delayAbortEval", \.delay, .duration, "how long the run is left alone before", standard: "0s"),
        ])

    static let form = Form<[ThresholdText]>.oneOrMore(
        of: .either(
            short: short,
            long: object.form.map { read in
                var threshold = read.condition
                threshold.abortDelay = read.aborts ? read.delay : nil
                return threshold
            }), expected: "a list of conditions such as [\"p(95)<200\"]")
}
