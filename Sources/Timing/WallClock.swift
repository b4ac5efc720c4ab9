internal import Glibc

/// Unix time by the monotonic clock: the difference between the two is read now and then, not for every message.
package struct WallClock: Sendable {
    private var offset: Int64

    package init() {
        offset = Self.difference()
    }

    /// Reads the difference anew: the wall clock may be set or slewed during a run.
    package mutating func adjust() { offset = Self.difference() }

    /// Milliseconds since 1970, fractions included.
    package func unixMilliseconds(at instant: Instant) -> Double { Double(instant.nanoseconds &+ offset) / 1e6 }

    private static func difference() -> Int64 {
        var time = timespec()
        let monotonic = Instant.now()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) - monotonic.nanoseconds
    }
}
