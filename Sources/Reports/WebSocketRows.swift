internal import Metrics
internal import Timing

/// What the report tells of WebSocket sessions.
enum WebSocketRows {
    /// Rows that are always there.
    static func always(_ summary: RunSummary) -> [LabelledRow] { [sessions(summary), throughput(summary)] }

    private static func sessions(_ summary: RunSummary) -> LabelledRow {
        let expected = summary.trend(.wsResponseTime).count
        var parts =
            AttemptWords.parts(
                of: summary, dials: .wsConnectFailed, open: .wsOpen, established: .wsSessions) + [
                "\(FigureText.count(summary.count(.wsMsgsSent))) sent"
            ]
        if expected > 0 {
            parts.append("\(FigureText.count(summary.trend(.wsServiceTime).count)) replies")
            parts.append("\(FigureText.count(summary.count(.wsMsgsUnanswered))) unanswered")
        } else {
            parts.append("\(FigureText.count(summary.count(.wsMsgsReceived))) received")
        }
        return LabelledRow("sessions", parts)
    }

    private static func throughput(_ summary: RunSummary) -> LabelledRow {
        LabelledRow(
            "throughput",
            [
                "\(FigureText.rate(summary.rate(of: .wsMsgsSent))) sent",
                "\(FigureText.rate(summary.rate(of: .wsMsgsReceived))) received",
            ] + AttemptWords.traffic(of: summary, beside: .webSocket))
    }

    /// Rows with something to say; empty ones have nothing.
    static func conditional(_ document: ResultDocument) -> [LabelledRow] {
        let pushes = AttemptWords.numbers(
            document, lost: .wsMsgsLost, duplicated: .wsMsgsDuplicated, reordered: .wsMsgsReordered)
        var bounds: [String] = []
        if document.lowerBounds > 0 {
            bounds = [
                "\(FigureText.count(document.lowerBounds)) among the response times: ages of messages without a reply"
            ]
        }
        let unsent = document.count(.wsMsgsDropped) + document.count(.wsMsgsUnsent)
        let missing = unsent > 0 ? ["\(FigureText.count(unsent)) messages that were due and never left"] : []
        return [
            LabelledRow("pushes", pushes + AttemptWords.clockSkew(document)),
            LabelledRow("messages", AttemptWords.nonZero(document, messageRemarks)),
            LabelledRow("lower bounds", bounds),
            LabelledRow("not timed", missing),
        ]
    }

    private static let messageRemarks: [(CounterMetric, String)] = [
        (.wsMsgsUnanswered, "unanswered"), (.wsMsgsLate, "late"), (.wsMsgsUnmatched, "unmatched"),
        (.wsMsgsDropped, "dropped: the target left no room"), (.wsMsgsUnsent, "unsent: their session had ended"),
        (.wsSubscribeFailed, "subscribes failed"),
        (.wsReconnects, "reconnects"),
    ]
}
