internal import Timing

/// Reads the query of a request for a stream, and refuses what it does not know: a mistyped fault must not pass for one
/// that does nothing. A bare number as a time is in milliseconds; units may be given as in flags.
struct StreamQuery {
    private let values: [String: String]
    /// A token may come with any request.
    private var known: Set<String> = ["token"]

    init(_ values: [String: String]) {
        self.values = values
    }

    /// The value of a name, read by `parse`; nil when it is not there.
    mutating func value<Value>(
        _ name: String, _ parse: (String) throws(TextError) -> Value
    ) throws(TextError) -> Value? {
        known.insert(name)
        guard let text = values[name] else { return nil }
        do {
            return try parse(text)
        } catch {
            throw TextError("\(name): \(error.message)")
        }
    }

    mutating func time(_ name: String) throws(TextError) -> Nanoseconds? {
        try value(name) { text throws(TextError) in
            guard let number = Double(text), (0...1e12).contains(number) else { return try DurationText.parse(text) }
            return .milliseconds(number)
        }
    }

    mutating func count(_ name: String, in range: ClosedRange<Int>) throws(TextError) -> Int? {
        try value(name) { text throws(TextError) in
            let count = try CountText.parse(text)
            guard range.contains(count) else {
                throw TextError("'\(text)' is out of range: expected \(range.lowerBound) to \(range.upperBound)")
            }
            return count
        }
    }

    /// `name`, `name=1` and `name=true` are true; `0` and `false` are not.
    mutating func flag(_ name: String) throws(TextError) -> Bool? {
        try value(name) { text throws(TextError) in
            switch text {
            case "", "1", "true": return true
            case "0", "false": return false
            default: throw TextError("'\(text)' is neither true nor false")
            }
        }
    }

    /// Refuses names that nobody asked for.
    func refuseUnknown() throws(TextError) {
        guard let name = values.keys.sorted().first(where: { !known.contains($0) }) else { return }
        throw TextError("'\(name)' is not known here\(NearestWord.hint(for: name, among: known))")
    }
}
