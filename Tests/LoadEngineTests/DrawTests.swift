import LoadEngine
import Testing
import Timing

@testable import Profiles

@Suite("What is drawn")
struct DrawTests {
    @Test(
        "each is chosen in proportion to its weight",
        arguments: [[10, 70, 15, 5], [1], [1, 1], [1, 999], [3, 2, 1]], 1...3)
    func weights(weights: [Int], seed: UInt64) {
        var random = FastRandom(seed: seed)
        let choice = WeightedChoice(weights: weights)
        let draws = 200_000
        var counts = [Int](repeating: 0, count: weights.count)
        for _ in 0..<draws { counts[choice.draw(&random)] += 1 }
        let sum = weights.reduce(0, +)
        for (count, weight) in zip(counts, weights) {
            let share = Double(weight) / Double(sum)
            // Five standard deviations of the binomial distribution.
            let bound = 5 * (share * (1 - share) / Double(draws)).squareRoot()
            #expect(abs(Double(count) / Double(draws) - share) <= bound, "seed \(seed)")
        }
    }

    @Test("a weight's share of the generator's range is exact", arguments: [[10, 70, 15, 5], [1, 2, 4]])
    func exact(weights: [Int]) {
        // Every place of the range in turn, as its high bits say.
        let sum = UInt64(weights.reduce(0, +))
        let choice = WeightedChoice(weights: weights)
        var counts = [Int](repeating: 0, count: weights.count)
        for place in 0..<sum { counts[choice.index(at: place)] += 1 }
        #expect(counts == weights)
    }

    @Test("a time is drawn evenly from its range, bounds included")
    func durations() throws {
        var random = FastRandom(seed: 1)
        let narrow = DurationRange(Nanoseconds(5), Nanoseconds(7))
        var counts: [Int64: Int] = [:]
        for _ in 0..<30_000 { counts[narrow.draw(&random).count, default: 0] += 1 }
        #expect(counts.keys.sorted() == [5, 6, 7])
        #expect(counts.values.allSatisfy { abs($0 - 10_000) < 500 })
        let lone = try DurationRange.parse("2s")
        #expect(lone.draw(&random) == .seconds(2))
        let range = try DurationRange.parse("1-3s")
        let mean = (0..<10_000).reduce(0.0) { sum, _ in sum + range.draw(&random).seconds } / 10_000
        #expect(abs(mean - 2) < 0.05)
    }
}
