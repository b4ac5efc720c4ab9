internal import Metrics
internal import Timing

/// What the report tells of virtual users, and of what a profile has them count: rows without anything to say are empty.
enum UserRows {
    static func rows(_ document: ResultDocument) -> [LabelledRow] {
        let own = document.ownCounters
        return [
            LabelledRow("users", users(document)),
            LabelledRow(
                "counters",
                own.filter { $0.reading.kind == .counter }.map { "\($0.name) \(FigureText.count($0.reading.count))" }),
            LabelledRow("rates", own.filter { $0.reading.kind == .rate }.map { "\($0.name) \(words($0.reading))" }),
        ]
    }

    private static func users(_ document: ResultDocument) -> [String] {
        let others = AttemptWords.nonZero(
            document, [(.interruptedIterations, "interrupted"), (.droppedIterations, "dropped iterations")])
        let iterations = document.count(.iterations)
        let peak = Int(exactly: (document.metric(GaugeMetric.vus.name)?["max"] ?? 0).rounded()) ?? 0
        // In the one-line form a user is a session, and has its row.
        guard document.run.profile != nil, iterations > 0 || peak > 0 else { return others }
        return [
            "peak \(FigureText.count(peak))",
            "\(FigureText.count(iterations)) iterations",
            "\(FigureText.rate(document.metric(CounterMetric.iterations.name)?["rate"] ?? 0)) iterations",
        ] + others
    }

    /// `99.0 % (990 of 1,000)`.
    private static func words(_ reading: MetricReading) -> String {
        guard let share = reading["rate"] else { return "no samples" }
        let passes = Int(exactly: reading["passes"] ?? 0) ?? 0
        return "\(FigureText.percent(share)) (\(FigureText.count(passes)) of \(FigureText.count(reading.count)))"
    }
}
