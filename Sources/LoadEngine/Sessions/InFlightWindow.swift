internal import Timing

/// The messages of one session that await a reply, by their index: a ring of send times that grows with the span from
/// the oldest to the newest and is empty again when that is.
///
///     base ─┐                    ┌─ next to be sent
///           ▼                    ▼
///      … ✓ [3] ✓ [5][6] ✓ ✓ [9] ·        ✓ answered, [n] outstanding
///
/// Hot path: no allocation while the span stays within the ring.
struct InFlightWindow {
    /// What a reply's index turned out to be.
    enum Match: Equatable {
        /// Sent at this instant, and awaited until now.
        case outstanding(Instant)
        /// It had been given up as unanswered before.
        case late
        /// Never sent, or answered before.
        case unmatched
    }

    /// Send times in nanoseconds by index modulo the capacity, a power of two; 0 where nothing is awaited.
    private var sentAt: [Int64] = []
    private var base = 0
    private var end = 0
    /// Indexes given up, whose replies would be late; not more than a few thousand at once.
    private var expired: Set<Int> = []
    private static let rememberedLate = 4_096
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The oldest outstanding message and when it was sent.
    var oldest: (index: Int, sentAt: Instant)? {
        count == 0 ? nil : (base, Instant(nanoseconds: sentAt[base & (sentAt.count - 1)]))
    }

    /// Notes that message `index` was sent; indexes only grow.
    mutating func insert(_ index: Int, sentAt instant: Instant) {
        if count == 0 {
            base = index
            end = index
        }
        if index - base >= sentAt.count { grow(toHold: index - base + 1) }
        // Indexes that were skipped (dropped messages) are not awaited.
        while end < index {
            sentAt[end & (sentAt.count - 1)] = 0
            end += 1
        }
        sentAt[index & (sentAt.count - 1)] = instant.nanoseconds
        end = index + 1
        count += 1
    }

    /// Takes the message out when it is awaited.
    mutating func resolve(_ index: Int) -> Match {
        guard count > 0, index >= base, index < end, sentAt[index & (sentAt.count - 1)] != 0 else {
            return expired.remove(index) == nil ? .unmatched : .late
        }
        let slot = index & (sentAt.count - 1)
        let instant = Instant(nanoseconds: sentAt[slot])
        sentAt[slot] = 0
        count -= 1
        skipResolved()
        return .outstanding(instant)
    }

    /// Takes the oldest message out and gives it up: a reply to it would be late.
    mutating func giveUpOldest() {
        guard count > 0 else { return }
        sentAt[base & (sentAt.count - 1)] = 0
        if expired.count < Self.rememberedLate { expired.insert(base) }
        count -= 1
        skipResolved()
    }

    private mutating func skipResolved() {
        guard count > 0 else {
            // A burst may have grown the ring; a quiet session keeps a small one.
            if sentAt.count > 64 { sentAt = [] }
            return
        }
        while sentAt[base & (sentAt.count - 1)] == 0 { base += 1 }
    }

    private mutating func grow(toHold span: Int) {
        var capacity = max(8, sentAt.count)
        while capacity < span { capacity *= 2 }
        var larger = [Int64](repeating: 0, count: capacity)
        var index = base
        while index < end {
            larger[index & (capacity - 1)] = sentAt[index & (sentAt.count - 1)]
            index += 1
        }
        sentAt = larger
    }
}
