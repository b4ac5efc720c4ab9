internal import Metrics
internal import Timing

/// What is told of attempts and counts in the same words for every protocol.
enum AttemptWords {
    static func parts(of summary: RunSummary) -> [String] {
        let ledger = summary.ledger
        return [
            "\(FigureText.count(ledger.established)) of \(FigureText.count(ledger.attempts)) attempts",
            "\(FigureText.count(ledger.connectFailed)) failed",
            "peak \(FigureText.count(summary.peakOpen)) open",
        ]
    }

    static func traffic(of summary: RunSummary) -> [String] {
        [
            "\(FigureText.bytes(summary.rate(of: .dataSent)))/s out",
            "\(FigureText.bytes(summary.rate(of: .dataReceived)))/s in",
            "over \(FigureText.time(milliseconds: summary.run.duration.milliseconds))",
        ]
    }

    static func counts(_ summary: RunSummary, _ remarks: [(CounterMetric, String)]) -> [String] {
        remarks.map { "\(FigureText.count(summary.count($0.0))) \($0.1)" }
    }

    static func nonZero(_ summary: RunSummary, _ remarks: [(CounterMetric, String)]) -> [String] {
        counts(summary, remarks.filter { summary.count($0.0) > 0 })
    }

    /// What came of numbers that the target sends along: lost, duplicated, reordered. All three or none, because a zero
    /// beside a loss says something too; and where numbers were asked for, three zeros do.
    static func numbers(
        _ summary: RunSummary, lost: CounterMetric, duplicated: CounterMetric, reordered: CounterMetric
    ) -> [String] {
        let remarks = [(lost, "lost"), (duplicated, "duplicated"), (reordered, "reordered")]
        let areAsked = summary.run.options.contains { $0.name == "sequence" }
        if areAsked, summary.count(.numbered) == 0 { return ["none carried a number (--sequence)"] }
        return areAsked || remarks.contains { summary.count($0.0) > 0 } ? counts(summary, remarks) : []
    }

    static func clockSkew(_ summary: RunSummary) -> [String] {
        let skew = summary.count(.clockSkew)
        return skew > 0 ? ["\(FigureText.count(skew)) from the future (clock skew)"] : []
    }
}
