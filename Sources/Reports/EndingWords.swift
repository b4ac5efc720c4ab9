internal import Metrics

/// The ledger's entries as the report shows them: a few words, then how often.
enum EndingWords {
    /// How established sessions ended, and what the end of the run cut short.
    static func endings(of ledger: Ledger) -> [String] {
        var parts = coded("closed by us", ledger.closedByClient) + coded("closed by peer", ledger.closedByPeer)
        let plain: [(LedgerEntry, String)] = [
            (.completed, "completed"), (.lost, "lost"), (.pongTimeout, "pong timeout"), (.stalled, "stalled"),
            (.protocolError, "protocol error"), (.cancelled, "cancelled"),
        ]
        parts += plain.filter { ledger.count($0.0) > 0 }.map { times($0.1, ledger.count($0.0)) }
        if ledger.unclean > 0 { parts.append(times("of these unclean", ledger.unclean)) }
        return parts
    }

    /// Why attempts failed, the most frequent cause first.
    static func failures(of ledger: Ledger) -> [String] {
        ledger.connectFailures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { times($0.key, $0.value) }
    }

    private static func coded(_ words: String, _ codes: [String: Int]) -> [String] {
        codes.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }.map { code, count in
            // An event stream has no Close codes: its ends have words of their own.
            switch code {
            case "eof": times(words.replacing("closed", with: "ended"), count)
            case "no_content": times("no content", count)
            case "error": times("error of the service", count)
            default: times("\(words) \(code)", count)
            }
        }
    }

    private static func times(_ words: String, _ count: Int) -> String { "\(words) ×\(FigureText.count(count))" }
}
