internal import Metrics
internal import Timing

/// Token streams in the words of vLLM's serving benchmark, whose keys people have scripts for; times in milliseconds.
enum TokenReport {
    private static let times: [(name: String, metric: TrendMetric)] = [
        ("ttft", .llmTTFT), ("tpot", .llmTPOT), ("itl", .llmITL), ("e2el", .llmE2EL),
    ]

    /// Attempts that neither completed nor were cut short by the end of the run.
    private static func failed(_ ledger: Ledger) -> Int {
        let cutShort = ledger.closedByClient.values.reduce(ledger.count(.cancelled), +)
        return ledger.attempts - ledger.count(.completed) - cutShort
    }

    /// The `llm` of the JSON result: empty unless streams were followed as tokens.
    static func tree(_ summary: RunSummary) -> JSONTree {
        guard summary.families.contains(.tokens) else { return .object([]) }
        let seconds = summary.run.duration.seconds
        func perSecond(_ count: Int) -> JSONTree { .number(seconds > 0 ? Double(count) / seconds : 0) }
        let completed = summary.ledger.count(.completed)
        let input = summary.count(.llmPromptTokens)
        let output = summary.count(.llmTokens)
        var fields: [(key: String, value: JSONTree)] = [
            ("duration", .number(seconds)),
            ("completed", .integer(completed)),
            ("failed", .integer(failed(summary.ledger))),
            ("total_input_tokens", .integer(input)),
            ("total_output_tokens", .integer(output)),
            ("request_throughput", perSecond(completed)),
            ("output_throughput", perSecond(output)),
            ("total_token_throughput", perSecond(input.addingSaturated(output))),
        ]
        for (name, metric) in times {
            let trend = summary.trend(metric)
            fields.append(("mean_\(name)_ms", .optional(trend.average)))
            fields.append(("median_\(name)_ms", .optional(trend.percentile(50))))
            fields.append(("std_\(name)_ms", .optional(trend.standardDeviation)))
            for percent in [90.0, 95, 99] {
                fields.append(("p\(Int(percent))_\(name)_ms", .optional(trend.percentile(percent))))
            }
        }
        return .object(fields)
    }
}
