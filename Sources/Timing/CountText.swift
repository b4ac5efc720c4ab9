/// Counts as people write them: `1000`, `10k`, `2M`. A bare `m` is refused, because it may mean a million or a minute.
package enum CountText {
    package static func parse(_ text: String) throws(TextError) -> Int {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let suffix = text[digits.endIndex...]
        if !digits.isEmpty, suffix == "m" {
            throw TextError("'\(text)' is ambiguous (million or minute?): write \(digits)M for millions")
        }
        guard !digits.isEmpty, let scale = scale(of: suffix) else {
            throw TextError("'\(text)' is not a count: expected a whole number such as 1000, 10k or 2M")
        }
        guard let number = Int(digits), case let (count, false) = number.multipliedReportingOverflow(by: scale) else {
            throw TextError("'\(text)' is too large for a count")
        }
        return count
    }

    /// What a count's or rate's suffix multiplies by; nil for a suffix that is none.
    static func scale(of suffix: Substring) -> Int? {
        switch suffix {
        case "": 1
        case "k": 1_000
        case "M": 1_000_000
        default: nil
        }
    }
}
