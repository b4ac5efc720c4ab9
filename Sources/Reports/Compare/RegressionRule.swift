package import Timing

/// A change between runs that is not to be:
///
///     rule   = metric blank stat [blank] (">" | ">=" | "<" | "<=") [blank] [sign] number [[blank] "%"]
///
/// A percentage is of what was before; a number without one is in the metric's unit.
package struct RegressionRule: Sendable, Equatable {
    enum Comparison: String, CaseIterable {
        // Longer ones first: the first that matches is taken.
        case atLeast = ">="
        case atMost = "<="
        case more = ">"
        case less = "<"

        func holds(_ left: Double, _ right: Double) -> Bool {
            switch self {
            case .atLeast: left >= right
            case .atMost: left <= right
            case .more: left > right
            case .less: left < right
            }
        }
    }

    /// As it was written.
    package let text: String
    let metric: String
    let stat: String
    let comparison: Comparison
    let limit: Double
    /// Whether the limit is a share of what was before, 0.1 for 10 %.
    let isShare: Bool

    package static func parse(_ text: String) throws(TextError) -> RegressionRule {
        // Tags stand before the comparison and may hold its signs.
        let behindTags = text.lastIndex(of: "}").map { text.index(after: $0) } ?? text.startIndex
        guard
            let (comparison, range) = Comparison.allCases.lazy.compactMap({ comparison in
                text[behindTags...].firstRange(of: comparison.rawValue).map { (comparison, $0) }
            }).first
        else { throw mistake(text) }
        let words = text[..<range.lowerBound].split(separator: " ")
        guard words.count >= 2, let stat = words.last else { throw mistake(text) }
        var number = text[range.upperBound...].filter { $0 != " " }
        let isShare = number.last == "%"
        if isShare { number.removeLast() }
        guard let limit = Double(number), limit.isFinite else {
            throw TextError("'\(number)' in '\(text)' is not a number; expected one such as +10% or +5")
        }
        return RegressionRule(
            text: text, metric: words.dropLast().joined(separator: " "), stat: String(stat), comparison: comparison,
            limit: isShare ? limit / 100 : limit, isShare: isShare)
    }

    private static func mistake(_ text: String) -> TextError {
        TextError("'\(text)' is no change of a figure; expected one such as 'ws_response_time p(95) > +10%'")
    }
}

/// What became of a rule.
struct RegressionResult {
    let rule: RegressionRule
    let figure: ComparedFigure

    /// A change that may be chance is none; what was not measured was not proved.
    var isBroken: Bool {
        guard let change = rule.isShare ? figure.change : figure.difference else { return true }
        return rule.comparison.holds(change, rule.limit) && !figure.isWithinSpread
    }
}
