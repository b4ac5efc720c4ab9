import Metrics
import Testing
import Timing

@Suite("Distributions")
struct DistributionTests {
    @Test("count, extremes and average are exact; percentiles lie within three digits and within what was seen")
    func summariesAreTrue() {
        var distribution = Distribution()
        for microseconds in 1...1_000 { distribution.record(.microseconds(Double(microseconds))) }
        #expect(distribution.count == 1_000)
        #expect(distribution.minimum == 0.001)
        #expect(distribution.maximum == 1)
        #expect(distribution.average == 0.5005)
        #expect(distribution.percentile(100) == distribution.maximum)
        for percent in [50.0, 90, 95, 99] {
            let percentile = distribution.percentile(percent) ?? 0
            #expect(abs(percentile - percent / 100) <= percent / 100 * 0.001)
        }
    }

    @Test("a single time is every percentile, exactly", arguments: [1, 999, 1_234_567, 98_765_432_101])
    func singleTimeIsExact(nanoseconds: Int64) {
        var distribution = Distribution()
        distribution.record(Nanoseconds(nanoseconds))
        for percent in [0, 50, 99.9, 100] { #expect(distribution.percentile(percent) == Double(nanoseconds) / 1e6) }
    }

    @Test("percentiles are the samples of their rank, to three digits, however many are asked for", arguments: 0..<20)
    func percentilesAreRanks(seed: UInt64) {
        var random = FastRandom(seed: seed, stream: 7)
        var distribution = Distribution()
        let samples = (0..<Int(1 + random.next() % 5_000)).map { _ in
            Int64(1 + random.next() % (1 << (random.next() % 34)))
        }
        for sample in samples { distribution.record(Nanoseconds(sample)) }
        let sorted = samples.sorted()
        let percents = [0, 0.01, 1, 25, 50, 66, 90, 99, 99.9, 99.99, 100]
        let times = distribution.percentiles(percents)
        for (percent, time) in zip(percents, times) {
            let rank = max(1, Int((percent.nextDown / 100 * Double(sorted.count)).rounded(.up)))
            let sample = Double(sorted[rank - 1]) / 1e6
            #expect(abs((time ?? 0) - sample) <= sample * 0.001, "p\(percent), seed \(seed)")
            #expect(distribution.percentile(percent) == time)
        }
        #expect(times.first == distribution.minimum && times.last == distribution.maximum)
    }

    @Test("without samples there is nothing to tell")
    func emptyHasNothing() {
        let distribution = Distribution()
        #expect(distribution.count == 0)
        #expect([distribution.minimum, distribution.average, distribution.percentile(50)] == [nil, nil, nil])
    }

    @Test("a negative time counts as zero, one beyond an hour keeps its maximum")
    func extremesAreBounded() {
        var distribution = Distribution()
        distribution.record(Nanoseconds(-5))
        distribution.record(.seconds(7_200))
        #expect(distribution.minimum == 0)
        #expect(distribution.maximum == 7_200_000)
        #expect(distribution.count == 2)
    }

    @Test("merging equals recording everything in one, in any order")
    func mergeIsRecordingTogether() {
        var random = SystemRandomNumberGenerator()
        let times = (0..<5_000).map { _ in Nanoseconds(Int64.random(in: 0...(1 << 36), using: &random)) }
        var parts = [Distribution](repeating: Distribution(), count: 3)
        var whole = Distribution()
        for (index, time) in times.enumerated() {
            parts[index % 3].record(time)
            whole.record(time)
        }
        for order in [[0, 1, 2], [2, 0, 1]] {
            var merged = Distribution()
            for part in order { merged.merge(parts[part]) }
            #expect(merged.count == whole.count)
            #expect([merged.minimum, merged.maximum] == [whole.minimum, whole.maximum])
            for percent in stride(from: 0.0, through: 100, by: 2.5) {
                #expect(merged.percentile(percent) == whole.percentile(percent))
            }
        }
    }

    @Test("an emptied distribution remembers nothing")
    func resetForgets() {
        var distribution = Distribution()
        distribution.record(.seconds(1))
        distribution.reset()
        distribution.record(.milliseconds(2))
        #expect([distribution.minimum, distribution.maximum, distribution.average] == [2, 2, 2])
    }

    @Test("what does not exceed a bound is counted, the bound itself included")
    func countsUpToBounds() {
        var distribution = Distribution()
        for milliseconds in [0.1, 1, 1, 1.5, 10, 2_000, 7_200_000] { distribution.record(.milliseconds(milliseconds)) }
        let bounds: [Nanoseconds] = [.microseconds(50), .microseconds(100), .milliseconds(1), .milliseconds(10)]
        #expect(distribution.counts(upTo: bounds) == [0, 1, 3, 5])
        #expect(distribution.counts(upTo: bounds + [.seconds(1), .seconds(2), .seconds(60)]) == [0, 1, 3, 5, 5, 6, 6])
        #expect(distribution.counts(upTo: []).isEmpty)
        #expect(Distribution().counts(upTo: bounds) == [0, 0, 0, 0])
    }

    @Test("counts up to bounds never fall, and are within three digits of the truth")
    func countsNeverFall() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            let times = (0..<1_000).map { _ in Int64.random(in: 0...(1 << Int64.random(in: 1...36, using: &random))) }
            var distribution = Distribution()
            for time in times { distribution.record(Nanoseconds(time)) }
            let bounds = (0..<24).map { _ in Int64.random(in: 0...(1 << 36), using: &random) }.sorted()
            let counts = distribution.counts(upTo: bounds.map { Nanoseconds($0) })
            #expect(counts.count == bounds.count)
            #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 <= $1 })
            for (bound, count) in zip(bounds, counts) {
                #expect(count >= times.count { $0 <= bound }, "times \(times), bound \(bound)")
                #expect(count <= times.count { Double($0) <= Double(bound) * 1.001 }, "times \(times), bound \(bound)")
            }
            #expect(distribution.totalSeconds == times.reduce(0.0) { $0 + Double($1) } / 1e9)
        }
    }
}
