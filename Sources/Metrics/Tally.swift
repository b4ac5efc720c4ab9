/// How often something happened, and how often it could have and did not.
package struct Tally: Sendable, Equatable {
    package private(set) var passes = 0
    package private(set) var fails = 0

    package init(passes: Int = 0, fails: Int = 0) {
        self.passes = passes
        self.fails = fails
    }

    @inline(__always)
    package mutating func count(_ happened: Bool) {
        if happened { passes += 1 } else { fails += 1 }
    }

    package mutating func merge(_ other: Tally) {
        passes += other.passes
        fails += other.fails
    }

    package var total: Int { passes + fails }

    /// The share in which it happened; nil when nothing could.
    package var share: Double? { total > 0 ? Double(passes) / Double(total) : nil }
}
