import Testing
import Timing

@Suite("Ramps, stripes and phases")
struct RampTests {
    @Test("dial i is due at i / rate, and the ramp ends with the last dial")
    func dialsAreEven() {
        let ramp = RampSchedule(count: 1_000, rate: 500)
        #expect(ramp.offset(of: 0) == .zero)
        #expect(ramp.offset(of: 250) == .milliseconds(500))
        #expect(ramp.length == .milliseconds(1_998))
        #expect(ramp.count(through: .zero) == 1)
        #expect(ramp.count(through: .seconds(60)) == 1_000)
        #expect(RampSchedule(count: 0, rate: 1).length == .zero)
    }

    @Test("stripes share every dial out exactly once", arguments: [1, 2, 3, 7])
    func stripesPartition(width: Int) {
        for total in 0...20 {
            let stripes = (0..<width).map { Stripe(index: $0, of: width) }
            let owned = stripes.flatMap { stripe in (0..<stripe.count(of: total)).map(stripe.global) }
            #expect(owned.sorted() == Array(0..<total))
        }
    }

    @Test("golden phases cover a period evenly, for any number of sessions", arguments: [2, 10, 100, 1_000, 10_000])
    func phasesAreEven(count: Int) {
        let phases = (0..<count).map(GoldenPhase.phase).sorted()
        let gaps = zip(phases, phases.dropFirst() + [1]).map { $1 - $0 }
        #expect(phases.allSatisfy { (0..<1).contains($0) })
        // Three-gap theorem: the largest gap of the golden rotation is below 2 / count.
        #expect(gaps.allSatisfy { $0 < 2 / Double(count) })
    }
}
