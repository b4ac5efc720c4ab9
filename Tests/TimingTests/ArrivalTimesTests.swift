import Testing
import Timing

@Suite("Arrivals of a staged rate")
struct ArrivalTimesTests {
    private static let schedule = StagedSchedule([
        .init(from: 0, to: 100, over: .seconds(2)), .init(from: 100, to: 100, over: .seconds(3)),
        .init(from: 100, to: 0, over: .seconds(1)),
    ])

    private static func times(_ stripe: Stripe, seed: UInt64?) -> [Nanoseconds] {
        var arrivals = ArrivalTimes(schedule, stripe: stripe, seed: seed)
        var times: [Nanoseconds] = []
        while let time = arrivals.next() { times.append(time) }
        #expect(times.count == arrivals.count && arrivals.left == 0)
        return times
    }

    @Test("whatever the loops, together they have the arrivals of one, each once", arguments: [1, 2, 3, 7])
    func stripes(width: Int) {
        for seed in [nil, 1, 99] as [UInt64?] {
            let whole = Self.times(Stripe(index: 0, of: 1), seed: seed)
            let parts = (0..<width).flatMap { Self.times(Stripe(index: $0, of: width), seed: seed) }
            #expect(parts.sorted() == whole)
            #expect(whole.count == Self.schedule.total && whole.count == 450)
        }
    }

    @Test("evenly spaced, they are those of the schedule")
    func uniform() {
        let expected = (0..<Self.schedule.total).compactMap(Self.schedule.offset(of:))
        #expect(Self.times(Stripe(index: 0, of: 1), seed: nil) == expected)
    }

    @Test("by chance, they come in order, within the schedule, and as often as the rate says", arguments: 1...20)
    func poisson(seed: UInt64) {
        let times = Self.times(Stripe(index: 0, of: 1), seed: seed)
        #expect(times == times.sorted() && times.allSatisfy { $0 >= .zero && $0 <= Self.schedule.length })
        // A third of them (100 + 50 of 450) come in the middle second and a half at the full rate: 150 of 450 trials of
        // probability 1/3 lie within six standard deviations of 10, for these fixed seeds always the same.
        let middle = times.filter { $0 >= .seconds(2.5) && $0 < .seconds(4) }.count
        #expect((90...210).contains(middle))
        #expect(Self.times(Stripe(index: 0, of: 1), seed: seed) == times)
    }

    @Test("gaps by chance vary as exponential ones do: their standard deviation is their mean")
    func gaps() {
        let steady = StagedSchedule([.init(from: 1_000, to: 1_000, over: .seconds(20))])
        var arrivals = ArrivalTimes(steady, stripe: Stripe(index: 0, of: 1), seed: 7)
        var times: [Double] = []
        while let time = arrivals.next() { times.append(time.milliseconds) }
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        #expect(abs(mean - 1) < 0.01 && abs(variance.squareRoot() / mean - 1) < 0.05)
    }

    @Test("a minute of a million a second by chance is drawn as it is asked for", .timeLimit(.minutes(1)))
    func many() {
        let minute = StagedSchedule([.init(from: 1e6, to: 1e6, over: .seconds(60))])
        var arrivals = ArrivalTimes(minute, stripe: Stripe(index: 0, of: 1), seed: 7)
        #expect(arrivals.count == 60_000_000)
        // So many of them lie around their mean within six standard deviations of 0.1 ms.
        let last = (0..<10_000).compactMap { _ in arrivals.next() }.last
        #expect(abs((last ?? .zero).milliseconds - 10) < 0.6)
    }

    @Test("those before a time are taken at once, and the next ones follow", arguments: [nil, 1, 99] as [UInt64?])
    func takeAll(seed: UInt64?) {
        let stripe = Stripe(index: 1, of: 3)
        let times = Self.times(stripe, seed: seed)
        var arrivals = ArrivalTimes(Self.schedule, stripe: stripe, seed: seed)
        #expect(arrivals.takeAll(before: .zero) == 0)
        for _ in 0..<20 { _ = arrivals.next() }
        #expect(arrivals.takeAll(before: .seconds(3)) == times.filter { $0 < .seconds(3) }.count - 20)
        #expect(arrivals.takeAll(before: .seconds(3)) == 0)
        #expect(arrivals.next() == times.first { $0 >= .seconds(3) })
        #expect(arrivals.takeAll(before: .seconds(60)) == times.filter { $0 >= .seconds(3) }.count - 1)
        #expect(arrivals.left == 0)
    }

    @Test("nothing planned is nothing")
    func nothing() {
        for seed in [nil, 3] as [UInt64?] {
            var arrivals = ArrivalTimes(StagedSchedule([]), stripe: Stripe(index: 0, of: 1), seed: seed)
            #expect(arrivals.count == 0 && arrivals.next() == nil)
        }
    }
}
