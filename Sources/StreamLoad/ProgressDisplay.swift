import Glibc
import LoadEngine
import Reports
import Timing

/// Progress on standard error: a live block on a terminal, elsewhere one line every few seconds.
final class ProgressDisplay {
    /// Seconds between two lines where there is no terminal.
    private static let pause = Nanoseconds.seconds(5)

    private let isQuiet: Bool
    private let isTerminal: Bool
    private let allowsColour: Bool
    private var lastLine = Nanoseconds.zero
    private var height = 0

    init(isQuiet: Bool, allowsColour: Bool) {
        self.isQuiet = isQuiet
        self.allowsColour = allowsColour
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    func show(_ progress: RunProgress) {
        guard !isQuiet else { return }
        let loads = progress.currentLoads
        let facts = Progress(
            elapsed: progress.elapsed, left: progress.left, phase: progress.phase, sessionsPlanned: loads.sessions,
            usersPlanned: loads.users, metrics: progress.metrics, families: progress.families)
        if isTerminal {
            let (text, lines) = LiveBlock.render(facts, previousHeight: height, colour: allowsColour)
            height = lines
            StandardError.writeRaw(text)
        } else if progress.elapsed - lastLine >= Self.pause {
            lastLine = progress.elapsed
            StandardError.write(ProgressLine.render(facts))
        }
    }

    /// The block makes room for the report.
    func finish() {
        guard !isQuiet, isTerminal, height > 0 else { return }
        StandardError.writeRaw(LiveBlock.clear(height: height))
        height = 0
    }
}
