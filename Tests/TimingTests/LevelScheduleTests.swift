import Testing
import Timing

@Suite("Schedules of levels")
struct LevelScheduleTests {
    private typealias Span = LevelSchedule.Span
    private typealias Presence = LevelSchedule.Presence

    private static func presence(_ start: Double, _ end: Double) -> Presence {
        Presence(start: .seconds(start), end: .seconds(end))
    }

    @Test("so many come one after another, and the hold begins when the last one has come")
    func counted() {
        let schedule = LevelSchedule(count: 5, rate: 2, hold: .seconds(10))
        #expect((0..<5).map { schedule.presences(of: $0) } == (0..<5).map { [Self.presence(Double($0) / 2, 12)] })
        #expect(schedule.presences(of: 5) == [])
        #expect(schedule.peak == 5)
        #expect(schedule.timeToPeak == .seconds(2))
        #expect(schedule.length == .seconds(12))
    }

    @Test(
        "a single one, and all at once, are there from the start", arguments: [(1, 0.5), (3, nil)] as [(Int, Double?)])
    func atOnce(count: Int, rate: Double?) {
        let schedule = LevelSchedule(count: count, rate: rate, hold: .seconds(10))
        #expect((0..<count).allSatisfy { schedule.presences(of: $0) == [Self.presence(0, 10)] })
        #expect(schedule.timeToPeak == .zero)
    }

    @Test("none are never there, and a hold of no time has no presence")
    func none() {
        #expect(LevelSchedule(count: 0, rate: 5, hold: .seconds(1)).presences(of: 0) == [])
        let momentary = LevelSchedule(count: 2, rate: 1, hold: .zero)
        #expect(momentary.presences(of: 0) == [Self.presence(0, 1)])
        #expect(momentary.presences(of: 1) == [])
    }

    @Test("as many come as there are presences, whatever the levels do", arguments: 0..<200)
    func presenceCount(seed: UInt64) {
        let (schedule, spans) = Self.schedule(seed: seed)
        let presences = (0..<max(schedule.peak, 1)).map { schedule.presences(of: $0).count }
        #expect(schedule.presenceCount == presences.reduce(0, +), "\(spans)")
    }

    private static func schedule(seed: UInt64) -> (LevelSchedule, [Span]) {
        var random = SeededRandom(seed: seed)
        var level = 0
        let spans = (0..<Int.random(in: 1...8, using: &random)).map { _ in
            let from = Bool.random(using: &random) ? level : Int.random(in: 0...6, using: &random)
            let to = Bool.random(using: &random) ? from : Int.random(in: 0...6, using: &random)
            level = to
            return Span(from: from, to: to, length: .seconds(Double(Int.random(in: 0...3, using: &random))))
        }
        return (LevelSchedule(spans), spans)
    }

    @Test("the level before a time counts the presences around it, whatever the levels do", arguments: 0..<200)
    func levelOfPresences(seed: UInt64) {
        let (schedule, spans) = Self.schedule(seed: seed)
        let presences = (0..<schedule.peak).flatMap { schedule.presences(of: $0) }
        // The instants at which somebody comes or goes are the hard ones.
        let instants = presences.flatMap { [$0.start, $0.end] } + (0...50).map { .seconds(Double($0) / 2) }
        for instant in instants {
            for time in [instant - Nanoseconds(1), instant, instant + Nanoseconds(1)] {
                let there = presences.filter { $0.start < time && time <= $0.end }.count
                #expect(schedule.level(before: time) == there, "\(time.count) of \(spans)")
            }
        }
    }

    @Test("numbers come and go where the level passes them, and come again")
    func waves() {
        let up = Span(from: 0, to: 4, length: .seconds(4))
        let down = Span(from: 4, to: 0, length: .seconds(2))
        let schedule = LevelSchedule([up, down, Span(from: 2, to: 2, length: .seconds(3))])
        #expect(schedule.presences(of: 0) == [Self.presence(0, 9)])
        #expect(schedule.presences(of: 1) == [Self.presence(1, 5.5), Self.presence(6, 9)])
        #expect(schedule.presences(of: 3) == [Self.presence(3, 4.5)])
        #expect(schedule.peak == 4)
        #expect(schedule.timeToPeak == .seconds(4))
    }

    @Test("from one count to another at a rate, and then the same to the end")
    func changed() {
        let rising = LevelSchedule(from: 2, to: 5, rate: 2, over: .seconds(10))
        #expect((0..<2).allSatisfy { rising.presences(of: $0) == [Self.presence(0, 10)] })
        #expect((2..<5).map { rising.presences(of: $0) } == [0, 0.5, 1].map { [Self.presence($0, 10)] })
        let falling = LevelSchedule(from: 5, to: 2, rate: 2, over: .seconds(10))
        #expect((2..<5).map { falling.presences(of: $0) } == [1.5, 1, 0.5].map { [Self.presence(0, $0)] })
        #expect(falling.presences(of: 1) == [Self.presence(0, 10)])
        #expect(LevelSchedule(from: 3, to: 3, rate: 1, over: .seconds(4)).length == .seconds(4))
        // The way alone takes longer than the time.
        #expect(LevelSchedule(from: 0, to: 10, rate: 1, over: .seconds(4)).length == .seconds(10))
    }

    @Test(
        "the level just before a time is made of those who have come by then and not gone",
        arguments: [(0, 0), (0.1, 1), (0.5, 1), (0.6, 2), (5, 4), (11, 4), (11.6, 3), (12.4, 2)] as [(Double, Int)])
    func level(seconds: Double, count: Int) {
        let schedule = LevelSchedule([
            Span(from: 0, to: 3, length: .seconds(1.5)), Span(from: 4, to: 4, length: .seconds(9.5)),
            Span(from: 4, to: 0, length: .seconds(2)),
        ])
        #expect(schedule.level(before: .seconds(seconds)) == count)
    }
}
