internal import Timing

/// When the events of a stream are due, as a pure function of their position: nothing drifts, whatever happened before.
///
///     offset(p) = first delay + (p − 1) / rate + pause · ⌊p / every⌋        p = 1, 2, …
///
///     rate 2/s, first delay 1 s, pause 3 s before every third:
///         |---------1----2-----------------------------------3----4----5-----------… → t
///         0         1    1.5                                 5    5.5  6 s
struct EventSchedule: Equatable {
    private let pace: SendSchedule
    private let firstDelay: Nanoseconds
    private let gap: EventFaults.Gap?

    /// The rate is in events per second; 0 means that none is ever due.
    init(rate: Double, firstDelay: Nanoseconds, gap: EventFaults.Gap?) {
        pace = SendSchedule(rate: rate, phase: 0)
        self.firstDelay = firstDelay
        self.gap = gap
    }

    /// When a position is due after the start; nil when that is never, or beyond the clock.
    func offset(of position: Int) -> Nanoseconds? {
        var sum = firstDelay.count
        let pauses = gap.map { $0.pause.count.multipliedReportingOverflow(by: Int64(position / $0.every)) }
        for part in [(pace.offset(of: position - 1).count, false), pauses ?? (0, false)] {
            let (next, overflow) = sum.addingReportingOverflow(part.0)
            // Half of the clock's range is left for the start that the offset is added to.
            guard !part.1, !overflow, next < .max / 2 else { return nil }
            sum = next
        }
        return Nanoseconds(sum)
    }

    /// How many positions are due by `elapsed`.
    func count(through elapsed: Nanoseconds) -> Int {
        // Without the pauses more would be due, never fewer; the true count is searched below that.
        var highest = pace.count(through: elapsed - firstDelay)
        var lowest = 0
        while lowest < highest {
            let middle = highest - (highest - lowest) / 2
            if let offset = offset(of: middle), offset <= elapsed {
                lowest = middle
            } else {
                highest = middle - 1
            }
        }
        return lowest
    }
}
