/// Durations as people write them: `500ms`, `10s`, `1m30s`, `250us`; a bare number is seconds.
///
///     duration = number | part { part }
///     part     = number unit
///     unit     = "ns" | "us" | "µs" | "ms" | "s" | "m" | "h"
///     number   = digits [ "." digits ]
package enum DurationText {
    /// Unit names with their length in nanoseconds, longest unit first.
    private static let units: [(name: String, length: Int64)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]

    /// Beyond a century a duration is a typing error, and sums of a few stay far from overflow.
    private static let longest = 100.0 * 365 * 86_400 * 1e9

    package static func parse(_ text: String) throws(TextError) -> Nanoseconds {
        let refusal = TextError(
            "'\(text)' is not a duration: expected a number of seconds or parts such as 500ms, 10s, 5m, 1h or 1m30s")
        var scanner = QuantityScanner(text)
        var total = 0.0
        repeat {
            guard let digits = scanner.number(), let number = Double(digits) else { throw refusal }
            let isBare =
                total == 0 && scanner.isAtEnd && digits.endIndex == text.endIndex
                && digits.startIndex == text.startIndex
            let unit = scanner.unit()
            guard let length = isBare ? 1_000_000_000 : length(of: unit) else { throw refusal }
            total += number * Double(length)
        } while !scanner.isAtEnd
        guard total <= longest else {
            throw TextError("'\(text)' is longer than a century: expected a shorter duration")
        }
        return Nanoseconds(Int64(total.rounded()))
    }

    /// The shortest text that `parse` reads back as the same duration, such as `1m30s` or `1.5ms`.
    package static func format(_ duration: Nanoseconds) -> String {
        guard duration.count != 0 else { return "0s" }
        var text = duration.count < 0 ? "-" : ""
        var rest = duration.count.magnitude
        for (name, length) in units.prefix(2) where rest >= UInt64(length) {
            text += "\(rest / UInt64(length))\(name)"
            rest %= UInt64(length)
        }
        guard rest > 0 else { return text }
        let unit = units.dropFirst(2).first { rest >= UInt64($0.length) } ?? ("ns", 1)
        return text + decimal(rest, over: UInt64(unit.length)) + unit.name
    }

    private static func length(of unit: Substring) -> Int64? {
        let plain = unit == "µs" || unit == "μs" ? "us" : unit
        return units.first { $0.name == plain }?.length
    }

    /// `value / scale` written out exactly; `scale` is a power of ten.
    private static func decimal(_ value: UInt64, over scale: UInt64) -> String {
        let fraction = value % scale
        guard fraction > 0 else { return "\(value / scale)" }
        var digits = String(scale + fraction).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(value / scale).\(digits)"
    }
}
