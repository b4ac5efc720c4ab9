import Timing

extension Threshold {
    /// Reads what a figure is compared with: a bare number, in the unit of the metric.
    static func readLimit(
        _ text: String, in condition: String, _ kind: MetricKind, _ aggregate: Aggregate
    ) throws(TextError) -> Double {
        if let limit = Double(text), limit.isFinite { return limit }
        let advice = bareNumber(text, kind, aggregate).map { "; expected \($0)" } ?? ""
        throw TextError("'\(text)' in '\(condition)' is not a number\(advice)")
    }

    /// What to write in place of a number with a unit.
    private static func bareNumber(_ text: String, _ kind: MetricKind, _ aggregate: Aggregate) -> String? {
        func plain(_ number: Double) -> String {
            number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
        }
        switch (kind, aggregate) {
        case (_, .count): return (try? CountText.parse(text)).map { "the count itself: \($0)" }
        case (.trend, _):
            return (try? DurationText.parse(text)).map { "milliseconds without a unit: \(plain($0.milliseconds))" }
        case (.rate, _):
            guard text.hasSuffix("%"), let share = Double(text.dropLast() + "e-2") else { return nil }
            return "a share from 0 to 1: \(plain(share))"
        case (.counter, _): return (try? RateText.parse(text)).map { "times a second without a unit: \(plain($0))" }
        case (.gauge, _): return nil
        }
    }
}
