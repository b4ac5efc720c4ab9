package import Timing

/// A pass condition for the whole run, in k6's syntax:
///
///     threshold  = selector blank expression
///     expression = aggregate [blank] operator [blank] number
///     aggregate  = "avg" | "min" | "med" | "max" | "p(" number ")" | "count" | "rate" | "value"
///     operator   = "<=" | ">=" | "===" | "==" | "!=" | "<" | ">"
package struct Threshold: Sendable, Equatable {
    package enum Aggregate: Sendable, Equatable {
        case average, minimum, median, maximum, count, rate, value
        case percentile(Double)
    }

    package enum Operator: String, Sendable, CaseIterable {
        // Longer ones first: the first that matches is taken.
        case identical = "==="
        case atMost = "<="
        case atLeast = ">="
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case greater = ">"

        func holds(_ left: Double, _ right: Double) -> Bool {
            switch self {
            case .identical, .equal: left == right
            case .unequal: left != right
            case .atMost: left <= right
            case .atLeast: left >= right
            case .less: left < right
            case .greater: left > right
            }
        }
    }

    package let selector: MetricSelector
    /// The expression as it was written, without blanks.
    package let expression: String
    package let aggregate: Aggregate
    package let comparison: Operator
    package let limit: Double
    /// nil when the run goes on although it fails; else how long the run is left alone before it may end it.
    package var abortDelay: Nanoseconds?

    /// The metric, whatever its tags.
    package var metric: String { selector.metric }

    /// Reads the one-line form, a metric and a condition: `ws_response_time p(95)<200`, or with tags
    /// `http_req_duration{name:login} p(95)<200`. The plan knows the counters and rates of the profile's own.
    package static func parse(
        _ text: String, in plan: MeasurementPlan = MeasurementPlan()
    ) throws(TextError) -> Threshold {
        let (metric, condition) = split(text)
        guard !metric.isEmpty, let condition else {
            throw TextError(
                "'\(text)' is not a threshold; expected a metric and a condition: ws_response_time p(95)<200")
        }
        return try parse(condition, of: try MetricSelector.parse(metric), in: plan)
    }

    /// The metric with its tags, which may hold blanks, and the condition after it.
    private static func split(_ text: String) -> (metric: String, condition: String?) {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let trimmed = text.drop(while: isBlank)
        let end: String.Index?
        if let open = trimmed.firstIndex(where: { $0 == "{" || isBlank($0) }), trimmed[open] == "{" {
            end = trimmed[open...].firstIndex(of: "}").map { trimmed.index(after: $0) }
        } else {
            end = trimmed.firstIndex(where: isBlank)
        }
        guard let end else { return (String(trimmed), nil) }
        let condition = trimmed[end...].drop(while: isBlank)
        return (String(trimmed[..<end]), condition.isEmpty ? nil : String(condition))
    }

    private static func parse(
        _ condition: String, of selector: MetricSelector, in plan: MeasurementPlan
    ) throws(TextError) -> Threshold {
        guard let kind = plan.kind(of: selector.metric) else {
            let known = MetricCatalogue.rows.map(\.name) + plan.counters + plan.rates
            throw TextError(
                "'\(selector.metric)' is not a metric\(NearestWord.hint(for: selector.metric, among: known))")
        }
        return try parse(condition, of: selector, kind)
    }

    /// Reads a condition on a metric of a known kind, which may be none of the catalogue's.
    package static func parse(
        _ condition: String, of selector: MetricSelector, _ kind: MetricKind
    ) throws(TextError) -> Threshold {
        let expression = condition.filter { $0 != " " && $0 != "\t" }
        guard let comparison = Operator.allCases.first(where: { expression.contains($0.rawValue) }),
            let range = expression.firstRange(of: comparison.rawValue)
        else { throw TextError("'\(condition)' has no comparison; expected one of < <= > >= == !=") }
        let word = String(expression[..<range.lowerBound])
        let aggregate = try readAggregate(word, of: selector.metric, kind)
        return Threshold(
            selector: selector, expression: expression, aggregate: aggregate, comparison: comparison,
            limit: try readLimit(String(expression[range.upperBound...]), in: condition, kind, aggregate))
    }

    private static func readAggregate(_ word: String, of metric: String, _ kind: MetricKind) throws(TextError)
        -> Aggregate
    {
        let valid: [String: Aggregate] =
            switch kind {
            case .trend:
                ["avg": .average, "min": .minimum, "med": .median, "max": .maximum, "count": .count]
            case .counter: ["count": .count, "rate": .rate]
            case .rate: ["rate": .rate]
            case .gauge: ["value": .value, "min": .minimum, "max": .maximum]
            }
        if let aggregate = valid[word] { return aggregate }
        if kind == .trend, word.hasPrefix("p("), word.hasSuffix(")"),
            let percent = Double(word.dropFirst(2).dropLast()),
            (0...100).contains(percent)
        {
            return .percentile(percent)
        }
        let words = valid.keys.sorted().joined(separator: ", ") + (kind == .trend ? ", p(0) to p(100)" : "")
        let hint = NearestWord.hint(for: word, among: valid.keys)
        throw TextError("'\(word)' is not an aggregate of \(metric), a \(kind.rawValue); expected \(words)\(hint)")
    }
}
