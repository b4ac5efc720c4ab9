import Metrics
import Testing

@Suite("Why a run came to nothing")
struct EndReasonTests {
    struct Outcome: Sendable {
        var established = 0
        var refused = 0
        var forbidden = 0
        var cancelled = 0
        /// `passes` are failures, as in `http_req_failed`.
        var requests = Tally()
        var logins = Tally()
        var answers = 0

        var ledger: Ledger {
            var ledger = Ledger()
            let entries: [(LedgerEntry, Int)] = [
                (.closedByClient(code: 1000), established), (.connectFailed(.refused), refused),
                (.connectFailed(.http(403)), forbidden), (.cancelled, cancelled),
            ]
            for (entry, count) in entries {
                for _ in 0..<count {
                    ledger.attempt()
                    ledger.end(entry)
                }
            }
            return ledger
        }
    }

    private static let outcomes: [(Outcome, EndReason?)] = [
        (Outcome(), .untried),
        (Outcome(established: 1, refused: 9), nil),
        (Outcome(refused: 10), .unreachable),
        (Outcome(refused: 9, forbidden: 1), .noSession),
        (Outcome(forbidden: 3, requests: Tally(fails: 3), answers: 3), .noSession),
        (Outcome(refused: 3, requests: Tally(fails: 3), answers: 3), .noSession),
        (Outcome(cancelled: 2), .tooShort),
        (Outcome(cancelled: 2, requests: Tally(fails: 5), answers: 5), nil),
        (Outcome(refused: 1, cancelled: 2), .unreachable),
        (Outcome(requests: Tally(passes: 5), logins: Tally(passes: 5), answers: 5), .noLogin),
        (Outcome(requests: Tally(fails: 5), logins: Tally(passes: 5), answers: 5), .noLogin),
        (Outcome(requests: Tally(passes: 5), logins: Tally(passes: 5)), .unreachable),
        (Outcome(requests: Tally(fails: 5), logins: Tally(fails: 5), answers: 5), .tooShort),
        (Outcome(established: 1, requests: Tally(passes: 4, fails: 1), logins: Tally(passes: 4, fails: 1)), nil),
        (Outcome(established: 1, requests: Tally(passes: 4), answers: 4), .noRequest),
        (Outcome(requests: Tally(passes: 4)), .unreachable),
        (Outcome(requests: Tally(passes: 4, fails: 1), answers: 5), nil),
    ]

    @Test("what was tried and never succeeded is told by its kind", arguments: outcomes)
    func nothingSucceeded(outcome: Outcome, reason: EndReason?) {
        let found = EndReason(
            ledger: outcome.ledger, requests: outcome.requests, logins: outcome.logins, hasSessions: true,
            answers: outcome.answers)
        #expect(found == reason)
    }

    @Test("a run that came to nothing fails, and says unreachable only where nothing was answered")
    func statusAndVerdict() {
        func verdict(_ reason: EndReason) -> String { Samples.summary(outcome: reason.status, reason: reason).verdict }
        let vain: [EndReason] = [.noSession, .noLogin, .noRequest, .tooShort, .untried]
        #expect(vain.allSatisfy { $0.status == .unreachable && verdict($0) == "nothing_succeeded" })
        #expect(verdict(.unreachable) == "unreachable")
        #expect(verdict(.aborted(by: "checks rate>0.9")) == "threshold_failed")
    }
}
