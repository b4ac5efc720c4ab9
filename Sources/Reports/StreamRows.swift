internal import Metrics
internal import Timing

/// What the report tells of event streams.
enum StreamRows {
    /// Rows that are always there.
    static func always(_ summary: RunSummary) -> [LabelledRow] {
        [
            LabelledRow(
                "streams",
                AttemptWords.parts(
                    of: summary, dials: .sseConnectFailed, open: .sseOpen, established: .sseStreams) + [
                        "\(FigureText.count(summary.ledger.count(.completed))) completed",
                        "\(FigureText.count(summary.count(.sseEvents))) events",
                    ]),
            LabelledRow(
                "throughput",
                ["\(FigureText.rate(summary.rate(of: .sseEvents))) events"] + tokenRates(summary)
                    + AttemptWords.traffic(of: summary, beside: .eventStream)),
        ]
    }

    private static func tokenRates(_ summary: RunSummary) -> [String] {
        guard summary.families.contains(.tokens) else { return [] }
        return ["\(FigureText.rate(summary.rate(of: .llmTokens))) tokens"]
    }

    /// Rows with something to say; empty ones have nothing.
    static func conditional(_ document: ResultDocument) -> [LabelledRow] {
        let numbers = AttemptWords.numbers(
            document, lost: .sseEventsLost, duplicated: .sseEventsDuplicated, reordered: .sseEventsReordered)
        return [
            LabelledRow("events", numbers + AttemptWords.clockSkew(document)),
            LabelledRow("types", types(document)),
            LabelledRow(
                "on the way",
                AttemptWords.nonZero(
                    document,
                    [(.sseResumes, "resumed"), (.sseStalls, "stalled"), (.sseHeartbeats, "heartbeats")])),
            LabelledRow("tokens", tokens(document)),
            LabelledRow("lower bounds", lowerBounds(document)),
        ]
    }

    private static func lowerBounds(_ document: ResultDocument) -> [String] {
        let count = document.count(.sseLowerBounds)
        return count > 0
            ? ["\(FigureText.count(count)) among the times: ages of what had not come when streams ended"] : []
    }

    /// Where streams have several types: how often each came.
    private static func types(_ document: ResultDocument) -> [String] {
        guard document.eventTypes.count > 1 else { return [] }
        return document.eventTypes.sorted { ($1.events, $0.type) < ($0.events, $1.type) }
            .map { "\(VisibleText.of($0.type)) ×\(FigureText.count($0.events))" }
    }

    private static func tokens(_ document: ResultDocument) -> [String] {
        guard document.families.contains(.tokens) else { return [] }
        return AttemptWords.counts(document, [(.llmTokens, "tokens out")])
            + AttemptWords.nonZero(document, [(.llmPromptTokens, "tokens in"), (.llmErrors, "errors of the service")])
    }
}
