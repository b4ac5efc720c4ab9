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

    static func list(of level: Form<Level>) -> Form<[Stage]> {
        .list(of: object(level).form, expected: "a list of stages: { ramp, over }, { ramp, at } or { hold, for }")
    }

    private static func object(_ level: Form<Level>) -> ObjectForm<Stage> {
        ObjectForm(
            noun: "stage", empty: Stage(),
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

extension Stage<Int> {
    /// The spans of a staged load of so many open at once: from, to and how long.
    package static func spans(of stages: [Stage<Int>]) -> [(from: Int, to: Int, length: Nanoseconds)] {
        var level = 0
        return stages.compactMap(\.course).map { course in
            defer { level = course.level }
            switch course {
            case .ramp(let next, let over): return (level, next, over)
            case .climb(let next, let rate): return (level, next, .seconds(Double(abs(next - level)) / rate))
            case .hold(let next, let length): return (next, next, length)
            }
        }
    }
}

extension Stage<Double> {
    /// The schedule of a staged rate, which begins at none.
    package static func schedule(of stages: [Stage<Double>]) -> StagedSchedule {
        var level = 0.0
        return StagedSchedule(
            stages.compactMap(\.course).map { course in
                defer { level = course.level }
                switch course {
                case .ramp(let next, let over): return StagedSchedule.Stage(from: level, to: next, over: over)
                case .climb(let next, let rate):
                    return StagedSchedule.Stage(from: level, to: next, over: .seconds(abs(next - level) / rate))
                case .hold(let next, let length): return StagedSchedule.Stage(from: next, to: next, over: length)
                }
            })
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
