internal import Metrics

/// Counts by texts that a target has a say in, as series of bounded number and length.
enum LabelledCounts {
    /// Characters of a label that are kept.
    private static let longestLabel = 120
    /// Series of one metric; those beyond share the last one.
    static let mostSeries = 500
    private static let other = "other"

    /// One series for each row, in the order of its labels. Which rows share the last series depends on that order
    /// alone, so that its count never falls when further ones come.
    ///
    /// - Parameters:
    ///   - keys: of the labels.
    ///   - rows: a text for each label, and how often.
    /// - Returns: at most `mostSeries`, none of them twice.
    static func points(
        _ keys: [String], _ rows: some Sequence<(texts: [String], count: Int)>
    ) -> [TelemetryFamily.Point] {
        var counts: [[String]: Int] = [:]
        for (texts, count) in rows {
            // Two texts may differ only in what is cut off: they are one series.
            let shown = texts.map { BoundedText.of($0, longest: longestLabel) }
            counts[shown] = counts[shown, default: 0].addingSaturated(count)
        }
        var sorted = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        if sorted.count > mostSeries {
            let rest = sorted[(mostSeries - 1)...].reduce(0) { $0.addingSaturated($1.value) }
            sorted.removeSubrange((mostSeries - 1)...)
            sorted.append((key: keys.map { _ in other }, value: rest))
        }
        return sorted.map { texts, count in
            TelemetryFamily.Point(
                labels: zip(keys, texts).map { TelemetryFamily.Label(key: $0, value: $1) }, value: .integer(count))
        }
    }
}
