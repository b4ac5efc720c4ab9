internal import HeapModule
internal import Timing

/// What a loop has to do later, soonest first: sends, dials, and every deadline of its sessions.
struct DeadlineQueue {
    enum Kind: UInt8, CaseIterable {
        case dial
        case redial
        case connectTimeout
        case acknowledgementTimeout
        case send
        case replyTimeout
        case ping
        case pongTimeout
        case linger
        /// A stream may have stalled.
        case stall
        /// A stream has lasted as long as it was to.
        case streamTime
        /// The next user or arrival of a scenario.
        case start
        /// The next message of those that a scenario's sessions send together.
        case sharedSend
        /// A virtual user goes on with its steps.
        case resume
        /// The same at once, after others have had their turn.
        case turn
        /// What a virtual user waits for has not come.
        case limit
        /// A virtual user is to leave.
        case retire
        /// The loop itself: how late does it wake?
        case probe
        /// People have changed the load of a source from this instant on.
        case change
    }

    struct Entry: Comparable {
        let due: Instant
        /// Whose it is, by its slot; -1 for the loop itself.
        let member: Int32
        /// The ticket under which it was set; entries of an earlier one are stale.
        let ticket: UInt32
        let kind: Kind

        static func < (left: Entry, right: Entry) -> Bool { left.due < right.due }
    }

    private var heap = Heap<Entry>()

    var next: Entry? { heap.min }

    mutating func add(_ entry: Entry) { heap.insert(entry) }

    /// Takes the soonest entry out when it is due.
    mutating func popDue(at now: Instant) -> Entry? {
        guard let entry = heap.min, entry.due <= now else { return nil }
        return heap.popMin()
    }
}
