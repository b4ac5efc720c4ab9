import Testing
import Timing

@Suite("Staged schedules")
struct StagedScheduleTests {
    private typealias Stage = StagedSchedule.Stage

    private static func seconds(_ value: Double) -> Nanoseconds { .seconds(value) }

    @Test("a constant rate is an even spacing from the start")
    func constant() {
        let schedule = StagedSchedule([Stage(from: 5, to: 5, over: .seconds(2))])
        #expect(schedule.total == 10)
        #expect((0..<10).map { schedule.offset(of: $0) } == (0..<10).map { .seconds(Double($0) * 0.2) })
        #expect(schedule.offset(of: 10) == nil)
        #expect(schedule.offset(of: -1) == nil)
    }

    @Test("a ramp from zero reaches n units at the square root of n")
    func ramp() {
        // A rate of 2·s has the area s².
        let schedule = StagedSchedule([Stage(from: 0, to: 20, over: .seconds(10))])
        #expect(schedule.total == 100)
        #expect([0, 1, 4, 25, 81].map { schedule.offset(of: $0) } == [0, 1, 2, 5, 9].map { .seconds($0) })
    }

    @Test("a ramp to zero is the mirror of the ramp from zero")
    func rampDown() {
        let schedule = StagedSchedule([Stage(from: 20, to: 0, over: .seconds(10))])
        #expect(schedule.total == 100)
        #expect([0, 19, 36, 75, 99].map { schedule.offset(of: $0) } == [0, 1, 2, 5, 9].map { .seconds($0) })
    }

    @Test("a fraction of a unit carries over into the next stage")
    func fractions() {
        let half = Stage(from: 1, to: 1, over: .seconds(1.5))
        #expect(StagedSchedule([half]).total == 1)
        let schedule = StagedSchedule([half, half])
        #expect(schedule.total == 3)
        #expect((0..<3).map { schedule.offset(of: $0) } == [0, 1, 2].map { .seconds($0) })
    }

    @Test("a unit that begins where nothing arrives begins when something does")
    func pause() {
        let busy = Stage(from: 2, to: 2, over: .seconds(1))
        let schedule = StagedSchedule([busy, Stage(from: 0, to: 0, over: .seconds(10)), busy])
        #expect((0..<4).map { schedule.offset(of: $0) } == [0, 0.5, 11, 11.5].map { .seconds($0) })
        #expect(schedule.length == .seconds(12))
        #expect(schedule.rate(at: .seconds(5)) == 0)
        #expect(schedule.rate(at: .seconds(11.5)) == 2)
    }

    @Test("an empty schedule plans nothing", arguments: [[], [Stage(from: 3, to: 7, over: .zero)]])
    fileprivate func empty(stages: [StagedSchedule.Stage]) {
        #expect(StagedSchedule(stages).total == 0)
        #expect(StagedSchedule(stages).count(before: .seconds(9)) == 0)
    }

    @Test("stages longer together than the clock counts end where it does")
    func longest() {
        let long = Stage(from: 1, to: 1, over: Nanoseconds(.max / 2 + 1))
        let schedule = StagedSchedule([long, long, long])
        #expect(schedule.length == Nanoseconds(.max))
        #expect(schedule.offset(of: schedule.total - 1) == Nanoseconds(.max))
    }

    @Test("a total that rounding leaves just below a whole number is that number")
    func rounding() {
        let stages = (0..<10).map { _ in Stage(from: 0.1, to: 0.1, over: .seconds(1)) }
        #expect(StagedSchedule(stages).total == 1)
    }

    @Test(
        "offsets never decrease, their count before themselves is their index, and their number is the integral",
        arguments: 0..<40)
    func laws(round: Int) {
        var random = SeededRandom(seed: UInt64(round) &+ 77)
        let stages = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            Stage(
                from: Bool.random(using: &random) ? 0 : .random(in: 0...500, using: &random),
                to: Bool.random(using: &random) ? 0 : .random(in: 0...500, using: &random),
                over: .seconds(.random(in: 0...4, using: &random)))
        }
        let schedule = StagedSchedule(stages)
        let integral = stages.reduce(0) { $0 + $1.area }
        #expect(abs(Double(schedule.total) - integral) <= 1, "seed \(round + 77)")
        var previous = Nanoseconds.zero
        for index in 0..<schedule.total {
            guard let offset = schedule.offset(of: index) else {
                Issue.record("arrival \(index) of \(schedule.total) has no time, seed \(round + 77)")
                return
            }
            #expect(offset >= previous && offset <= schedule.length, "arrival \(index), seed \(round + 77)")
            if index == 0 || offset > previous {
                #expect(schedule.count(before: offset) == index, "seed \(round + 77)")
            }
            previous = offset
        }
    }
}
