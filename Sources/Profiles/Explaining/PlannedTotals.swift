package import Timing

/// What a scenario plans, before anything is known of the target: how often its steps begin, and what that comes to.
package struct PlannedTotals: Sendable, Equatable {
    /// A number, and whether a run starts exactly so many. The largest stands for all that are larger.
    package struct Count: Sendable, Equatable {
        package var number: Int
        package var isExact = true
        /// Whether there may be fewer.
        package var isMost = false

        static func + (left: Count, right: Count) -> Count {
            let (sum, overflows) = left.number.addingReportingOverflow(right.number)
            return Count(
                number: overflows ? .max : sum, isExact: left.isExact && right.isExact,
                isMost: left.isMost || right.isMost)
        }

        fileprivate func times(_ factor: Int?) -> Count? {
            factor.map { factor in
                let (product, overflows) = number.multipliedReportingOverflow(by: factor)
                return Count(number: overflows ? .max : product, isExact: isExact, isMost: isMost)
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
    /// Requests of the login, once for each user: one that fails, or is done again for a new token, is not planned.
    package private(set) var logins: Count?
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
        var loginTallying = StepTallying(profile)
        let login = profile.login.flatMap { loginTallying.tally($0.steps).requests.fixed }
        switch workload {
        case .users(let load):
            users = Count(number: load.levels.presenceCount)
            logins = users?.times(login)
        case .sessions(let load):
            let count = Count(number: load.levels.presenceCount)
            add(tally, times: count)
            logins = count.times(login)
            if let planned = scenario.messages, profile.sends(in: scenario) {
                messages = Self.messages(planned, load, curve)
            }
        case .arrivals(let load):
            let count = Count(number: load.schedule.total)
            arrivals = count
            add(tally, times: count)
            // A user is there for the next arrival as soon as it is free, which the target decides.
            let most = min(load.users ?? ArrivalsLoad.usualUsers, count.number)
            logins = Count(number: most, isMost: most > 1).times(login)
        }
    }

    private mutating func add(_ tally: StepTally, times count: Count) {
        sessions = count.times(tally.sessions.fixed)
        streams = count.times(tally.streams.fixed)
        messages = count.times(tally.messages.fixed)
        requests = count.times(tally.requests.fixed)
    }

    /// Messages that a schedule of the scenario plans: in total one schedule of the hold; of each session one that begins
    /// when it is ready, which the target decides, so that their number is about the integral.
    private static func messages(
        _ load: MessagesLoad, _ sessions: SessionsLoad, _ curve: LoadCurve
    ) -> Count {
        let isPerSession = load.rate?.isPerSession ?? load.stages.first?.course?.level.isPerSession ?? false
        if let rate = load.rate, isPerSession {
            return Count(number: Int(min(rate.perSecond * curve.area, 1e18)), isExact: rate.perSecond == 0)
        }
        let levels = sessions.levels
        let hold = levels.length - levels.timeToPeak
        if let rate = load.rate {
            return Count(number: StagedSchedule([.init(from: rate.perSecond, to: rate.perSecond, over: hold)]).total)
        }
        let schedule = Stage.schedule(of: load.stages.compactMap(\.course).map { Stage($0.map(\.perSecond)) })
        guard isPerSession else { return Count(number: schedule.count(before: hold)) }
        // Each session has the stages to itself. Of many only some are looked at, evenly spread.
        let numbers = stride(from: 0, to: levels.peak, by: max(1, levels.peak / 1_000))
        let counts = numbers.map { number in
            levels.presences(of: number).reduce(0) { $0 + schedule.count(before: $1.end - $1.start) }
        }
        let mean = Double(counts.reduce(0, +)) / Double(max(1, counts.count))
        return Count(number: Int(min(mean * Double(levels.peak), 1e18)), isExact: false)
    }
}

extension Profile {
    /// Whether there is anything that the sessions of a scenario could send.
    fileprivate func sends(in scenario: Scenario) -> Bool {
        steps(within: scenario.steps).contains { step in
            if case .send = step { true } else { false }
        }
    }
}

extension SessionsLoad {
    /// When which of them is there.
    fileprivate var levels: LevelSchedule { LevelSchedule(open, at: rate, for: hold, else: stages) }
}

extension UsersLoad {
    /// When which of them is there.
    fileprivate var levels: LevelSchedule { LevelSchedule(count, at: rate, for: length, else: stages) }
}

extension LevelSchedule {
    /// Of the short form of a load, or of its stages.
    fileprivate init(_ count: Int?, at rate: Double?, for hold: Nanoseconds?, else stages: [Stage<Int>]) {
        if let count, let hold {
            self.init(count: count, rate: rate ?? RampSchedule.usualRate(of: count), hold: hold)
        } else {
            self.init(Stage.spans(of: stages).map { Span(from: $0.from, to: $0.to, length: $0.length) })
        }
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
