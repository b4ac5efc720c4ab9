internal import Metrics

/// What is told of a distribution as a whole, of every trend with samples.
extension JSONReport {
    /// All that the reports made later take: of each trend, and of each step that makes requests.
    static func distributions(_ summary: RunSummary) -> JSONTree {
        let trends = TrendMetric.allCases.filter(summary.has).map { ($0.name, summary.trend($0)) }
        let requests = summary.requestRows.map { row in
            (RequestRow.durationSelector(scenario: row.scenario, name: row.name).description, row.duration)
        }
        return tree(trends + requests) { steps($0) + exact($0) }
    }

    /// What a percentile plot is drawn from. It takes less time to put together than what the reports take.
    static func drawnDistributions(_ summary: RunSummary) -> JSONTree {
        tree(TrendMetric.allCases.filter(summary.has).map { ($0.name, summary.trend($0)) }, steps)
    }

    private static func tree(
        _ distributions: [(String, Distribution)], _ fields: (Distribution) -> [(key: String, value: JSONTree)]
    ) -> JSONTree {
        .object(
            distributions.filter { $0.1.count > 0 }.map { name, times in (key: name, value: .object(fields(times))) })
    }

    private static func steps(_ times: Distribution) -> [(key: String, value: JSONTree)] {
        let steps = times.steps
        return [
            ("percent", .list(steps.map { .number($0.percent) })), ("ms", .list(steps.map { .number($0.time) })),
        ]
    }

    /// The sum, without which an average of several is a guess, and every count.
    private static func exact(_ times: Distribution) -> [(key: String, value: JSONTree)] {
        let sum = times.totalNanoseconds
        return [
            ("sum_ns", Int(exactly: sum).map(JSONTree.integer) ?? .number(sum)),
            ("hdr", .text(HistogramEncoding.base64(times))),
        ]
    }
}
