/// When the planned sessions are dialled: dial i at i / rate after the start, the first at once.
package struct RampSchedule: Sendable, Equatable {
    /// How many dials are planned.
    package let count: Int
    private let schedule: SendSchedule

    /// Plans `count` dials at `rate` dials per second, above zero.
    package init(count: Int, rate: Double) {
        precondition(count >= 0 && rate > 0, "a ramp has a count and a rate above zero")
        self.count = count
        schedule = SendSchedule(rate: rate, phase: 0)
    }

    /// Dials per second where nobody says how many: a listen backlog is not overrun, and the ramp takes ten seconds at
    /// most.
    package static func usualRate(of count: Int) -> Double { max(500, Double(count) / 10) }

    /// When dial `index` is due.
    package func offset(of index: Int) -> Nanoseconds { schedule.offset(of: index) }

    /// How many dials are due before `time` (offset < time).
    package func count(before time: Nanoseconds) -> Int { min(count, schedule.count(before: time)) }

    /// How many dials are due by `time`.
    package func count(through time: Nanoseconds) -> Int { min(count, schedule.count(through: time)) }

    /// When the last planned dial is due; the hold starts here.
    package var length: Nanoseconds { count == 0 ? .zero : offset(of: count - 1) }
}
