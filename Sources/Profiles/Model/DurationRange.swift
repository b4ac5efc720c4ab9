package import Timing

/// A length of time that is drawn anew each time, evenly between its bounds: `1-3s`, or `2s` alone.
package struct DurationRange: Sendable, Equatable {
    package let shortest: Nanoseconds
    package let longest: Nanoseconds

    package init(_ shortest: Nanoseconds, _ longest: Nanoseconds) {
        self.shortest = shortest
        self.longest = longest
    }

    /// Reads `1-3s`, `500ms-2s` or `2s`; a first number without a unit has that of the second.
    static func parse(_ text: String) throws(TextError) -> DurationRange {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map {
            $0.filter { $0 != " " }
        }
        guard let last = parts.last, parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw TextError("'\(text)' is not a time; expected one such as 2s, or a range such as 1-3s")
        }
        let longest = try DurationText.parse(last)
        guard parts.count == 2 else { return DurationRange(longest, longest) }
        let isBare = parts[0].allSatisfy { $0.isNumber || $0 == "." }
        let unit = last.reversed().prefix { !$0.isNumber && $0 != "." }.reversed()
        let shortest = try DurationText.parse(isBare ? parts[0] + String(unit) : parts[0])
        guard shortest <= longest else {
            throw TextError("'\(text)' begins after its end; expected the shorter time first, as in 1-3s")
        }
        return DurationRange(shortest, longest)
    }
}

extension Form<DurationRange> {
    static let durationRange = Form.parsed(
        Quantities.durationRange,
        expected: "a time such as 2s, or a range such as 1-3s"
    ) { text throws(TextError) in try DurationRange.parse(text) }
}
