package import Timing

/// Why a run came to less than its plan, by itself or because people stopped it in order: told beside the verdict.
package enum EndReason: Sendable, Equatable {
    /// What was tried had no answer at all.
    case unreachable
    /// The target answered, and no dial became a session.
    case noSession
    /// The target answered, and nobody was logged in.
    case noLogin
    /// The target answered, and no request succeeded.
    case noRequest
    /// The end came before the first session.
    case tooShort
    /// No step came as far as the target.
    case untried
    /// A threshold that ends the run was not met: which one.
    case aborted(by: String)
    /// Sessions that were to stay were all gone before their time: when, of how long, and how often each kind of ending
    /// was theirs.
    case deserted(after: Nanoseconds, of: Nanoseconds, endings: [String: Int])
    /// People stopped it before its time, on purpose: so long after the first dial was due.
    case stopped(after: Nanoseconds)

    package var words: String {
        switch self {
        case .unreachable: "target unreachable: nothing was answered"
        case .noSession: "no session was established"
        case .noLogin: "every login failed"
        case .noRequest: "every request failed"
        case .tooShort: "the run was too short for a session"
        case .untried: "nothing was tested: no step came as far as the target"
        case .aborted(let threshold): "the run was ended early by \(threshold)"
        case .deserted(let time, let length, let endings):
            "every session had ended \(Self.moment(time, of: length)): "
                + endings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
                .joined(separator: ", ")
        case .stopped(let time): "stopped on request after \(Self.seconds(time)), before its end"
        }
    }

    private static func seconds(_ time: Nanoseconds) -> String { "\((time.seconds * 10).rounded() / 10) s" }

    private static func moment(_ time: Nanoseconds, of length: Nanoseconds) -> String {
        let isAtEnd = time >= length || seconds(time) == seconds(length)
        return isAtEnd ? "before the end" : "after \(seconds(time)) of \(seconds(length))"
    }

    /// By itself it is how the run ends for the shell.
    package var status: ExitStatus {
        switch self {
        case .aborted: .thresholdFailed
        case .deserted, .stopped: .passed
        default: .unreachable
        }
    }

    /// Judges a run that was carried out: whether something was tried of which nothing succeeded.
    ///
    /// - Parameters:
    ///   - ledger: what became of the dials. What we cancelled ourselves has not failed.
    ///   - requests: `http_req_failed`, logins included.
    ///   - logins: those that ended by themselves; its passes are the failures.
    ///   - hasSessions: whether the plan has sessions.
    ///   - answers: to requests, whatever they said.
    package init?(ledger: Ledger, requests: Tally, logins: Tally, hasSessions: Bool, answers: Int) {
        let isWithoutSession = ledger.established == 0
        let isAnswered = answers > 0 || ledger.isAnswered
        if ledger.attempts == 0, requests.total == 0 {
            self = .untried
        } else if logins.total > 0, logins.fails == 0 {
            self = isAnswered ? .noLogin : .unreachable
        } else if isWithoutSession, ledger.connectFailed > 0 {
            self = isAnswered ? .noSession : .unreachable
        } else if requests.total > 0, requests.fails == 0 {
            self = isAnswered ? .noRequest : .unreachable
        } else if isWithoutSession, hasSessions, requests.total == logins.total {
            // Nothing but logins came before the end.
            self = .tooShort
        } else {
            return nil
        }
    }
}
