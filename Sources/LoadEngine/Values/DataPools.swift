internal import Profiles
internal import Synchronization
internal import Timing

/// The data sources of a profile as its users draw from them. All loops of a run draw from the same: what is given once is
/// given once, and nobody is told that a queue is empty while another loop has rows of it left.
package final class DataPools: Sendable {
    /// How many rows of a source were drawn in order.
    private final class Position: Sendable {
        private let drawn = Atomic(0)

        /// Relaxed: the number says nothing about any other memory.
        func next() -> Int { drawn.wrappingAdd(1, ordering: .relaxed).oldValue }
    }

    private let holes: HoleTable
    private let positions: [Position]

    package init(_ holes: HoleTable) {
        self.holes = holes
        positions = holes.sources.map { _ in Position() }
    }

    /// The number of the row that a user gets next.
    func draw(from source: Int, for user: Int, random: inout FastRandom) throws(DataExhausted) -> Int {
        let data = holes.sources[source]
        let count = data.value.rows.count
        switch data.value.pick {
        case .perUser: return user % count
        case .random: return Int(random.below(UInt64(count)))
        case .circular: return positions[source].next() % count
        case .queue:
            let row = positions[source].next()
            guard row < count else { throw DataExhausted(source: data.name) }
            return row
        }
    }
}

/// A queue of data has no row left.
package struct DataExhausted: Error, Sendable, Equatable {
    /// The data's name in the profile.
    package let source: String

    /// As errors are counted.
    package static let cause = "data exhausted"
}
