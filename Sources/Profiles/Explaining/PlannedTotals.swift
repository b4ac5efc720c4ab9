package import Timing

/// What a scenario plans, before anything is known of the target: how often its steps begin, and what that comes to.
package struct PlannedTotals: Sendable, Equatable {
    /// A number, and whether a run starts exactly so many.
    package struct Count: Sendable, Equatable {
        package var number: Int
        package var isExact = true

        static func + (left: Count, right: Count) -> Count {
            Count(
                number: left.number.addingReportingOverflow(right.number).partialValue,
                isExact: left.isExact && right.isExact)
        }

        fileprivate func times(_ factor: Int?) -> Count? {
            factor.flatMap { factor in
                let (product, overflows) = number.multipliedReportingOverflow(by: factor)
                return overflows ? nil : Count(number: product, isExact: isExact)
            }
        }
    }

    package private(set) var users: Count?
    package private(set) var arrivals: Count?
    /// Sessions and streams that are opened; nil where it depends on the target how many.
    package private(set) var sessions: Count?
    package private(set) var streams: Count?
    package private(set) var messages: Count?
    package private(set) var requests: Count?
    package private(set) var length = Nanoseconds.zero
    /// What each run of the steps comes to.
    private(set) var iteration = StepTally()

    package init(of scenario: Scenario, in profile: Profile) {
        guard let workload = scenario.workload else { return }
        let curve = workload.curve
        var tallying = StepTallying(profile, sendsAreScheduled: scenario.messages != nil)
        let tally = tallying.tally(scenario.steps)
        iteration = tally
        length = curve.length
        switch workload {
        case .users: users = Count(number: Int(curve.rises))
        case .sessions:
            add(tally, times: Count(number: Int(curve.rises)))
            if let planned = scenario.messages.flatMap({ Self.messages($0, workload, curve) }) { messages = planned }
        case .arrivals(let load):
            let count = Count(number: load.schedule.total, isExact: load.spacing == .uniform)
            arrivals = count
            add(tally, times: count)
        }
    }

    private mutating func add(_ tally: StepTally, times count: Count) {
        sessions = count.times(tally.sessions.fixed)
        streams = count.times(tally.streams.fixed)
        messages = count.times(tally.messages.fixed)
        requests = count.times(tally.requests.fixed)
    }

    /// Messages that a schedule of the scenario plans. Those of each session begin when it is ready, which the target
    /// decides, so their number is about the integral; those in total are one schedule of the hold.
    private static func messages(_ load: MessagesLoad, _ workload: Workload, _ curve: LoadCurve) -> Count? {
        guard case .sessions(let sessions) = workload else { return nil }
        let isPerSession = load.rate?.isPerSession ?? load.stages.first?.course?.level.isPerSession ?? false
        if let rate = load.rate, isPerSession {
            return Count(number: Int(min(rate.perSecond * curve.area, 1e18)), isExact: rate.perSecond == 0)
        }
        let stages = load.stages.compactMap(\.course).map { course in Stage(course.map(\.perSecond)) }
        let begin = sessions.hold.map { curve.length - $0 } ?? .zero
        let time = curve.length - begin
        guard isPerSession else {
            let schedule = load.rate.map { rate in
                StagedSchedule([.init(from: rate.perSecond, to: rate.perSecond, over: time)])
            }
            return Count(number: (schedule ?? Stage.schedule(of: stages)).count(before: time))
        }
        // Each session has stages of its own; of staged sessions it is not known which one lives how long.
        guard let open = sessions.open, let hold = sessions.hold else { return nil }
        let schedule = Stage.schedule(of: stages)
        let ramp = RampSchedule(count: open, rate: sessions.rate ?? RampSchedule.usualRate(of: open))
        let stride = max(1, open / 1_000)
        let sampled = Swift.stride(from: 0, to: open, by: stride).map { index in
            schedule.count(before: hold.saturating(adding: ramp.length - ramp.offset(of: index)))
        }
        let mean = Double(sampled.reduce(0, +)) / Double(max(1, sampled.count))
        return Count(number: Int(min(mean * Double(open), 1e18)), isExact: false)
    }
}

extension Stage.Course {
    /// The same course between other levels.
    func map<Other>(_ transform: (Level) -> Other) -> Stage<Other>.Course {
        switch self {
        case .ramp(let level, let over): .ramp(transform(level), over: over)
        case .climb(let level, let rate): .climb(transform(level), at: rate)
        case .hold(let level, let length): .hold(transform(level), for: length)
        }
    }
}
