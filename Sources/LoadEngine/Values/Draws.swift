package import Profiles
package import Timing

/// One of several, drawn in proportion to their weights.
package struct WeightedChoice: Sendable {
    /// Sums of the weights up to each.
    private let bounds: [UInt64]

    /// - Parameter weights: each at least 1.
    package init(weights: [Int]) {
        precondition(!weights.isEmpty && weights.allSatisfy { $0 > 0 }, "each of at least one choice has a weight")
        var sum: UInt64 = 0
        bounds = weights.map { weight in
            sum += UInt64(weight)
            return sum
        }
    }

    /// The index of the one chosen.
    package func draw(_ random: inout FastRandom) -> Int {
        index(at: random.below(bounds[bounds.count - 1]))
    }

    /// Which one a place of the sum of all weights belongs to.
    package func index(at place: UInt64) -> Int { bounds.firstIndex { place < $0 } ?? bounds.count - 1 }
}

extension DurationRange {
    /// A length of time from the range, both bounds included, each as likely as another.
    package func draw(_ random: inout FastRandom) -> Nanoseconds {
        guard shortest < longest else { return shortest }
        return shortest + Nanoseconds(Int64(random.below(UInt64(longest.count - shortest.count) + 1)))
    }
}
