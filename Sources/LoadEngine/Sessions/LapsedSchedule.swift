internal import Timing

/// The messages of a session that is gone: planned until its end was to come, and never sent.
struct LapsedSchedule {
    let schedule: MessageSchedule
    let readyAt: Instant
    /// How many were taken up: the first ones of the schedule.
    let taken: Int
    /// No message is intended from then on, session or none.
    let plannedEnd: Instant

    /// How many came due without a session to send them, when it is there again or the run is over by `instant`.
    func unsent(until instant: Instant) -> Int {
        max(schedule.count(before: min(instant, plannedEnd) - readyAt) - taken, 0)
    }
}
