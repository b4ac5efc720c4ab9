internal import Metrics
internal import Timing

/// A distribution as a histogram with fixed bounds: what monitoring systems can add up over runs and generators.
struct TimeBuckets: Equatable {
    /// Four to a decade, from echoes on the same machine to the longest answers of a language model.
    static let bounds: [Nanoseconds] =
        [0.1, 1, 10, 100, 1_000].flatMap { decade in [1, 2, 3, 5].map { .milliseconds(decade * $0) } }
        + [10, 20, 30, 60].map { .seconds($0) }

    /// How many did not exceed each bound.
    let counts: [Int]
    /// How many there are, longer ones than the last bound included.
    let count: Int
    /// All of them together, in seconds.
    let sum: Double
    /// In seconds; nil without samples.
    let shortest: Double?
    let longest: Double?

    init(_ times: Distribution) {
        // Most trends of a run never have a sample.
        counts =
            times.count > 0 ? times.counts(upTo: Self.bounds) : Array(repeating: 0, count: Self.bounds.count)
        count = times.count
        sum = times.totalSeconds
        shortest = times.minimum.map { $0 / 1e3 }
        longest = times.maximum.map { $0 / 1e3 }
    }
}
