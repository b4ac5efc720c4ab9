/// When a session's messages are intended: the k-th at `(phase + k) / rate` after the session became ready, whatever
/// happened before. A pure function of the index, so nothing drifts and nothing depends on when it is asked.
///
///     rate 2/s, phase 0.25:     |----0---------1---------2---------3---  → t
///                               0   .125     .625      1.125     1.625 s
///
/// A period of 1e9/rate ns held in one Double is wrong by up to 2^-53 of itself, some 30 ns after 10^9 messages. So it
/// is held as an unevaluated sum `period + remainder` (about 106 bits), and `k · period` keeps its rounding error by a
/// fused multiply-add; what is left is below a nanosecond for every index whose offset fits 64 bits.
package struct SendSchedule: Sendable, Equatable {
    /// Messages per second; 0 means that nothing is ever due.
    package let rate: Double
    /// The share of a period that passes before the first message, 0..<1.
    package let phase: Double

    /// Nanoseconds between two messages, rounded to a Double, and what the rounding lost.
    private let period: Double
    private let remainder: Double

    package init(rate: Double, phase: Double) {
        precondition(rate >= 0 && rate.isFinite, "a rate is a finite number per second, not negative")
        precondition((0..<1).contains(phase), "a phase is a share of a period, 0..<1")
        self.rate = rate
        self.phase = phase
        period = rate > 0 ? 1e9 / rate : .infinity
        remainder = period.isFinite ? (1e9).addingProduct(-period, rate) / rate : 0
    }

    /// The intended time of message `index` after the session became ready; `Int64.max` ns when beyond the clock.
    package func offset(of index: Int) -> Nanoseconds {
        guard period.isFinite else { return Nanoseconds(.max) }
        let count = Double(index)
        let product = count * period
        guard product < 9.2e18 else { return Nanoseconds(.max) }
        let whole = product.rounded()
        let lost = (-product).addingProduct(count, period)
        let rest = (product - whole) + lost + count * remainder + phase * period
        guard rest < 1e16 else { return Nanoseconds(.max) }
        let (sum, overflow) = Int64(whole).addingReportingOverflow(Int64(rest.rounded()))
        return Nanoseconds(overflow ? .max : sum)
    }

    /// How many messages are intended before `time` (offset < time).
    package func count(before time: Nanoseconds) -> Int {
        guard time.count > 0, period.isFinite else { return 0 }
        // The inverse in Doubles is off by a step at most; offset(of:) itself decides.
        var count = max(0, Int(min(Double(time.count) / period - phase, 4e18)))
        while count > 0, offset(of: count - 1) >= time { count -= 1 }
        while offset(of: count) < time { count += 1 }
        return count
    }

    /// How many messages are intended by `time` (offset ≤ time).
    package func count(through time: Nanoseconds) -> Int {
        guard time.count >= 0, time.count < .max else { return 0 }
        return count(before: Nanoseconds(time.count + 1))
    }
}
