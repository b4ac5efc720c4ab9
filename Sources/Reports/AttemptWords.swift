internal import Metrics
internal import Timing

/// What is told of attempts and counts in the same words for every protocol.
enum AttemptWords {
    /// Where a run has both kinds of session, the ledger counts them together, and each kind is told by its own metrics.
    static func parts(
        of summary: RunSummary, dials: RateMetric, open: GaugeMetric, established: CounterMetric
    ) -> [String] {
        guard summary.families.isSuperset(of: [.webSocket, .eventStream]) else {
            return parts(
                established: summary.ledger.established, attempts: summary.ledger.attempts,
                failed: summary.ledger.connectFailed, peak: summary.peakOpen)
        }
        return parts(
            established: summary.count(established), attempts: summary.tally(dials).total,
            failed: summary.tally(dials).passes, peak: Int(summary.levels(open).highest))
    }

    private static func parts(established: Int, attempts: Int, failed: Int, peak: Int) -> [String] {
        [
            "\(FigureText.count(established)) of \(FigureText.count(attempts)) attempts",
            "\(FigureText.count(failed)) failed",
            "peak \(FigureText.count(peak)) open",
        ]
    }

    /// What passed the sockets, of all protocols together: told beside the first that the run has.
    static func traffic(of summary: RunSummary, beside family: MetricFamily) -> [String] {
        let first = [MetricFamily.webSocket, .eventStream, .requests].first(where: summary.families.contains)
        guard family == first else { return [] }
        return [
            "\(FigureText.bytes(summary.rate(of: .dataSent)))/s out",
            "\(FigureText.bytes(summary.rate(of: .dataReceived)))/s in",
            "over \(FigureText.time(milliseconds: summary.run.duration.milliseconds))",
        ]
    }

    static func counts(_ document: ResultDocument, _ remarks: [(CounterMetric, String)]) -> [String] {
        remarks.map { "\(FigureText.count(document.count($0.0))) \($0.1)" }
    }

    static func nonZero(_ document: ResultDocument, _ remarks: [(CounterMetric, String)]) -> [String] {
        counts(document, remarks.filter { document.count($0.0) > 0 })
    }

    /// What came of numbers that the target sends along: lost, duplicated, reordered. All three or none, because a zero
    /// beside a loss says something too; and where numbers were asked for, three zeros do.
    static func numbers(
        _ document: ResultDocument, lost: CounterMetric, duplicated: CounterMetric, reordered: CounterMetric
    ) -> [String] {
        let remarks = [(lost, "lost"), (duplicated, "duplicated"), (reordered, "reordered")]
        let areAsked = document.run.options.contains("sequence")
        if areAsked, document.count(.numbered) == 0 { return ["none carried a number (--sequence)"] }
        return areAsked || remarks.contains { document.count($0.0) > 0 } ? counts(document, remarks) : []
    }

    static func clockSkew(_ document: ResultDocument) -> [String] {
        let skew = document.count(.clockSkew)
        return skew > 0 ? ["\(FigureText.count(skew)) from the future (clock skew)"] : []
    }
}
