import Testing
import Timing

@Suite("Seeded random numbers")
struct FastRandomTests {
    @Test("the published outputs of SplitMix64 for the seed 1234567")
    func published() {
        var random = FastRandom(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
        #expect(random.next() == 9_817_491_932_198_370_423)
    }

    @Test("streams of one seed differ, and repeat with it")
    func streams() {
        let first = (0..<100).map { FastRandom(seed: 7, stream: $0).state }
        #expect(Set(first).count == 100)
        #expect(first == (0..<100).map { FastRandom(seed: 7, stream: $0).state })
        #expect(first != (0..<100).map { FastRandom(seed: 8, stream: $0).state })
    }

    @Test("a bounded number stays below its bound and reaches every value")
    func bounded() {
        var random = FastRandom(seed: 42)
        var seen = Set<UInt64>()
        for _ in 0..<10_000 { seen.insert(random.below(36)) }
        #expect(seen == Set(0..<36))
    }

    @Test("fractions lie in 0..<1 with a mean of a half")
    func fractions() {
        var random = FastRandom(seed: 42)
        let fractions = (0..<100_000).map { _ in random.unit() }
        #expect(fractions.allSatisfy { (0..<1).contains($0) })
        #expect(abs(fractions.reduce(0, +) / 100_000 - 0.5) < 0.005)
    }
}
