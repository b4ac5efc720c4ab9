/// Progress where there is no terminal: one line that a log can keep.
package enum ProgressLine {
    /// The line without its end.
    package static func render(_ progress: Progress) -> String {
        var parts = [
            "\(FigureText.clock(progress.elapsed)) \(progress.phase)",
            "\(FigureText.count(progress.open)) open of \(FigureText.count(progress.planned))",
            "\(FigureText.count(progress.attempts)) attempts",
            "\(FigureText.count(progress.failed)) failed",
        ]
        parts +=
            progress.isOfStreams
            ? ["\(FigureText.rate(progress.eventRate)) events"]
            : ["\(FigureText.rate(progress.sentRate)) sent", "\(FigureText.rate(progress.receivedRate)) received"]
        if progress.p50 != nil {
            parts.append(
                (progress.isOfStreams ? "gap " : "")
                    + "p50 \(FigureText.time(milliseconds: progress.p50)) p95 \(FigureText.time(milliseconds: progress.p95)) "
                    + "p99 \(FigureText.time(milliseconds: progress.p99))")
        }
        parts.append(
            progress.isOfStreams
                ? "\(FigureText.count(progress.resumes)) resumed"
                : "\(FigureText.count(progress.unanswered)) unanswered")
        parts.append("\(FigureText.clock(progress.left)) left")
        return parts.joined(separator: "  ")
    }
}
