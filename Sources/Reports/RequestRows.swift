internal import Metrics
internal import Timing

/// What the report tells of requests.
enum RequestRows {
    static func always(_ summary: RunSummary) -> [LabelledRow] {
        let requests = summary.count(.httpReqs)
        let expected = summary.count(.httpExpectedErrors)
        var parts = [
            "\(FigureText.count(requests)) requests",
            "\(FigureText.count(summary.tally(.httpReqFailed).passes)) failed",
        ]
        if expected > 0 { parts.append("\(FigureText.count(expected)) expected errors") }
        parts += success(summary) + ["\(FigureText.rate(summary.rate(of: .httpReqs))) requests"]
        return [LabelledRow("requests", parts + AttemptWords.traffic(of: summary, beside: .requests))]
    }

    /// The share of requests that succeeded, and where the profile expects errors also when these count as such.
    private static func success(_ summary: RunSummary) -> [String] {
        let failed = summary.tally(.httpReqFailed)
        guard failed.total > 0 else { return [] }
        func share(_ good: Int) -> String { FigureText.percent(Double(good) / Double(failed.total)) }
        let expected = summary.count(.httpExpectedErrors)
        guard expected > 0 else { return ["\(share(failed.fails)) succeeded"] }
        let strict = share(max(failed.fails - expected, 0))
        return ["\(share(failed.fails)) succeeded (\(strict) with expected errors as failures)"]
    }
}
