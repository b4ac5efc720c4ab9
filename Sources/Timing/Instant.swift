import Glibc

/// A reading of the machine's monotonic clock, in nanoseconds since an arbitrary start (`clock_gettime(2)`,
/// `CLOCK_MONOTONIC`): the one clock that everything measured here is stamped with.
package struct Instant: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    @inlinable
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The far future: later than every instant a run can reach.
    package static let distantFuture = Instant(nanoseconds: .max)

    package static func now() -> Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }

    @inlinable
    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    @inlinable
    package static func - (left: Instant, right: Instant) -> Nanoseconds {
        Nanoseconds(left.nanoseconds &- right.nanoseconds)
    }

    /// The far future, or the far past, where the sum does not fit: what is as far away as can be never comes round again.
    @inlinable
    package static func + (left: Instant, right: Nanoseconds) -> Instant {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.count)
        return Instant(nanoseconds: overflow ? (right.count < 0 ? .min : .max) : sum)
    }

    @inlinable
    package static func - (left: Instant, right: Nanoseconds) -> Instant {
        Instant(nanoseconds: left.nanoseconds &- right.count)
    }
}
