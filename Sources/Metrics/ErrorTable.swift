/// Failures in words, grouped; bounded, because a target can word them without end.
package struct ErrorTable: Sendable, Equatable {
    package struct Key: Hashable, Sendable {
        package let scenario: String
        package let step: FailedStep
        /// What people call the step; its own words where nobody named it.
        package let name: String
        package let cause: String
        /// Whether the profile said that this may happen.
        package let isExpected: Bool

        package init(scenario: String, step: FailedStep, name: String, cause: String, isExpected: Bool) {
            self.scenario = scenario
            self.step = step
            self.name = name
            self.cause = cause
            self.isExpected = isExpected
        }

        /// What failures beyond the limit are counted under.
        fileprivate var withoutCause: Key {
            Key(scenario: scenario, step: step, name: name, cause: "other", isExpected: isExpected)
        }
    }

    private static let limit = 1_000
    package private(set) var counts: [Key: Int] = [:]

    package init() {}

    package mutating func add(_ key: Key, count: Int = 1) {
        guard counts[key] != nil || counts.count < Self.limit else {
            counts[key.withoutCause, default: 0] += count
            return
        }
        counts[key, default: 0] += count
    }

    /// The key under which a failure was counted.
    func kept(_ key: Key) -> Key { counts[key] == nil ? key.withoutCause : key }

    /// The most frequent first; equal ones by scenario, name and cause, those that are expected last.
    package var sorted: [(key: Key, value: Int)] {
        counts.sorted { left, right in
            let (one, other) = (left.key, right.key)
            guard left.value == right.value else { return left.value > right.value }
            guard one.isExpected == other.isExpected else { return other.isExpected }
            return (one.scenario, one.name, one.cause, one.step.rawValue)
                < (other.scenario, other.name, other.cause, other.step.rawValue)
        }
    }

    package mutating func merge(_ other: ErrorTable) {
        for (key, count) in other.counts { add(key, count: count) }
    }
}
