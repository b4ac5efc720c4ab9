/// How a run ends for the shell.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case passed = 0
    case usage = 64
    case thresholdFailed = 99
    case profileRejected = 104
    case interrupted = 105
    case internalError = 109
    case unreachable = 110
    case invalid = 111

    /// Of several, the one that says most.
    private static let precedence: [ExitStatus] = [
        .usage, .profileRejected, .internalError, .interrupted, .unreachable, .invalid, .thresholdFailed, .passed,
    ]

    package static func worst(of statuses: [ExitStatus]) -> ExitStatus {
        precedence.first(where: statuses.contains) ?? .passed
    }

    /// One word for the report.
    package var verdict: String {
        switch self {
        case .passed: "passed"
        case .usage: "usage"
        case .thresholdFailed: "threshold_failed"
        case .profileRejected: "profile_rejected"
        case .interrupted: "interrupted"
        case .internalError: "internal_error"
        case .unreachable: "unreachable"
        case .invalid: "invalid"
        }
    }
}
