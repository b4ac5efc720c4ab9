internal import Timing

extension WebSocketSession {
    /// From `instant` on its messages are intended at another rate, with its phase as before. What was due by then stays
    /// due, what was not is not planned any more; the numbers of its messages run on, and a reply still finds the instant
    /// that its message was intended at.
    func changeRate(to rate: Double, at instant: Instant) {
        guard state == .ready, isScheduled else { return }
        var course = changed ?? ChangedSchedule(schedule)
        // One that leaves has nothing more to send, and keeps the schedule that its messages were intended by.
        guard !isReleased, retiredAt == .distantFuture else { return changed = course }
        course.change(
            to: .even(SendSchedule(rate: rate, phase: GoldenPhase.phase(of: index))), at: instant - readyAt,
            taken: taken, forgetting: memory(at: instant) - readyAt)
        changed = course
        // The deadline of the schedule before is stale: another one is set beside it, where there is anything to send.
        sendDue = .distantFuture
        deadlines &= ~(1 << UInt16(DeadlineQueue.Kind.send.rawValue))
        if !waiting.isFull { scheduleNextSend() }
    }

    /// Nothing that was intended earlier will be asked about: every message before it is sent and answered.
    private func memory(at instant: Instant) -> Instant {
        let recent = instant - loop.grace
        guard let oldest = window.oldest?.index ?? waiting.first else { return recent }
        return min(intended(oldest), recent)
    }
}
