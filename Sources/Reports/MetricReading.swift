package import Metrics
internal import Timing

/// The figures of a metric, or of a part of one, as a result tells them.
package struct MetricReading: Sendable, Equatable {
    package let kind: MetricKind
    /// By the names of the result, in their order; nil where there were no samples.
    package let figures: [Figure]

    package struct Figure: Sendable, Equatable {
        package let stat: String
        package let value: Double?
    }

    init(_ node: ResultNode) throws(TextError) {
        guard let kind = MetricKind(rawValue: try node.text("type")) else {
            throw try node.member("type").mistake("trend, counter, rate or gauge")
        }
        self.kind = kind
        var figures: [Figure] = []
        for (name, figure) in try node.members() where name != "type" && name != "unit" {
            figures.append(Figure(stat: name, value: try figure.optionalNumber()))
        }
        self.figures = figures
    }

    /// A counter or rate of the profile's own, or a remark: a count, or what a rate has but its type.
    init(counter node: ResultNode) throws(TextError) {
        if case .integer(let count) = node.value {
            (kind, figures) = (.counter, [Figure(stat: "count", value: Double(count))])
        } else {
            kind = .rate
            var figures: [Figure] = []
            for (name, figure) in try node.members() {
                figures.append(Figure(stat: name, value: try figure.optionalNumber()))
            }
            self.figures = figures
        }
    }

    /// A figure by its name; nil where the metric has none of the name, or no samples. The share of a rate is its `rate`,
    /// as thresholds call it.
    package subscript(stat: String) -> Double? {
        let name = kind == .rate && stat == "rate" ? "value" : stat
        return figures.first { $0.stat == name }?.value
    }

    /// How often the metric was measured or counted; 0 for levels.
    package var count: Int {
        Int(exactly: self["count"] ?? (self["passes"] ?? 0) + (self["fails"] ?? 0)) ?? 0
    }
}
