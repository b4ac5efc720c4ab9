/// Rates as people write them, read as a number per second: `5`, `0.5`, `5/s`, `300/m`, `2/h`, `1k/s`.
package enum RateText {
    /// A schedule counts in nanoseconds, so more than one event in each of them cannot be told apart.
    private static let fastest = 1e9

    package static func parse(_ text: String) throws(TextError) -> Double {
        let refusal = TextError(
            "'\(text)' is not a rate: expected a number per second, or one with its period such as 5/s, 300/m or 2/h")
        var scanner = QuantityScanner(text)
        guard let digits = scanner.number(), let number = Double(digits) else { throw refusal }
        let parts = scanner.unit().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard scanner.isAtEnd, parts.first != "m" else {
            throw parts.first == "m"
                ? TextError("'\(text)' is ambiguous (million or minute?): write M for millions, /m for per minute")
                : refusal
        }
        let period: Double? = parts.count < 2 ? 1 : ["s": 1, "m": 60, "h": 3_600][parts[1]]
        guard let scale = CountText.scale(of: parts.first ?? ""), let period else { throw refusal }
        let rate = number * Double(scale) / period
        guard rate <= fastest else { throw TextError("'\(text)' is faster than one per nanosecond") }
        return rate
    }
}
