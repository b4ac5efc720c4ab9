internal import Metrics
internal import Timing

/// What a stream was waiting for when its time was up: a target that falls silent must not look fast.
extension StreamSession {
    /// Counts each wait at its age, which is a lower bound and marked as one, where it is longer than those that ended:
    /// a short one that was cut off says nothing.
    ///
    /// - Parameters:
    ///   - entry: how the attempt ended. Where the target ended it, nothing was to come any more.
    ///   - instant: when.
    func countOpenWaits(at entry: LedgerEntry, _ instant: Instant) {
        switch entry {
        case .closedByClient, .stalled, .completed: break
        default: return
        }
        if let lastEventAt {
            count(.sseEventGap, instant - lastEventAt, beyond: longestGap)
        } else {
            count(.sseFirstEvent, instant - dialledAt, beyond: streams.longest.firstEvent)
        }
        guard let tokens, entry != .completed else { return }
        if let last = tokens.lastAt {
            count(.llmITL, instant - last, beyond: longestGap)
        } else {
            count(.llmTTFT, instant - dialledAt, beyond: streams.longest.firstToken)
        }
        count(.llmE2EL, instant - dialledAt, beyond: streams.longest.wholeAnswer)
    }

    private func count(_ metric: TrendMetric, _ age: Nanoseconds, beyond longest: Nanoseconds) {
        guard age > longest else { return }
        kind.recorder.record(metric, age)
        kind.recorder.add(.sseLowerBounds)
    }
}

/// The longest that streams of a kind waited, on one loop, for what then came.
struct LongestWaits {
    var firstEvent = Nanoseconds.zero
    var firstToken = Nanoseconds.zero
    var wholeAnswer = Nanoseconds.zero
}
