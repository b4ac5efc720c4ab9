internal import Profiles
package import Timing

/// The data sources of a profile as one loop draws from them. Each loop has its own, and knows of the others only which
/// share is its: rows that are given once are given once over all loops.
package final class DataPools {
    private let holes: HoleTable
    private let stripe: Stripe
    /// How many rows of each source were drawn in order.
    private var drawn: [Int]

    package init(_ holes: HoleTable, stripe: Stripe) {
        self.holes = holes
        self.stripe = stripe
        drawn = [Int](repeating: 0, count: holes.sources.count)
    }

    /// The number of the row that a user gets next.
    func draw(from source: Int, for user: Int, random: inout FastRandom) throws(DataExhausted) -> Int {
        let data = holes.sources[source]
        let count = data.value.rows.count
        switch data.value.pick {
        case .perUser: return user % count
        case .random: return Int(random.below(UInt64(count)))
        case .circular: return nextInOrder(source) % count
        case .queue:
            guard stripe.global(drawn[source]) < count else { throw DataExhausted(source: data.name) }
            return nextInOrder(source)
        }
    }

    private func nextInOrder(_ source: Int) -> Int {
        defer { drawn[source] += 1 }
        return stripe.global(drawn[source])
    }
}

/// A queue of data has no row left for this loop.
package struct DataExhausted: Error, Sendable, Equatable {
    /// The data's name in the profile.
    package let source: String

    /// As errors are counted.
    package static let cause = "data exhausted"
}
