internal import Metrics

/// How a run ended, and the exit status that says so to scripts: the last line of the report.
struct VerdictWords {
    private let status: ExitStatus
    private let thresholds: [Bool]
    private let targets: [TargetResult.Verdict]
    private let reason: String?

    init(_ summary: RunSummary) {
        status = summary.exitStatus
        thresholds = summary.thresholds.map(\.isMet)
        targets = summary.targets.map(\.verdict)
        reason = summary.run.reason?.words
    }

    init(_ document: ResultDocument) {
        status = document.run.status
        thresholds = document.thresholds.map(\.isMet)
        targets = document.targets.map(\.verdict)
        reason = document.run.reason
    }

    func painted(_ ink: Ink) -> String {
        let line = "verdict".padded(to: LabelledRow.labelWidth)
        guard status != .passed else { return line + ink.good(text) }
        return line + (status == .interrupted ? ink.doubtful(text) : ink.bad(text))
    }

    /// The words, with the exit status unless it is 0.
    var text: String { status == .passed ? words : "\(words) (exit status \(status.rawValue))" }

    /// What the run was to reach and did not.
    private var missed: [String] {
        let missedThresholds = thresholds.count { !$0 }
        let missedTargets = targets.count { $0 == .fail }
        var parts: [String] = []
        if missedThresholds > 0 { parts.append("\(missedThresholds) of \(thresholds.count) thresholds not met") }
        if missedTargets > 0 { parts.append("\(missedTargets) of \(targets.count) targets beyond critical") }
        return parts + [reason].compactMap(\.self)
    }

    private var words: String {
        switch status {
        case .passed: reason.map { "passed: \($0)" } ?? "passed"
        case .thresholdFailed: "failed: \(missed.joined(separator: ", "))"
        case .interrupted: "interrupted before its end; what was measured until then is complete"
        case .unreachable: reason ?? EndReason.unreachable.words
        case .invalid: "invalid: these numbers measure the generator, not the target"
        case .internalError: "internal error"
        case .usage: "bad flags"
        case .profileRejected: "profile rejected"
        }
    }
}
