internal import Timing

/// Progress on a terminal: a block of lines that draws itself over the previous one (ECMA-48 CUU and ED). Pure: the
/// caller remembers the height.
package enum LiveBlock {
    private static let barWidth = 24

    /// The next block with what erases the previous one, and its height in lines. No line reaches 80 columns, because
    /// a line that wraps would take two rows and the next block would erase only one of them.
    package static func render(_ progress: Progress, previousHeight: Int, colour: Bool) -> (text: String, height: Int) {
        let ink = Ink(isOn: colour)
        var lines = [
            "\(progress.phase.padded(to: 6))\(FigureText.clock(progress.elapsed))  \(bar(progress))  "
                + ink.quiet("\(FigureText.clock(progress.left)) left")
        ]
        if !progress.isOfRequestsAlone { lines += [sessions(progress, ink: ink), traffic(progress, ink: ink)] }
        if progress.isOfRequests { lines += requests(progress, ink: ink) }
        let label =
            progress.isOfRequestsAlone ? "response " : progress.isOfStreams ? "event gap" : "response "
        lines.append(
            "\(label) p50 \(FigureText.time(milliseconds: progress.p50))   "
                + "p95 \(FigureText.time(milliseconds: progress.p95))   p99 \(FigureText.time(milliseconds: progress.p99))"
        )
        return (clear(height: previousHeight) + lines.map { $0 + "\n" }.joined(), lines.count)
    }

    private static func sessions(_ progress: Progress, ink: Ink) -> String {
        "\(progress.isOfStreams ? "streams  " : "sessions ") \(FigureText.count(progress.open)) open\(progress.ofSessions)   "
            + "\(FigureText.count(progress.attempts)) attempts   " + failed(progress.failed, ink: ink)
    }

    private static func requests(_ progress: Progress, ink: Ink) -> [String] {
        let users = "users     \(FigureText.count(progress.users))\(progress.ofUsers)"
        return (progress.isOfRequestsAlone ? [users] : []) + [
            "requests  \(FigureText.rate(progress.requestRate))   " + failed(progress.requestsFailed, ink: ink)
        ]
    }

    private static func failed(_ count: Int, ink: Ink) -> String {
        let words = "\(FigureText.count(count)) failed"
        return count > 0 ? ink.bad(words) : words
    }

    private static func traffic(_ progress: Progress, ink: Ink) -> String {
        guard !progress.isOfStreams else {
            return "events    \(FigureText.rate(progress.eventRate))   \(FigureText.count(progress.resumes)) resumed"
        }
        let unanswered = "\(FigureText.count(progress.unanswered)) unanswered"
        return
            "messages  \(FigureText.rate(progress.sentRate)) sent   \(FigureText.rate(progress.receivedRate)) received   "
            + (progress.unanswered > 0 ? ink.doubtful(unanswered) : unanswered)
    }

    /// Erases a block of `height` lines that was drawn last, and leaves the cursor where it began.
    package static func clear(height: Int) -> String { height > 0 ? "\u{1B}[\(height)A\r\u{1B}[J" : "" }

    private static func bar(_ progress: Progress) -> String {
        let whole = progress.elapsed.seconds + progress.left.seconds
        let share = whole > 0 ? min(max(progress.elapsed.seconds / whole, 0), 1) : 0
        let filled = Int((share * Double(barWidth)).rounded())
        return String(repeating: "█", count: filled) + String(repeating: "░", count: barWidth - filled)
    }
}
