import LoadEngine
import Metrics
import Timing

/// Reads options one after another: a flag wins over the environment, the environment over the default. A mistake is
/// noted and the default goes on in its place, so that all mistakes are found in one reading.
struct OptionReader {
    /// A value as it was written, and where.
    struct Given {
        let place: String
        let text: String
    }

    private let environment: [String: String]
    private(set) var diagnostics: [Diagnostic] = []
    /// What the run goes by, for its report: canonical flag names without dashes, secrets masked.
    private(set) var effective: [ReportedOption] = []
    private(set) var readNames: [String] = []
    private var givenNames: Set<String> = []

    init(environment: [String: String]) { self.environment = environment }

    static func variable(of name: String) -> String {
        "STREAMLOAD_" + name.uppercased().replacing("-", with: "_")
    }

    /// Whether a variable is set to more than nothing.
    func isSet(_ variable: String) -> Bool { environment[variable].map { !$0.isEmpty } ?? false }

    /// Whether an option was read that a flag or the environment gives.
    func wasGiven(_ name: String) -> Bool { givenNames.contains(name) }

    mutating func refuse(_ place: String, _ message: String) {
        diagnostics.append(Diagnostic(place: place, message: message))
    }

    mutating func report(_ name: String, _ value: ReportedOption.Value) {
        effective.append(ReportedOption(name: name, value: value))
    }
}

// MARK: - Texts

extension OptionReader {
    /// The option as the flag or the environment gives it; an empty variable gives nothing.
    mutating func given(_ flag: String?, _ name: String) -> Given? {
        readNames.append(name)
        let variable = Self.variable(of: name)
        let given =
            flag.map { Given(place: "--\(name)", text: $0) }
            ?? environment[variable].flatMap { $0.isEmpty ? nil : Given(place: variable, text: $0) }
        if given != nil { givenNames.insert(name) }
        return given
    }

    /// A repeatable option: the flags, or the lines of the variable.
    mutating func given(_ flags: [String], _ name: String) -> [Given] {
        readNames.append(name)
        guard flags.isEmpty else { return flags.map { Given(place: "--\(name)", text: $0) } }
        let variable = Self.variable(of: name)
        let lines = environment[variable]?.split(whereSeparator: \.isNewline) ?? []
        return lines.map { Given(place: variable, text: String($0)) }
    }

    mutating func flag(_ flag: Bool, _ name: String) -> Bool {
        let isOn = answer(flag, name)
        report(name, .flag(isOn))
        return isOn
    }

    /// A flag's yes or no, for one that the report shows in other words.
    mutating func answer(_ flag: Bool, _ name: String) -> Bool {
        if flag { givenNames.insert(name) }
        guard let given = given(nil, name), !flag else { return flag }
        switch given.text.lowercased() {
        case "1", "true", "yes": return true
        case "0", "false", "no": return false
        default:
            refuse(given.place, "'\(given.text)' is neither yes nor no: expected 1, true, yes, 0, false or no")
            return false
        }
    }
}

// MARK: - What a run has no use for

extension OptionReader {
    /// Refuses an option that is given, in the reason's words: one that is ignored would lie about the run.
    mutating func refuseGiven(_ flag: String?, _ name: String, _ reason: String) {
        if let given = given(flag, name) { refuse(given.place, reason) }
    }

    /// The same for a repeatable option, once.
    mutating func refuseGiven(_ flags: [String], _ name: String, _ reason: String) {
        if let first = given(flags, name).first { refuse(first.place, reason) }
    }

    /// The same for a flag; a variable that says no asks for nothing.
    mutating func refuseGiven(_ flag: Bool, _ name: String, _ reason: String) {
        if answer(flag, name) { refuse(flag ? "--\(name)" : Self.variable(of: name), reason) }
    }
}

// MARK: - Values

extension OptionReader {
    /// The option read by `parse`, or nil when it is not given or cannot be read.
    mutating func value<Value>(
        _ flag: String?, _ name: String, _ parse: (String) throws(TextError) -> Value
    ) -> Value? {
        guard let given = given(flag, name) else { return nil }
        return value(given, parse)
    }

    mutating func value<Value>(_ given: Given, _ parse: (String) throws(TextError) -> Value) -> Value? {
        do {
            return try parse(given.text)
        } catch {
            refuse(given.place, error.message)
            return nil
        }
    }

    mutating func count(_ flag: String?, _ name: String, default standard: Int, in range: ClosedRange<Int>) -> Int {
        if let count = count(flag, name, in: range) { return count }
        report(name, .number(Double(standard)))
        return standard
    }

    mutating func count(_ flag: String?, _ name: String, in range: ClosedRange<Int>) -> Int? {
        let count = value(flag, name) { text throws(TextError) in
            let count = try CountText.parse(text)
            try Self.check(count, in: range, text, unit: "")
            return count
        }
        if let count { report(name, .number(Double(count))) }
        return count
    }

    mutating func duration(
        _ flag: String?, _ name: String, default standard: Nanoseconds, in range: ClosedRange<Nanoseconds>
    ) -> Nanoseconds {
        if let duration = duration(flag, name, in: range) { return duration }
        report(name, .text(DurationText.format(standard)))
        return standard
    }

    mutating func duration(_ flag: String?, _ name: String, in range: ClosedRange<Nanoseconds>) -> Nanoseconds? {
        let duration = value(flag, name) { text throws(TextError) in
            let duration = try DurationText.parse(text)
            guard range.contains(duration) else {
                throw TextError(
                    duration < range.lowerBound && range.lowerBound == Nanoseconds(1)
                        ? "'\(text)' is no time at all: expected more than 0"
                        : duration < range.lowerBound
                            ? "'\(text)' is too short: expected at least \(DurationText.format(range.lowerBound))"
                            : "'\(text)' is too long: expected at most \(DurationText.format(range.upperBound))")
            }
            return duration
        }
        if let duration { report(name, .text(DurationText.format(duration))) }
        return duration
    }

    /// Events per second; `mayBeZero` where none is a plan of its own.
    mutating func rate(_ flag: String?, _ name: String, default standard: Double, mayBeZero: Bool) -> Double {
        let rate = value(flag, name) { text throws(TextError) in
            let rate = try RateText.parse(text)
            guard rate > 0 || mayBeZero else { throw TextError("'\(text)' is too small: expected more than 0") }
            return rate
        }
        report(name, .number(rate ?? standard))
        return rate ?? standard
    }

    static func check(_ count: Int, in range: ClosedRange<Int>, _ text: String, unit: String) throws(TextError) {
        guard count >= range.lowerBound else {
            throw TextError("'\(text)' is too small: expected at least \(range.lowerBound)\(unit)")
        }
        guard count <= range.upperBound else {
            throw TextError("'\(text)' is too large: expected at most \(range.upperBound)\(unit)")
        }
    }
}
