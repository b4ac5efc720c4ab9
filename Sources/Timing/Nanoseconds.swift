/// A signed span of time in nanoseconds: what the hot path computes with, eight bytes and no conversions.
package struct Nanoseconds: Hashable, Comparable, Sendable {
    package var count: Int64

    @inlinable
    package init(_ count: Int64) { self.count = count }

    package static let zero = Nanoseconds(0)

    @inlinable
    package static func seconds(_ value: Double) -> Nanoseconds { saturated(value * 1e9) }

    @inlinable
    package static func milliseconds(_ value: Double) -> Nanoseconds { saturated(value * 1e6) }

    @inlinable
    package static func microseconds(_ value: Double) -> Nanoseconds { saturated(value * 1e3) }

    /// A target may name any number as a time: what does not fit is as far away as can be, and no number is now.
    @inlinable
    static func saturated(_ nanoseconds: Double) -> Nanoseconds {
        guard !nanoseconds.isNaN else { return .zero }
        // 2⁶³ is the first double that does not fit.
        guard nanoseconds < 0x1p63 else { return Nanoseconds(.max) }
        guard nanoseconds > -0x1p63 else { return Nanoseconds(.min) }
        return Nanoseconds(Int64(nanoseconds.rounded()))
    }

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

    /// The sum, or the longest span where it does not fit: for lengths that a person wrote, of which any number may follow
    /// each other.
    package func saturating(adding other: Nanoseconds) -> Nanoseconds {
        let (sum, overflow) = count.addingReportingOverflow(other.count)
        return Nanoseconds(overflow ? (other.count < 0 ? .min : .max) : sum)
    }

    @inlinable
    package static func - (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        Nanoseconds(left.count &- right.count)
    }
}
