/// Whether the generator kept its own plan: a number that it could not stand behind is said to be one.
package enum Validity: String, Sendable {
    case valid = "VALID"
    case suspect = "SUSPECT"
    case invalid = "INVALID"
}

/// The judgement and why, in words with a remedy.
package struct ValidityReport: Sendable, Equatable {
    package let validity: Validity
    package let reasons: [String]

    private static let remedy =
        "give the generator more CPU or run fewer sessions or messages per process (--max-connections, --message-rate)"

    /// Judges by the two things that are ours alone: of the `planned` sends, how many the loops took up, and the 99th
    /// percentile of `send_lateness` in milliseconds, nil without sends.
    package static func judge(planned: Int, takenUp: Int, latenessP99: Double?) -> ValidityReport {
        var validity = Validity.valid
        var reasons: [String] = []
        func find(_ found: Validity, _ words: String) {
            if found == .invalid || validity == .valid { validity = found }
            reasons.append("\(words); \(remedy)")
        }
        if planned > 0 {
            let share = Double(takenUp) / Double(planned)
            let percent = (share * 1000).rounded(.down) / 10
            if share < 0.95 {
                find(.invalid, "only \(percent) % of the planned sends were taken up, under 95 %")
            } else if share < 0.98 {
                find(.suspect, "only \(percent) % of the planned sends were taken up, under 98 %")
            }
        }
        if let lateness = latenessP99 {
            let shown = (lateness * 10).rounded() / 10
            if lateness > 100 {
                find(.invalid, "send_lateness p99 was \(shown) ms, above 100 ms: the generator sent late by itself")
            } else if lateness > 10 {
                find(.suspect, "send_lateness p99 was \(shown) ms, above 10 ms")
            }
        }
        return ValidityReport(validity: validity, reasons: reasons)
    }
}
