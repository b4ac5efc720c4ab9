package import Timing
import Yams

/// How much load a scenario is: exactly one of three.
package enum Workload: Sendable {
    case sessions(SessionsLoad)
    case users(UsersLoad)
    case arrivals(ArrivalsLoad)
}

/// Sessions held open: each runs its steps once, and lives until its hold is over.
package struct SessionsLoad: Sendable {
    package internal(set) var open: Int?
    package internal(set) var rate: Double?
    package internal(set) var hold: Nanoseconds?
    package internal(set) var stages: [Stage<Int>] = []

    static let object = ObjectForm(
        noun: "sessions", empty: SessionsLoad(),
        keys: [
            Key("open", \.open, .positiveCount, "how many are open at once"),
            Key(
                "at", \.rate, .positiveRate, "how many are opened a second",
                standard: "500/s, or a tenth of all a second where that is more"),
            Key("hold", \.hold, .duration, "how long they live when all are open"),
            Key("stages", \.stages, Stage<Int>.list(of: .count), "how many are open, stage by stage"),
        ],
        choices: [.exactlyOne(of: "open", "stages")],
        rule: { load, object, reading in
            object.requireTogether("open", ["hold"], against: "stages", ["at", "hold"], reading)
            object.requireSome(Stage.spans(of: load.stages), "session", reading)
        })
}

/// Virtual users: each runs its steps again and again.
package struct UsersLoad: Sendable {
    package internal(set) var count: Int?
    package internal(set) var rate: Double?
    package internal(set) var length: Nanoseconds?
    package internal(set) var stages: [Stage<Int>] = []

    static let empty = UsersLoad()

    static let object = ObjectForm(
        noun: "users", empty: empty,
        keys: [
            Key("count", \.count, .positiveCount, "how many run at once"),
            Key(
                "at", \.rate, .positiveRate, "how many start a second",
                standard: "500/s, or a tenth of all a second where that is more"),
            Key("for", \.length, .positiveDuration, "how long they run when all have started"),
            Key("stages", \.stages, Stage<Int>.list(of: .count), "how many run, stage by stage"),
        ],
        choices: [.exactlyOne(of: "count", "stages")],
        rule: { load, object, reading in
            object.requireTogether("count", ["for"], against: "stages", ["at", "for"], reading)
            object.requireSome(Stage.spans(of: load.stages), "user", reading)
        })
}

/// Arrivals: each runs the steps once, whether those before have ended or not.
package struct ArrivalsLoad: Sendable {
    package enum Spacing: String, Sendable, CaseIterable {
        case uniform
        /// Exponential gaps, as of arrivals that know nothing of each other.
        case poisson
    }

    package internal(set) var rate: Double?
    package internal(set) var length: Nanoseconds?
    package internal(set) var stages: [Stage<Double>] = []
    package internal(set) var spacing = Spacing.uniform
    /// How many run at once at most.
    package internal(set) var users: Int?
    /// The same where nobody says.
    package static let usualUsers = 1_000
    /// How far the first is behind the start, in parts of the time between two: scenarios that share a load begin one
    /// after another.
    package internal(set) var phase = 0.0

    static let object = ObjectForm(
        noun: "arrivals", empty: ArrivalsLoad(),
        keys: [
            Key("rate", \.rate, .positiveRate, "how many a second"),
            Key("for", \.length, .positiveDuration, "how long"),
            Key(
                "stages", \.stages, Stage<Double>.list(of: .rate, title: "stage of arrivals"),
                "how many a second, stage by stage"),
            Key(
                "spacing", \.spacing, .word(Spacing.allCases.map { ($0.rawValue, $0) }), "even, or by chance",
                standard: "uniform"),
            Key("users", \.users, .positiveCount, "how many run at once at most", standard: "1000"),
        ],
        choices: [.exactlyOne(of: "rate", "stages")],
        rule: { load, object, reading in
            object.requireTogether("rate", ["for"], against: "stages", ["for"], reading)
            object.requireSome(Stage.spans(of: load.stages), "arrival", reading)
        })

    /// When they are planned.
    package var schedule: StagedSchedule {
        guard let rate, let length else { return Stage.schedule(of: stages, phase: phase) }
        return StagedSchedule([StagedSchedule.Stage(from: rate, to: rate, over: length)], phase: phase)
    }
}

extension ObjectNode {
    /// Says that stages never lead anywhere.
    fileprivate func requireSome<Level: SignedNumeric & Comparable>(
        _ spans: [Stage<Level>.Span], _ noun: String, _ reading: ProfileReading
    ) {
        // A stage that could not be read was told, and may have been the one.
        guard let stages = node(of: "stages")?.sequence, stages.count == spans.count, !spans.isEmpty else { return }
        guard spans.allSatisfy({ $0.length == .zero || ($0.from == .zero && $0.to == .zero) }) else { return }
        reading.complain(place(of: "stages"), "no stage ever has \(noun)s; expected a level above 0 for some time")
    }

    /// Says which keys the short form of a load lacks, and which the long one cannot have.
    fileprivate func requireTogether(
        _ short: String, _ needed: [String], against long: String, _ excluded: [String], _ reading: ProfileReading
    ) {
        if has(short) {
            for key in needed where !has(key) {
                reading.complain(place(of: short), "'\(short)' stands without '\(key)'; expected how long it lasts")
            }
        } else {
            for key in excluded where has(key) {
                reading.complain(place(of: key), "'\(key)' contradicts '\(long)': stages have times of their own")
            }
        }
    }
}
