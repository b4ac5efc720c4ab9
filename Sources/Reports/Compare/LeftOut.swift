internal import Metrics

/// What the times of a run do not tell in full, as a share: messages that were due and never sent, or sent and never
/// answered. A run that drops more of its load may well look faster.
enum LeftOut: CaseIterable {
    case dropped
    case unsent
    case unanswered

    var metric: CounterMetric {
        switch self {
        case .dropped: .wsMsgsDropped
        case .unsent: .wsMsgsUnsent
        case .unanswered: .wsMsgsUnanswered
        }
    }

    /// Of one run; nil where no message was due.
    private func share(of document: ResultDocument) -> Double? {
        let count = Double(document.count(metric))
        let sent = Double(document.count(.wsMsgsSent))
        let all = self == .unanswered ? sent : sent + count
        return all > 0 ? count / all : nil
    }

    /// A remark where the runs after the change left out more, beyond what repeats of the same kind do.
    func remark(base: [ResultDocument], new: [ResultDocument]) -> String? {
        let figure = ComparedFigure(
            metric.name, "rate", .rate, base: .init(base.map(share)), new: .init(new.map(share)))
        guard let before = figure.base?.middle, let after = figure.new?.middle, after > before, !figure.isWithinSpread
        else { return nil }
        return
            "\(metric.name): \(FigureText.percent(after)) of the messages \(self == .unanswered ? "sent" : "due"), up from "
            + "\(FigureText.percent(before)): the new times do not tell of these in full"
    }
}
