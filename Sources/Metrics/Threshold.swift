package import Timing

/// A pass condition for the whole run, in k6's syntax:
///
///     threshold  = metric blank expression
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

    package let metric: String
    /// The expression as it was written, without blanks.
    package let expression: String
    package let aggregate: Aggregate
    package let comparison: Operator
    package let limit: Double

    /// Reads the one-line form, a metric and a condition: `ws_response_time p(95)<200`.
    package static func parse(_ text: String) throws(TextError) -> Threshold {
        let parts = text.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard parts.count == 2 else {
            throw TextError(
                "'\(text)' is not a threshold; expected a metric and a condition: ws_response_time p(95)<200")
        }
        return try parse(parts[1], of: parts[0])
    }

    /// Reads the list form, a metric with its conditions, in their order.
    package static func parse(_ conditions: [String], of metric: String) throws(TextError) -> [Threshold] {
        var thresholds: [Threshold] = []
        for condition in conditions { thresholds.append(try parse(condition, of: metric)) }
        return thresholds
    }

    private static func parse(_ condition: String, of metric: String) throws(TextError) -> Threshold {
        guard !metric.contains("{") else {
            throw TextError("'\(metric)': thresholds by tag are not served by this version; leave '{…}' out")
        }
        guard let kind = MetricCatalogue.kind(of: metric) else {
            let hint = NearestWord.hint(for: metric, among: MetricCatalogue.rows.map(\.name))
            throw TextError("'\(metric)' is not a metric\(hint)")
        }
        return try parse(condition, of: metric, kind)
    }

    /// Reads a condition on a metric of a known kind, which may be none of the catalogue's.
    package static func parse(
        _ condition: String, of metric: String, _ kind: MetricKind
    ) throws(TextError) -> Threshold {
        let expression = condition.filter { $0 != " " && $0 != "\t" }
        guard let comparison = Operator.allCases.first(where: { expression.contains($0.rawValue) }),
            let range = expression.firstRange(of: comparison.rawValue)
        else { throw TextError("'\(condition)' has no comparison; expected one of < <= > >= == !=") }
        let word = String(expression[..<range.lowerBound])
        guard let limit = Double(expression[range.upperBound...]), limit.isFinite else {
            throw TextError("'\(expression[range.upperBound...])' in '\(condition)' is not a number")
        }
        return Threshold(
            metric: metric, expression: expression, aggregate: try readAggregate(word, of: metric, kind),
            comparison: comparison, limit: limit)
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
