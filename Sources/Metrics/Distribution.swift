internal import Histogram
package import Timing

/// A distribution of times: an HdrHistogram with three significant digits in nanoseconds, and beside it the exact sum
/// and extremes, so that averages are exact and no percentile lies outside what was seen.
package struct Distribution: Sendable {
    /// An hour in nanoseconds; longer times count as an hour in the percentiles, not in the maximum.
    private static let highest: UInt64 = 3_600_000_000_000

    /// Room for a second without growing, which costs milliseconds of CPU; longer times still make it grow. Every new
    /// distribution shares this one's memory until it records: what is never used costs nothing.
    private static let roomForASecond: Histogram<UInt32> = {
        var histogram = Histogram<UInt32>(
            highestTrackableValue: 1 << 30, numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
        return histogram
    }()

    private var histogram = Distribution.roomForASecond
    private var sum = 0.0
    private var sumOfSquares = 0.0
    private var smallest = Int64.max
    private var largest = Int64.min

    package init() {}

    package var count: Int { Int(histogram.totalCount) }

    /// Hot path. A negative time is a clock's fault and counts as zero.
    @inline(__always)
    package mutating func record(_ time: Nanoseconds) {
        let value = max(time.count, 0)
        histogram.record(min(UInt64(value), Self.highest))
        sum += Double(value)
        sumOfSquares += Double(value) * Double(value)
        if value < smallest { smallest = value }
        if value > largest { largest = value }
    }

    package mutating func merge(_ other: Distribution) {
        guard other.count > 0 else { return }
        histogram.add(other.histogram)
        sum += other.sum
        sumOfSquares += other.sumOfSquares
        smallest = min(smallest, other.smallest)
        largest = max(largest, other.largest)
    }

    /// Empties it and keeps its memory.
    package mutating func reset() {
        guard count > 0 else { return }
        histogram.reset()
        sum = 0
        sumOfSquares = 0
        smallest = .max
        largest = .min
    }

    /// In milliseconds; nil without samples.
    package var minimum: Double? { count > 0 ? Double(smallest) / 1e6 : nil }
    package var maximum: Double? { count > 0 ? Double(largest) / 1e6 : nil }
    package var average: Double? { count > 0 ? sum / Double(count) / 1e6 : nil }
    /// Of the population, as vLLM's benchmark has it; in milliseconds, nil without samples.
    package var standardDeviation: Double? {
        guard count > 0 else { return nil }
        let mean = sum / Double(count)
        return max(sumOfSquares / Double(count) - mean * mean, 0).squareRoot() / 1e6
    }

    /// The time that `percent` of the samples do not exceed, in milliseconds; nil without samples.
    package func percentile(_ percent: Double) -> Double? { percentiles([percent])[0] }

    /// Several of them, in one pass: the library's own `valueAtPercentile` walks over all counts for each, and for a
    /// histogram of another module unspecialized. The times are the same.
    ///
    /// - Parameter percents: none lower than the one before.
    /// - Returns: the times in milliseconds; nil without samples.
    package func percentiles(_ percents: [Double]) -> [Double?] {
        guard count > 0 else { return percents.map { _ in nil } }
        var times = percents.prefix { $0 <= 0 }.map { _ in minimum }
        var soFar: UInt64 = 0
        for recorded in histogram.recordedValues() {
            soFar += UInt64(recorded.count)
            while times.count < percents.count, percents[times.count] < 100, soFar >= rank(of: percents[times.count]) {
                times.append(min(max(Double(recorded.value), Double(smallest)), Double(largest)) / 1e6)
            }
            guard times.count < percents.count, percents[times.count] < 100 else { break }
        }
        return times + Array(repeating: maximum, count: percents.count - times.count)
    }

    /// How many samples a percentile has up to it, itself included; an ulp less than asked for, so that rounding does not
    /// reach into the next sample.
    private func rank(of percent: Double) -> UInt64 {
        let percent = min(max(percent.nextDown, 0), 100)
        return max(1, UInt64((percent * Double(histogram.totalCount) / 100).rounded(.up)))
    }

    /// Percentiles from the lowest to the highest, closer together the rarer they are: twice as close after each half of
    /// what is left, as HdrHistogram prints them, until one sample is left.
    package var steps: [(percent: Double, time: Double)] {
        var percents: [Double] = []
        var left = 100.0
        let stepsPerHalf = 5.0
        while left / 100 * Double(count) >= 1 {
            percents += stride(from: 0, to: stepsPerHalf, by: 1).map { 100 - left + left / 2 * $0 / stepsPerHalf }
            left /= 2
        }
        percents.append(100)
        return zip(percents, percentiles(percents)).compactMap { percent, time in time.map { (percent, $0) } }
    }
}

extension Distribution {
    /// The highest time that percentiles tell apart from longer ones, in nanoseconds.
    package static var highestNanoseconds: UInt64 { highest }

    /// How often times were recorded, from the shortest to the longest: in nanoseconds the longest time that counts as
    /// the same, to three significant digits.
    package var recorded: [(nanoseconds: UInt64, count: Int)] {
        histogram.recordedValues().map { (UInt64($0.value), Int($0.count)) }
    }

    /// All times together, in seconds, exactly.
    package var totalSeconds: Double { sum / 1e9 }

    /// All times together, in nanoseconds, a whole number; exact to 2^53, which is 104 days.
    package var totalNanoseconds: Double { sum }

    /// A distribution that was written down: what `recorded` told of it, and what is known of it exactly. Its standard
    /// deviation alone is no more exact than the recorded times.
    ///
    /// - Parameters:
    ///   - recorded: at most `highestNanoseconds`, each at least once.
    ///   - totalNanoseconds: all times together.
    ///   - shortest: of all times.
    ///   - longest: of all times.
    package init(
        recorded: [(nanoseconds: UInt64, count: UInt32)], totalNanoseconds: Double, shortest: Nanoseconds,
        longest: Nanoseconds
    ) {
        for (nanoseconds, count) in recorded {
            histogram.record(min(nanoseconds, Self.highest), count: count)
            sumOfSquares += Double(nanoseconds) * Double(nanoseconds) * Double(count)
        }
        guard count > 0 else { return }
        sum = totalNanoseconds
        smallest = shortest.count
        largest = longest.count
    }

    /// How many times do not exceed each bound. A bound is as wide as three significant digits make it: what is recorded
    /// as the same as the bound does not exceed it.
    ///
    /// - Parameter bounds: from the shortest to the longest.
    /// - Returns: a count for each bound, none lower than the one before.
    package func counts(upTo bounds: [Nanoseconds]) -> [Int] {
        var counts: [Int] = []
        var soFar = 0
        for recorded in histogram.recordedValues() {
            let shortest = histogram.lowestEquivalentForValue(recorded.value)
            while counts.count < bounds.count, UInt64(max(bounds[counts.count].count, 0)) < shortest {
                counts.append(soFar)
            }
            guard counts.count < bounds.count else { return counts }
            soFar += Int(recorded.count)
        }
        return counts + Array(repeating: soFar, count: bounds.count - counts.count)
    }
}
