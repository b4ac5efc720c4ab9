/// Whether the generator kept its own plan: a number that it could not stand behind is said to be one.
package enum Validity: String, Sendable, CaseIterable {
    case valid = "VALID"
    case suspect = "SUSPECT"
    case invalid = "INVALID"
}

/// The judgement and why, in words with a remedy.
package struct ValidityReport: Sendable, Equatable {
    package let validity: Validity
    package let reasons: [String]

    package init(validity: Validity, reasons: [String]) {
        self.validity = validity
        self.reasons = reasons
    }

    private static let remedy =
        "give the generator more CPU or run fewer sessions or messages per process (--max-connections, --message-rate)"
    private static let exhaustionRemedy =
        "raise the limit of open files (ulimit -n), spread the sessions over --local-ips, or run fewer per process"
    private static let listenersRemedy =
        "give the generator more CPU or run fewer sessions per process (--max-connections)"

    /// Judges by what is ours alone.
    ///
    /// - Parameters:
    ///   - planned: sends that the schedule had.
    ///   - takenUp: of these, how many the loops took up.
    ///   - latenessP99: the 99th percentile of `send_lateness` in milliseconds, nil without sends.
    ///   - loopLagP99: of `loop_lag` in milliseconds, for runs that only listen: a loop that wakes late has read late,
    ///     and what it read looks like a slow target.
    ///   - attempts: dials.
    ///   - exhausted: of these, how many failed because this process had no descriptor or source address left.
    /// - Returns: the judgement, with a reason for each thing that was amiss.
    package static func judge(
        planned: Int, takenUp: Int, latenessP99: Double?, loopLagP99: Double? = nil, attempts: Int = 0,
        exhausted: Int = 0
    ) -> ValidityReport {
        var validity = Validity.valid
        var reasons: [String] = []
        let advice = latenessP99 == nil && planned == 0 ? listenersRemedy : remedy
        func find(_ found: Validity, _ words: String, _ remedy: String? = nil) {
            if found == .invalid || validity == .valid { validity = found }
            reasons.append("\(words); \(remedy ?? advice)")
        }
        if exhausted > 0 {
            find(
                exhausted * 20 > attempts ? .invalid : .suspect,
                "\(exhausted) of \(attempts) dials failed because the generator had no descriptor or port left",
                exhaustionRemedy)
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
        func judge(_ name: String, _ time: Double?, meaning: String) {
            guard let time, time > 10 else { return }
            let shown = (time * 10).rounded() / 10
            if time > 100 {
                find(.invalid, "\(name) p99 was \(shown) ms, above 100 ms: \(meaning)")
            } else {
                find(.suspect, "\(name) p99 was \(shown) ms, above 10 ms")
            }
        }
        judge("send_lateness", latenessP99, meaning: "the generator sent late by itself")
        judge("loop_lag", loopLagP99, meaning: "the generator read late by itself")
        return ValidityReport(validity: validity, reasons: reasons)
    }
}
