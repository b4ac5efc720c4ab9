import Testing
import Timing

@testable import Target

@Suite("When events are due")
struct EventScheduleTests {
    private static let schedules = [
        EventSchedule(rate: 2, firstDelay: .seconds(1), gap: EventFaults.Gap(pause: .seconds(3), every: 3)),
        EventSchedule(rate: 1_000, firstDelay: .zero, gap: nil),
        EventSchedule(rate: 3, firstDelay: .milliseconds(7), gap: EventFaults.Gap(pause: .milliseconds(1), every: 1)),
        EventSchedule(rate: 1e9, firstDelay: .zero, gap: EventFaults.Gap(pause: .zero, every: 2)),
    ]

    @Test("The drawing in the documentation is true")
    func drawing() {
        #expect((1...5).map { Self.schedules[0].offset(of: $0)?.seconds } == [1, 1.5, 5, 5.5, 6])
    }

    @Test("As many are due through an offset as its position says, and one fewer just before", arguments: 0..<4)
    func law(index: Int) {
        let schedule = Self.schedules[index]
        for position in [1, 2, 3, 4, 5, 6, 99, 1_000_000] {
            guard let offset = schedule.offset(of: position) else {
                Issue.record("position \(position) is never due")
                continue
            }
            #expect(schedule.count(through: offset) == position)
            #expect(schedule.count(through: offset - Nanoseconds(1)) == position - 1)
        }
    }

    @Test("A rate of zero is never due, nor what lies beyond the clock")
    func never() {
        #expect(EventSchedule(rate: 0, firstDelay: .zero, gap: nil).offset(of: 1) == nil)
        #expect(EventSchedule(rate: 0, firstDelay: .zero, gap: nil).count(through: .seconds(1e9)) == 0)
        let gap = EventFaults.Gap(pause: .seconds(3e9), every: 1)
        let far = EventSchedule(rate: 1, firstDelay: .zero, gap: gap)
        #expect(far.offset(of: 1_000_000_000_000) == nil)
        #expect(far.count(through: .seconds(4e9)) == 1)
    }
}
