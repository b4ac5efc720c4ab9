internal import Metrics

/// The last line of the report: how the run ended, and the exit status that says so to scripts.
struct VerdictWords {
    private let summary: RunSummary

    init(_ summary: RunSummary) { self.summary = summary }

    func painted(_ ink: Ink) -> String {
        let line = "verdict".padded(to: LabelledRow.labelWidth)
        let status = summary.exitStatus
        guard status != .passed else { return line + ink.good("passed") }
        let words = "\(words(for: status)) (exit status \(status.rawValue))"
        return line + (status == .interrupted ? ink.doubtful(words) : ink.bad(words))
    }

    /// What the run was to reach and did not.
    private var missed: [String] {
        let thresholds = summary.thresholds.count { !$0.isMet }
        let targets = summary.targets.count { $0.verdict == .fail }
        var parts: [String] = []
        if thresholds > 0 { parts.append("\(thresholds) of \(summary.thresholds.count) thresholds not met") }
        if targets > 0 { parts.append("\(targets) of \(summary.targets.count) targets beyond critical") }
        return parts.isEmpty ? ["a threshold ended the run"] : parts
    }

    private func words(for status: ExitStatus) -> String {
        switch status {
        case .passed: "passed"
        case .thresholdFailed: "failed: \(missed.joined(separator: ", "))"
        case .interrupted: "interrupted before its end; what was measured until then is complete"
        case .unreachable where summary.ledger.attempts == 0 && summary.count(.httpReqs) == 0:
            "nothing was tested: no step came as far as the target"
        case .unreachable:
            summary.families.contains(.requests)
                ? "target unreachable: nothing was answered" : "target unreachable: no attempt became a session"
        case .invalid: "invalid: these numbers measure the generator, not the target"
        case .internalError: "internal error"
        case .usage: "bad flags"
        case .profileRejected: "profile rejected"
        }
    }
}
