package import Metrics
package import Timing
import Yams

/// A metric, or the part of it that has certain tags: `http_req_duration{scenario:checkout,name:login}`.
package struct MetricSelector: Sendable, Equatable {
    package struct Tag: Sendable, Equatable {
        package let key: String
        package let value: String
    }

    package let metric: String
    package let tags: [Tag]

    /// The tags that values carry.
    private static let tagKeys = [
        "scenario", "service", "name", "method", "status", "url", "proto", "subproto", "expected_response", "error",
        "error_code",
    ]

    static func parse(_ text: String) throws(TextError) -> MetricSelector {
        guard let open = text.firstIndex(of: "{") else { return MetricSelector(metric: text, tags: []) }
        guard text.hasSuffix("}") else { throw TextError("'\(text)' opens '{' and does not end in '}'") }
        let inside = text[text.index(after: open)...].dropLast()
        var tags: [Tag] = []
        for pair in inside.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: ":", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard parts.count == 2 else {
                throw TextError("'{\(inside)}' is not a list of tags; expected {scenario:checkout,name:login}")
            }
            guard tagKeys.contains(parts[0]) else {
                let hint = NearestWord.hint(for: parts[0], among: tagKeys)
                throw TextError(
                    "'\(parts[0])' is not a tag\(hint.isEmpty ? "; expected" : hint + " Expected") "
                        + "one of \(tagKeys.joined(separator: ", "))")
            }
            tags.append(Tag(key: parts[0], value: parts[1]))
        }
        return MetricSelector(metric: String(text[..<open]), tags: tags)
    }
}

/// A pass condition for the run.
package struct ProfileThreshold: Sendable {
    package let selector: MetricSelector
    package let condition: Threshold
    /// Whether the run ends when it fails, and how long it is left alone before.
    package let abortsOnFail: Bool
    package let abortDelay: Nanoseconds
}

/// A condition as it stands under its metric, before the metric is known.
struct ThresholdText: Sendable {
    private(set) var text = ""
    private(set) var place = ProfilePlace(line: 1, column: 1)
    private(set) var abortsOnFail = false
    private(set) var delay = Nanoseconds.zero

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
            Key("abortOnFail", \.aborts, .flag, "whether the run ends when it fails"),
            Key("delayAbortEval", \.delay, .duration, "how long the run is left alone before"),
        ])

    static let form = Form<[ThresholdText]>.oneOrMore(
        of: .either(
            short: short,
            long: object.form.map { read in
                var threshold = read.condition
                threshold.abortsOnFail = read.aborts
                threshold.delay = read.delay
                return threshold
            }), expected: "a list of conditions such as [\"p(95)<200\"]")
}
