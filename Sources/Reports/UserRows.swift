internal import Metrics
internal import Timing

/// What the report tells of virtual users, and of what a profile has them count: rows without anything to say are empty.
enum UserRows {
    static func rows(_ summary: RunSummary) -> [LabelledRow] {
        [
            LabelledRow("users", users(summary)),
            LabelledRow(
                "counters",
                summary.ownCounters.map { "\($0.name) \(FigureText.count($0.count))" }),
            LabelledRow("rates", summary.ownRates.map { "\($0.name) \(words($0.tally))" }),
        ]
    }

    private static func users(_ summary: RunSummary) -> [String] {
        let others = AttemptWords.nonZero(
            summary, [(.interruptedIterations, "interrupted"), (.droppedIterations, "dropped iterations")])
        let iterations = summary.count(.iterations)
        let peak = Int(summary.levels(.vus).highest)
        // In the one-line form a user is a session, and has its row.
        guard summary.run.profile != nil, iterations > 0 || peak > 0 else { return others }
        return [
            "peak \(FigureText.count(peak))",
            "\(FigureText.count(iterations)) iterations",
            "\(FigureText.rate(summary.rate(of: .iterations))) iterations",
        ] + others
    }

    /// `99.0 % (990 of 1,000)`.
    private static func words(_ tally: Tally) -> String {
        guard let share = tally.share else { return "no samples" }
        return "\(FigureText.percent(share)) (\(FigureText.count(tally.passes)) of \(FigureText.count(tally.total)))"
    }
}
