/// Progress where there is no terminal: one line that a log can keep.
package enum ProgressLine {
    /// The line without its end.
    package static func render(_ progress: Progress) -> String {
        var parts = ["\(FigureText.clock(progress.elapsed)) \(progress.phase)"]
        if !progress.isOfRequestsAlone { parts += sessions(progress) }
        if progress.isOfRequests { parts += requests(progress) }
        if progress.p50 != nil {
            parts.append(
                (progress.isOfStreams && !progress.isOfRequestsAlone ? "gap " : "")
                    + "p50 \(FigureText.time(milliseconds: progress.p50)) p95 \(FigureText.time(milliseconds: progress.p95)) "
                    + "p99 \(FigureText.time(milliseconds: progress.p99))")
        }
        if !progress.isOfRequestsAlone {
            parts.append(
                progress.isOfStreams
                    ? "\(FigureText.count(progress.resumes)) resumed"
                    : "\(FigureText.count(progress.unanswered)) unanswered")
        }
        parts.append("\(FigureText.clock(progress.left)) left")
        return parts.joined(separator: "  ")
    }

    private static func sessions(_ progress: Progress) -> [String] {
        [
            "\(FigureText.count(progress.open)) open\(progress.ofSessions)",
            "\(FigureText.count(progress.attempts)) attempts",
            "\(FigureText.count(progress.failed)) failed",
        ]
            + (progress.isOfStreams
                ? ["\(FigureText.rate(progress.eventRate)) events"]
                : ["\(FigureText.rate(progress.sentRate)) sent", "\(FigureText.rate(progress.receivedRate)) received"])
    }

    private static func requests(_ progress: Progress) -> [String] {
        let failed = "\(FigureText.count(progress.requestsFailed)) failed"
        let rate = "\(FigureText.rate(progress.requestRate)) requests"
        guard progress.isOfRequestsAlone else { return [rate, failed] }
        return ["\(FigureText.count(progress.users)) users\(progress.ofUsers)", rate, failed]
    }
}
