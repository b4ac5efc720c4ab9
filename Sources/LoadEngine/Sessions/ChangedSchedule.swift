internal import Timing

/// A session's messages when people change their rate on the way: parts one after another, each a schedule of its own
/// from the instant of its change.
///
///     ready         change                  change
///     |--0---1---2--|-3-4-5-6-7-8-9-10-11-12|            the numbers run on; what a part had not come to by its
///       every 0.4 s       every 0.2 s         nothing    end is not planned any more
///
/// A pure function like its parts. Those that nobody asks about any more are let go of, so that a session whose rate is
/// changed for ever keeps a few.
struct ChangedSchedule {
    private struct Part {
        /// Since the session was ready.
        let start: Nanoseconds
        /// The number of its first message.
        let first: Int
        let schedule: MessageSchedule
    }

    private var parts: [Part]

    /// The schedule before the first change.
    init(_ schedule: MessageSchedule) { parts = [Part(start: .zero, first: 0, schedule: schedule)] }

    /// Begins another schedule.
    ///
    /// - Parameters:
    ///   - schedule: counted from the change.
    ///   - time: of the change since the session was ready; not before an earlier change.
    ///   - taken: how many messages were taken up. A loop that is late may have taken up some that the change calls off.
    ///   - memory: nobody asks any more about a message that was intended before it.
    mutating func change(
        to schedule: MessageSchedule, at time: Nanoseconds, taken: Int, forgetting memory: Nanoseconds
    ) {
        let start = max(time, parts[parts.count - 1].start)
        parts.append(Part(start: start, first: max(count(before: start), taken), schedule: schedule))
        let forgotten = parts.indices.dropFirst().prefix { parts[$0].start <= memory }.count
        parts.removeFirst(forgotten)
    }

    /// When message `index` is intended, since the session was ready.
    func offset(of index: Int) -> Nanoseconds {
        let part = parts.last { $0.first <= index } ?? parts[0]
        return part.start.saturating(adding: part.schedule.offset(of: index - part.first))
    }

    /// How many are intended before `time`.
    func count(before time: Nanoseconds) -> Int {
        var end = Int.max
        for part in parts.reversed() {
            if part.start < time {
                return part.first + min(part.schedule.count(before: time - part.start), end - part.first)
            }
            end = part.first
        }
        return end
    }
}
