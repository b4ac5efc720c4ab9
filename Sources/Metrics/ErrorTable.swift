/// Failures in words, grouped; bounded, because a target can word them without end.
package struct ErrorTable: Sendable, Equatable {
    package struct Key: Hashable, Sendable {
        package let scenario: String
        package let name: String
        package let cause: String
        /// Whether the profile said that this may happen.
        package let isExpected: Bool
    }

    private static let limit = 1_000
    package private(set) var counts: [Key: Int] = [:]

    package init() {}

    package mutating func add(_ key: Key, count: Int = 1) {
        guard counts[key] != nil || counts.count < Self.limit else {
            let other = Key(scenario: key.scenario, name: key.name, cause: "other", isExpected: key.isExpected)
            counts[other, default: 0] += count
            return
        }
        counts[key, default: 0] += count
    }

    /// The most frequent first; equal ones by scenario, name and cause, those that are expected last.
    package var sorted: [(key: Key, value: Int)] {
        counts.sorted { left, right in
            let (one, other) = (left.key, right.key)
            guard left.value == right.value else { return left.value > right.value }
            guard one.isExpected == other.isExpected else { return other.isExpected }
            return (one.scenario, one.name, one.cause) < (other.scenario, other.name, other.cause)
        }
    }

    package mutating func merge(_ other: ErrorTable) {
        for (key, count) in other.counts { add(key, count: count) }
    }
}
