import Metrics
import Testing

@Suite("The ledger")
struct LedgerTests {
    static let entries: [LedgerEntry] = [
        .connectFailed(.refused), .connectFailed(.http(503)), .closedByClient(code: 1000),
        .closedByPeer(.code(1012)), .closedByPeer(.endOfStream), .closedByPeer(.noContent), .completed, .lost,
        .pongTimeout, .stalled, .protocolError, .cancelled,
    ]

    @Test("attempts equal the sum of the entries once each attempt has ended")
    func sumLawHolds() {
        var ledger = Ledger()
        for _ in Self.entries { ledger.attempt() }
        #expect(!ledger.isBalanced)
        for entry in Self.entries { ledger.end(entry) }
        #expect(ledger.isBalanced)
        #expect(ledger.attempts == Self.entries.count)
    }

    @Test("established are the attempts that neither failed nor were cancelled")
    func failedDialsAreNoSessions() {
        var ledger = Ledger()
        for entry in Self.entries {
            ledger.attempt()
            ledger.end(entry)
        }
        #expect(ledger.established == Self.entries.count - 3)
        #expect(ledger.connectFailures == ["refused": 1, "http_503": 1])
        #expect(ledger.closedByClient == ["1000": 1])
        #expect(ledger.closedByPeer == ["1012": 1, "eof": 1, "no_content": 1])
    }

    @Test("merged ledgers add up, unclean ends included")
    func mergeAdds() {
        var left = Ledger()
        left.attempt()
        left.end(.closedByClient(code: 1000), unclean: true)
        var right = left
        right.attempt()
        left.merge(right)
        #expect(left.attempts == 3)
        #expect(left.count(.closedByClient(code: 1000)) == 2)
        #expect(left.unclean == 2)
    }

    @Test("a target that words its failures without end fills a bounded table, and nothing is uncounted")
    func errorsAreBounded() {
        let recorder = Recorder()
        for index in 0..<5_000 {
            recorder.addError(.wsSession, cause: "cause \(index)")
        }
        let table = recorder.harvest(sparing: Interval()).errors
        #expect(table.counts.count == 1_001)
        #expect(table.counts.values.reduce(0, +) == 5_000)
    }
}
