import Metrics

/// What an iteration of steps does: requests, sessions, streams, messages, each at least and at most so many.
struct StepTally: Equatable {
    /// How often; without `most` the target or the clock decides.
    struct Range: Equatable {
        var least = 0
        var most: Int? = 0

        static let one = Range(least: 1, most: 1)

        /// The number where it is the same in every iteration.
        var fixed: Int? { least == most ? least : nil }

        fileprivate static func + (left: Range, right: Range) -> Range {
            Range(
                least: left.least.addingSaturated(right.least),
                most: left.most.flatMap { most in right.most.map { most.addingSaturated($0) } })
        }

        /// Loops in loops come to more than can be counted.
        fileprivate func times(_ count: Int) -> Range {
            func product(_ number: Int) -> Int {
                let (product, overflows) = number.multipliedReportingOverflow(by: count)
                return overflows ? .max : product
            }
            return Range(least: product(least), most: most.map(product))
        }

        fileprivate func either(_ other: Range) -> Range {
            Range(
                least: min(least, other.least), most: most.flatMap { most in other.most.map { Swift.max(most, $0) } })
        }

        /// Any number of times, once at least.
        fileprivate var repeated: Range { Range(least: least, most: most == 0 ? 0 : nil) }
    }

    fileprivate(set) var requests = Range()
    fileprivate(set) var sessions = Range()
    fileprivate(set) var streams = Range()
    fileprivate(set) var messages = Range()

    fileprivate mutating func add(_ other: StepTally) { self = merged(other, +) }

    fileprivate func map(_ change: (Range) -> Range) -> StepTally { merged(StepTally()) { range, _ in change(range) } }

    fileprivate func merged(_ other: StepTally, _ change: (Range, Range) -> Range) -> StepTally {
        var tally = StepTally()
        for path in Self.paths { tally[keyPath: path] = change(self[keyPath: path], other[keyPath: path]) }
        return tally
    }

    private static var paths: [WritableKeyPath<StepTally, Range>] { [\.requests, \.sessions, \.streams, \.messages] }

    /// `2 requests, 1 to 3 messages`; empty where nothing is asked of a target.
    var words: String {
        [(requests, "request"), (sessions, "session"), (streams, "stream"), (messages, "message")]
            .compactMap { Self.words($0, $1) }.joined(separator: ", ")
    }

    private static func words(_ range: Range, _ noun: String) -> String? {
        if let fixed = range.fixed { return fixed == 0 ? nil : FigureText.counted(fixed, noun) }
        guard let most = range.most else {
            let least = FigureText.counted(range.least, noun)
            if range.least == 0 { return "any number of \(noun)s" }
            return range.least < FigureText.most ? "at least \(least)" : least
        }
        return "\(FigureText.grouped(range.least)) to \(FigureText.counted(most, noun))"
    }
}

/// Tallies the steps of a profile, each of its blocks once.
struct StepTallying {
    private let profile: Profile
    /// Whether messages leave by a schedule of the scenario, and not as steps.
    private let sendsAreScheduled: Bool
    private var blocks: [String: StepTally] = [:]

    init(_ profile: Profile, sendsAreScheduled: Bool = false) {
        self.profile = profile
        self.sendsAreScheduled = sendsAreScheduled
    }

    mutating func tally(_ steps: [Step]) -> StepTally {
        var sum = StepTally()
        for step in steps { sum.add(tally(step)) }
        return sum
    }

    private mutating func tally(_ step: Step) -> StepTally {
        var tally = StepTally()
        switch step {
        case .request: tally.requests = .one
        case .connect: tally.sessions = .one
        case .stream: tally.streams = .one
        case .send where !sendsAreScheduled: tally.messages = .one
        case .group(let group): return self.tally(group.steps)
        case .run(let name): return self.tally(block: name)
        case .loop(let loop):
            let once = self.tally(loop.steps)
            switch loop.extent {
            case .times(let count): return once.map { $0.times(count) }
            case .lasting: return once.map(\.repeated)
            }
        case .choose(let choices):
            let tallies = choices.map { self.tally($0.steps) }
            guard let first = tallies.first else { break }
            return tallies.dropFirst().reduce(first) { $0.merged($1) { $0.either($1) } }
        default: break
        }
        return tally
    }

    private mutating func tally(block name: String) -> StepTally {
        if let known = blocks[name] { return known }
        let tally = tally(profile.blocks.first { $0.name == name }?.value ?? [])
        blocks[name] = tally
        return tally
    }
}
