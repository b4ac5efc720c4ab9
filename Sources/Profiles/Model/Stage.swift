package import Timing

/// A part of a staged load: a way to a level, or a time at one.
package struct Stage<Level: Sendable>: Sendable {
    package enum Course: Sendable {
        /// Evenly from where the stage before ended.
        case ramp(Level, over: Nanoseconds)
        /// The same, at so many a second.
        case climb(Level, at: Double)
        case hold(Level, for: Nanoseconds)
    }

    private(set) var ramp: Level?
    private(set) var hold: Level?
    private(set) var over: Nanoseconds?
    private(set) var length: Nanoseconds?
    private(set) var rate: Double?

    /// nil only while the stage is incomplete, which its reader has refused.
    package var course: Course? {
        if let ramp, let over { return .ramp(ramp, over: over) }
        if let ramp, let rate { return .climb(ramp, at: rate) }
        if let hold, let length { return .hold(hold, for: length) }
        return nil
    }

    private init() {}

    /// A stage that was not read from a file.
    init(_ course: Course) {
        switch course {
        case .ramp(let level, let over): (ramp, self.over) = (level, over)
        case .climb(let level, let rate): (ramp, self.rate) = (level, rate)
        case .hold(let level, let length): (hold, self.length) = (level, length)
        }
    }

    static func list(of level: Form<Level>, title: String? = nil) -> Form<[Stage]> {
        .list(
            of: object(level, title).form, expected: "a list of stages: { ramp, over }, { ramp, at } or { hold, for }")
    }

    private static func object(_ level: Form<Level>, _ title: String?) -> ObjectForm<Stage> {
        ObjectForm(
            noun: "stage", title: title, empty: Stage(),
            keys: [
                Key("ramp", \.ramp, level, "where the stage leads"),
                Key("hold", \.hold, level, "where the stage stays"),
                Key("over", \.over, .duration, "how long a ramp takes"),
                Key("at", \.rate, .positiveRate, "how many a second a ramp adds or takes"),
                Key("for", \.length, .duration, "how long a hold lasts"),
            ],
            choices: [.exactlyOne(of: "ramp", "hold")],
            rule: { _, object, reading in
                let isRamp = object.has("ramp")
                for key in isRamp ? ["for"] : ["over", "at"] where object.has(key) {
                    let (word, expected) = isRamp ? ("ramp", "over or at") : ("hold", "for")
                    reading.complain(
                        object.place(of: key), "'\(key)' contradicts '\(word)': a \(word) has \(expected)")
                }
                if isRamp, object.has("over"), object.has("at") {
                    reading.complain(
                        object.place(of: "at"), "'at' contradicts 'over': expected exactly one of over, at")
                } else if isRamp, !object.has("over"), !object.has("at"), !object.has("for") {
                    reading.complain(object.place, "the ramp has neither 'over' nor 'at'; expected one of them")
                } else if !isRamp, !object.has("for"), !object.has("over"), !object.has("at") {
                    reading.complain(object.place, "the hold has no 'for'; expected how long it lasts")
                }
            })
    }
}

extension Stage where Level: SignedNumeric & Comparable {
    /// From a level to another one, and how long it takes.
    package typealias Span = (from: Level, to: Level, length: Nanoseconds)

    /// The stages as spans, of which the first begins at none.
    fileprivate static func spans(of stages: [Stage], asNumber: (Level) -> Double) -> [Span] {
        var level = Level.zero
        return stages.compactMap(\.course).map { course in
            defer { level = course.level }
            switch course {
            case .ramp(let next, let over): return (level, next, over)
            case .climb(let next, let rate): return (level, next, .seconds(asNumber(abs(next - level)) / rate))
            case .hold(let next, let length): return (next, next, length)
            }
        }
    }
}

extension Stage<Int> {
    /// The spans of a staged load of so many open at once.
    package static func spans(of stages: [Stage<Int>]) -> [Span] { spans(of: stages, asNumber: Double.init) }
}

extension Stage<Double> {
    /// The spans of a staged rate.
    package static func spans(of stages: [Stage<Double>]) -> [Span] { spans(of: stages) { $0 } }

    /// The schedule of a staged rate.
    package static func schedule(of stages: [Stage<Double>], phase: Double = 0) -> StagedSchedule {
        StagedSchedule(
            spans(of: stages).map { StagedSchedule.Stage(from: $0.from, to: $0.to, over: $0.length) }, phase: phase)
    }
}

extension Stage.Course {
    /// Where it ends.
    package var level: Level {
        switch self {
        case .ramp(let level, _), .climb(let level, _), .hold(let level, _): level
        }
    }
}
