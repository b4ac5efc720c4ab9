import Testing
import Timing

@Suite("Send schedules")
struct SendScheduleTests {
    @Test(
        "message k is intended at (phase + k) / rate",
        arguments: [
            (5.0, 0.0, 0, Int64(0)), (5, 0, 1, 200_000_000), (5, 0.5, 0, 100_000_000), (0.5, 0.25, 1, 2_500_000_000),
            (3, 0, 1, 333_333_333), (3, 0, 2, 666_666_667), (1_000, 0, 7, 7_000_000),
        ] as [(Double, Double, Int, Int64)])
    func offsetIsExact(rate: Double, phase: Double, index: Int, nanoseconds: Int64) {
        #expect(SendSchedule(rate: rate, phase: phase).offset(of: index) == Nanoseconds(nanoseconds))
    }

    @Test(
        "nothing has drifted after a thousand million messages",
        arguments: [
            (3.0, 3_000_000_000, Int64(1_000_000_000_000_000_000)), (5, 1_000_000_000, 200_000_000_000_000_000),
            (7, 7_000_000_000, 1_000_000_000_000_000_000), (12_000_000, 1_200_000_000, 100_000_000_000),
            (3, 1_000_000_001, 333_333_333_666_666_667),
        ] as [(Double, Int, Int64)])
    func nothingDrifts(rate: Double, index: Int, nanoseconds: Int64) {
        #expect(SendSchedule(rate: rate, phase: 0).offset(of: index) == Nanoseconds(nanoseconds))
    }

    @Test("at rate 0 nothing is ever due")
    func nothingIsDueAtRateZero() {
        let schedule = SendSchedule(rate: 0, phase: 0.5)
        #expect(schedule.count(through: .seconds(1e9)) == 0)
        #expect(schedule.offset(of: 0) == Nanoseconds(.max))
    }

    @Test("an offset beyond the clock saturates instead of trapping")
    func offsetSaturates() {
        #expect(SendSchedule(rate: 1e-9, phase: 0.9).offset(of: .max) == Nanoseconds(.max))
        #expect(SendSchedule(rate: 1e-12, phase: 0.9).offset(of: 0) == Nanoseconds(.max))
    }

    @Test("a message due now counts through now but not before it")
    func countsAtTheEdge() {
        let schedule = SendSchedule(rate: 5, phase: 0)
        #expect(schedule.count(before: .zero) == 0)
        #expect(schedule.count(through: .zero) == 1)
        #expect(schedule.count(before: .milliseconds(200)) == 1)
        #expect(schedule.count(through: .milliseconds(200)) == 2)
        #expect(schedule.count(through: Nanoseconds(-1)) == 0)
    }

    @Test("offsets never decrease, and counting inverts them, for any rate and phase")
    func lawsHold() {
        var random = SeededRandom()
        for _ in 0..<20_000 {
            let rate = exp10(Double.random(in: -3...6, using: &random))
            let schedule = SendSchedule(rate: rate, phase: .random(in: 0..<1, using: &random))
            let index = Int.random(in: 0..<(1 << Int.random(in: 1...30, using: &random)), using: &random)
            let offset = schedule.offset(of: index)
            // What lies beyond the clock (292 years) is all the same instant.
            guard offset < Nanoseconds(.max / 2) else { continue }
            let next = schedule.offset(of: index + 1)
            #expect(offset < next, "rate \(rate) index \(index)")
            #expect(schedule.count(before: offset) == index, "rate \(rate) index \(index)")
            #expect(schedule.count(through: offset) == index + 1, "rate \(rate) index \(index)")
        }
    }

    private func exp10(_ exponent: Double) -> Double {
        // A power of ten need not be exact here: it only spreads the rates over nine decades.
        (0..<Int(abs(exponent * 100))).reduce(1) { value, _ in
            value * (exponent < 0 ? 1 / 1.023_292_992_280_754 : 1.023_292_992_280_754)
        }
    }
}
