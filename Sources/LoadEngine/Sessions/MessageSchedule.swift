internal import Timing

/// When a session's own messages are intended, since it was ready.
enum MessageSchedule {
    case even(SendSchedule)
    case staged(StagedSchedule)
    case changed(ChangedSchedule)

    /// When message `index` is intended; later than any run for one that is not planned.
    func offset(of index: Int) -> Nanoseconds {
        switch self {
        case .even(let schedule): schedule.offset(of: index)
        case .staged(let schedule): schedule.offset(of: index) ?? Self.never
        case .changed(let schedule): schedule.offset(of: index)
        }
    }

    /// How many are intended before `time`.
    func count(before time: Nanoseconds) -> Int {
        switch self {
        case .even(let schedule): schedule.count(before: time)
        case .staged(let schedule): schedule.count(before: time)
        case .changed(let schedule): schedule.count(before: time)
        }
    }

    private static let never = Nanoseconds.seconds(100 * 365 * 86_400)
}
