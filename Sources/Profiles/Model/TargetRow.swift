package import Metrics
import Timing

/// A value that the run should reach, and one that it must, of a metric whose kind is known.
package struct TargetRow: Sendable {
    package let rule: TargetRule
    package let kind: MetricKind
}

/// A row as it stands in the file, before its metric is known.
struct TargetText: Sendable {
    /// A text with its place.
    struct Word: Sendable {
        let text: String
        let place: ProfilePlace

        fileprivate static let form = Form<Word>(schema: Form<String>.text.schema) { node, reading in
            reading.text(of: node, expected: "a text").map { Word(text: $0, place: node.place) }
        }
    }

    private(set) var metric: Word?
    private(set) var stat: Word?
    private(set) var target: Word?
    private(set) var critical: Word?

    static let object = ObjectForm(
        noun: "target", empty: TargetText(),
        keys: [
            Key("metric", \.metric, Word.form, "the metric, with tags where they matter", isRequired: true),
            Key(
                "stat", \.stat, Word.form, "what of it, as in p(95)",
                standard: "rate of counters and rates, value of gauges"),
            Key("target", \.target, Word.form, "the value that passes", isRequired: true),
            Key("critical", \.critical, Word.form, "the value beyond which it fails", isRequired: true),
        ])

    /// The row, when its metric has such a figure; else it is said why not.
    func judged(_ metrics: KnownMetrics, _ reading: ProfileReading) -> TargetRow? {
        guard let metric, let target, let critical,
            let (selector, kind) = metrics.selector(metric.text, at: metric.place, reading)
        else { return nil }
        let word = stat?.text ?? Self.usual(kind)
        guard let word else {
            reading.complain(metric.place, "'\(selector.metric)' is a trend; expected a stat too, such as stat: p(95)")
            return nil
        }
        do throws(TextError) {
            // A threshold of the same figure says whether there is one.
            let probe = try Threshold.parse("\(word)<0", of: selector, kind)
            guard let target = figure(target, kind, probe.aggregate, reading),
                let critical = figure(critical, kind, probe.aggregate, reading)
            else { return nil }
            metrics.judge(selector, at: metric.place, reading)
            let direction = MetricDirection(of: selector.metric, probe.aggregate)
            if let refusal = direction?.refusal(target: target, critical: critical, of: selector.metric) {
                reading.complain(self.critical?.place ?? metric.place, refusal)
            }
            let rule = TargetRule(
                selector: selector, aggregate: probe.aggregate, stat: word, target: target, critical: critical,
                isFloor: direction.map { $0 == .more })
            return TargetRow(rule: rule, kind: kind)
        } catch {
            reading.complain(stat?.place ?? metric.place, error.message)
            return nil
        }
    }

    /// The figure that is meant where no stat is named.
    private static func usual(_ kind: MetricKind) -> String? {
        switch kind {
        case .trend: nil
        case .counter, .rate: "rate"
        case .gauge: "value"
        }
    }

    private func figure(
        _ word: Word, _ kind: MetricKind, _ aggregate: Threshold.Aggregate, _ reading: ProfileReading
    ) -> Double? {
        do throws(TextError) {
            switch (kind, aggregate) {
            case (_, .count): return Double(try CountText.parse(word.text))
            case (.trend, _):
                if let number = Double(word.text) { return number }
                return try DurationText.parse(word.text).milliseconds
            case (.counter, _): return try RateText.parse(word.text)
            case (.rate, _):
                if let share = Form<Double>.readShare(word.text) { return share }
                throw TextError("'\(word.text)' is not a share; expected a percentage such as 1%")
            case (.gauge, _):
                if let number = Double(word.text) { return number }
                throw TextError("'\(word.text)' is not a number")
            }
        } catch {
            reading.complain(word.place, error.message)
        }
        return nil
    }
}
