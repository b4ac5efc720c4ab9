import Testing
import Timing

@testable import LoadEngine

@Suite("A schedule whose rate is changed on the way")
struct ChangedScheduleTests {
    private func even(_ rate: Double, phase: Double = 0.5) -> MessageSchedule {
        .even(SendSchedule(rate: rate, phase: phase))
    }

    /// 10/s for a second, 50/s for two, nothing for one, then 1/s.
    private func changed(forgetting memory: Nanoseconds = .zero) -> ChangedSchedule {
        var schedule = ChangedSchedule(even(10))
        for (rate, time) in [(50.0, 1.0), (0, 3), (1, 4)] {
            let taken = schedule.count(before: .seconds(time))
            schedule.change(to: even(rate), at: .seconds(time), taken: taken, forgetting: memory)
        }
        return schedule
    }

    @Test(
        "each message is intended by the rate that held then, counted from its change",
        arguments: [(0, 0.05), (9, 0.95), (10, 1.01), (11, 1.03), (109, 2.99), (110, 4.5), (111, 5.5)])
    func offsets(index: Int, seconds: Double) {
        #expect(changed().offset(of: index) == .seconds(seconds))
    }

    @Test(
        "and as many are planned as the parts have in their time",
        arguments: [(0.0, 0), (0.05, 0), (0.06, 1), (1, 10), (1.01, 10), (1.02, 11), (3, 110), (3.9, 110), (5, 111)])
    func counts(seconds: Double, count: Int) {
        #expect(changed().count(before: .seconds(seconds)) == count)
    }

    @Test("what a late loop took up before it knew of the change keeps its time")
    func takenUpBefore() {
        var schedule = ChangedSchedule(even(10))
        schedule.change(to: even(1), at: .seconds(1), taken: 12, forgetting: .zero)
        #expect(schedule.offset(of: 11) == .seconds(1.15))
        #expect(schedule.offset(of: 12) == .seconds(1.5))
        #expect(schedule.count(before: .seconds(1)) == 10)
        #expect(schedule.count(before: .seconds(2)) == 13)
    }

    @Test("two changes at once are the second")
    func atOnce() {
        var schedule = ChangedSchedule(even(10))
        schedule.change(to: even(1_000), at: .seconds(1), taken: 10, forgetting: .zero)
        schedule.change(to: even(2), at: .seconds(1), taken: 10, forgetting: .zero)
        #expect(schedule.offset(of: 10) == .seconds(1.25))
        #expect(schedule.count(before: .seconds(2)) == 12)
    }

    @Test("a stage goes on until the change")
    func staged() {
        var schedule = ChangedSchedule(.staged(StagedSchedule([.init(from: 0, to: 20, over: .seconds(2))], phase: 0)))
        // After s seconds the area under the rate is 5·s².
        schedule.change(to: even(1), at: .seconds(1), taken: 5, forgetting: .zero)
        #expect(schedule.offset(of: 4) == .seconds(0.8.squareRoot()))
        #expect(schedule.offset(of: 5) == .seconds(1.5))
    }

    @Test("what is forgotten changes nothing about what is still asked")
    func forgetting() {
        let (all, recent) = (changed(), changed(forgetting: .seconds(3)))
        for index in 110..<200 { #expect(recent.offset(of: index) == all.offset(of: index)) }
        for time in stride(from: 3.0, to: 20, by: 0.3) {
            #expect(recent.count(before: .seconds(time)) == all.count(before: .seconds(time)))
        }
    }
}
