internal import Metrics
internal import Timing

/// What is told of a result where there is something to tell: losses, what was left undone, and how sessions ended. A
/// terminal and Markdown tell it in the same words.
enum ConditionalRows {
    static func rows(_ document: ResultDocument) -> [LabelledRow] {
        var rows: [LabelledRow] = []
        if document.families.contains(.webSocket) { rows += WebSocketRows.conditional(document) }
        if document.families.contains(.eventStream) { rows += StreamRows.conditional(document) }
        rows += UserRows.rows(document)
        rows.append(LabelledRow("changed", document.run.changes.map { words($0, of: document.run) }))
        rows.append(LabelledRow("ended", EndingWords.endings(of: document.lifecycle)))
        return rows.filter { !$0.isEmpty }
    }

    /// What people made of the load while it went on.
    private static func words(_ change: ResultDocument.Change, of run: ResultDocument.Run) -> String {
        let users = run.profile == nil ? "sessions" : "sessions or users"
        let parts = [
            change.connections.map { "\(FigureText.count($0)) \(users)" },
            change.connectRate.map { "\(FigureText.rate($0)) on the way" },
            change.messageRate.map { "\(FigureText.rate($0)) messages" },
            change.arrivalRate.map { "\(FigureText.rate($0)) arrivals" },
        ]
        let whose = change.scenario.map { ", \(VisibleText.of($0))" } ?? ""
        let time = FigureText.clock(.seconds(change.time))
        return "at \(time)\(whose): \(parts.compactMap(\.self).joined(separator: ", "))"
    }
}
