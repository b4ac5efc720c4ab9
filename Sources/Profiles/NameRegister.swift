import Metrics
import Timing

/// The names of a profile that are defined in one place and used in another. Where they may stand in any order, a use can
/// only be judged at the end.
struct NameRegister {
    enum Kind: Hashable {
        case hole, block, scenario, step, counter, rate, service

        /// What a use of an unknown name is told.
        fileprivate var words: (noun: String, expected: String) {
            switch self {
            case .hole: ("hole", "a capture, a variable, a column of the data as source.column, or one of")
            case .block: ("block", "the name of a list of steps under blocks:")
            case .scenario: ("scenario", "one of")
            case .step: ("step", "the name of a step or a trend metric")
            case .counter, .rate: ("metric", "one of")
            case .service: ("service", "the name of the profile, a scenario or a service: one of")
            }
        }
    }

    private struct Use: Hashable {
        let name: String
        let kind: Kind
        let place: ProfilePlace
    }

    private var defined: [Kind: Set<String>] = [:]
    private var uses: [Use] = []
    private var used: Set<Use> = []
    /// Which block runs which, for circles.
    private(set) var runs: [String: [(name: String, place: ProfilePlace)]] = [:]
    /// Data whose columns nobody knows.
    private var excusedSources: Set<String> = []
    /// The block that is being read.
    private var openBlock: String?

    func names(of kind: Kind) -> Set<String> { defined[kind] ?? [] }

    mutating func define(_ name: String, as kind: Kind) { defined[kind, default: []].insert(name) }

    /// Defines a name that holes or metrics may have, and says so when none can be written so.
    mutating func define(_ name: String, as kind: Kind, at place: ProfilePlace, _ reading: ProfileReading) {
        if kind == .hole, TextTemplate.builtIn[name] != nil {
            reading.complain(place, "'\(name)' is a hole that every step knows; expected another name")
        }
        if kind == .hole, name.contains(where: { $0.isWhitespace || $0 == "{" || $0 == "}" }) {
            reading.complain(place, "'\(name)' cannot stand in a hole; expected a name such as access_token")
        }
        if kind == .counter || kind == .rate {
            let other: Kind = kind == .counter ? .rate : .counter
            if MetricCatalogue.isTaken(name) || names(of: other).contains(name) {
                reading.complain(place, "'\(name)' is the name of another metric; expected a name of its own")
            }
        }
        define(name, as: kind)
    }

    mutating func use(_ name: String, of kind: Kind, at place: ProfilePlace) {
        let use = Use(name: name, kind: kind, place: place)
        if used.insert(use).inserted { uses.append(use) }
        if kind == .block, let openBlock { runs[openBlock, default: []].append((name, place)) }
    }

    /// Lets every column of a data source pass.
    mutating func excuse(source: String) { excusedSources.insert(source) }

    /// Notes that what follows belongs to a block, or to none.
    mutating func enter(block: String?) { openBlock = block }

    /// Says what is used and was never defined, and which blocks run themselves.
    func judge(_ reading: ProfileReading) {
        for use in uses where !isKnown(use) { reading.complain(use.place, refusal(of: use)) }
        for name in runs.keys.sorted() {
            guard let circle = circle(from: name), let place = runs[name]?.first(where: { $0.name == circle[1] })?.place
            else { continue }
            reading.complain(place, "the blocks run in a circle: \(circle.joined(separator: " → "))")
        }
    }

    private func isKnown(_ use: Use) -> Bool {
        if names(of: use.kind).contains(use.name) { return true }
        if use.kind == .hole, let dot = use.name.firstIndex(of: "."), excusedSources.contains(String(use.name[..<dot]))
        {
            return true
        }
        return use.kind == .step && TrendMetric(name: use.name) != nil
    }

    private func refusal(of use: Use) -> String {
        var known = names(of: use.kind)
        if use.kind == .hole { known.formUnion(TextTemplate.builtIn.keys) }
        if use.kind == .step {
            known.formUnion(TrendMetric.allCases.map(\.name))
        }
        let (noun, expected) = use.kind.words
        let hint = NearestWord.hint(for: use.name, among: known)
        let listed =
            switch use.kind {
            case .hole: " " + TextTemplate.builtIn.keys.sorted().joined(separator: ", ")
            case .scenario, .service: " " + known.sorted().joined(separator: ", ")
            case .block: known.isEmpty ? "" : " (\(known.sorted().joined(separator: ", ")))"
            default: ""
            }
        return
            "'\(use.name)' is not a known \(noun)\(hint.isEmpty ? "; expected" : hint + " Expected") \(expected)\(listed)"
    }

    /// The way from a block back to itself, both ends included; nil when there is none. Of a circle's blocks only the
    /// first by name answers, so that it is told once.
    private func circle(from start: String) -> [String]? {
        var paths = [[start]]
        var seen: Set<String> = []
        while let path = paths.popLast(), let last = path.last {
            for run in runs[last] ?? [] {
                if run.name == start { return path.min() == start ? path + [start] : nil }
                if seen.insert(run.name).inserted { paths.append(path + [run.name]) }
            }
        }
        return nil
    }
}
