internal import HeapModule
internal import Timing

/// What a loop has to do at which instant: one heap for everything, so that one timer serves it.
struct Agenda<Event> {
    private struct Entry: Comparable {
        let due: Instant
        /// Equal instants keep the order in which they were entered.
        let ordinal: Int
        let event: Event

        static func < (left: Entry, right: Entry) -> Bool { (left.due, left.ordinal) < (right.due, right.ordinal) }
        static func == (left: Entry, right: Entry) -> Bool { left.ordinal == right.ordinal }
    }

    private var entries = Heap<Entry>()
    private var entered = 0

    /// When the next event is due, nil when there is none.
    var nextDue: Instant? { entries.min?.due }
    var count: Int { entries.count }

    mutating func add(_ event: Event, at due: Instant) {
        entries.insert(Entry(due: due, ordinal: entered, event: event))
        entered += 1
    }

    /// Takes out the first event if it is due by `instant`.
    mutating func takeDue(by instant: Instant) -> Event? {
        guard let first = entries.min, first.due <= instant else { return nil }
        return entries.popMin()?.event
    }
}
