/// How many sessions are open: now, and the most and fewest of an interval.
package struct OpenSessions: Sendable, Equatable {
    package private(set) var count: Int
    package private(set) var most: Int
    package private(set) var fewest: Int

    /// A level that has not changed yet.
    package init(_ count: Int = 0) {
        self.count = count
        most = count
        fewest = count
    }

    package mutating func change(by difference: Int) {
        count += difference
        most = max(most, count)
        fewest = min(fewest, count)
    }

    /// Adds what another loop had open in the same time. The extremes add up too, which within one interval is exact
    /// unless the loops peaked at different moments of it.
    package mutating func merge(_ other: OpenSessions) {
        count += other.count
        most += other.most
        fewest += other.fewest
    }

    /// Goes on with what followed.
    package mutating func append(_ next: OpenSessions) {
        count = next.count
        most = max(most, next.most)
        fewest = min(fewest, next.fewest)
    }
}
