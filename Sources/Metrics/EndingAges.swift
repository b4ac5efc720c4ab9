package import Timing

/// How old sessions were when they ended: ends by us, and all others.
///
/// Many ends of one age have one cause: an idle limit of a proxy, a token that expired, a service that restarted.
package struct EndingAges: Sendable, Equatable {
    /// Upper bounds of the ages; what is older than the last has a row of its own.
    package static let bounds: [Nanoseconds] = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map { .seconds($0) }

    /// One count for every bound, and one for the older ones.
    package private(set) var byUs = Array(repeating: 0, count: bounds.count + 1)
    package private(set) var otherwise = Array(repeating: 0, count: bounds.count + 1)

    package init() {}

    mutating func count(_ age: Nanoseconds, isByUs: Bool) {
        let place = Self.bounds.firstIndex { age < $0 } ?? Self.bounds.count
        if isByUs { byUs[place] += 1 } else { otherwise[place] += 1 }
    }

    mutating func merge(_ other: EndingAges) {
        for place in byUs.indices {
            byUs[place] += other.byUs[place]
            otherwise[place] += other.otherwise[place]
        }
    }
}
