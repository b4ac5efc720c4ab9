/// A signed span of time in nanoseconds: what the hot path computes with, eight bytes and no conversions.
package struct Nanoseconds: Hashable, Comparable, Sendable {
    package var count: Int64

    @inlinable
    package init(_ count: Int64) { self.count = count }

    package static let zero = Nanoseconds(0)

    @inlinable
    package static func seconds(_ value: Double) -> Nanoseconds { Nanoseconds(Int64((value * 1e9).rounded())) }

    @inlinable
    package static func milliseconds(_ value: Double) -> Nanoseconds { Nanoseconds(Int64((value * 1e6).rounded())) }

    @inlinable
    package static func microseconds(_ value: Double) -> Nanoseconds { Nanoseconds(Int64((value * 1e3).rounded())) }

    /// The span in seconds, fractions included.
    @inlinable package var seconds: Double { Double(count) / 1e9 }

    /// The span in milliseconds, fractions included.
    @inlinable package var milliseconds: Double { Double(count) / 1e6 }

    @inlinable
    package static func < (left: Nanoseconds, right: Nanoseconds) -> Bool { left.count < right.count }

    @inlinable
    package static func + (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        Nanoseconds(left.count &+ right.count)
    }

    @inlinable
    package static func - (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        Nanoseconds(left.count &- right.count)
    }
}
