/// The ledger's entries as the report shows them: a few words, then how often.
enum EndingWords {
    /// How established sessions ended, and what the end of the run cut short.
    static func endings(of lifecycle: ResultDocument.Lifecycle) -> [String] {
        var parts = coded("closed by us", lifecycle.closedByClient) + coded("closed by peer", lifecycle.closedByPeer)
        parts += lifecycle.endings.filter { $0.count > 0 }
            .map { times($0.name.replacing("_", with: " "), $0.count) }
        if lifecycle.unclean > 0 { parts.append(times("of these unclean", lifecycle.unclean)) }
        return parts
    }

    /// Why attempts failed, the most frequent cause first.
    static func failures(of lifecycle: ResultDocument.Lifecycle) -> [String] {
        lifecycle.failures.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.map { times($0.name, $0.count) }
    }

    private static func coded(_ words: String, _ codes: [(name: String, count: Int)]) -> [String] {
        codes.sorted { ($0.name.count, $0.name) < ($1.name.count, $1.name) }.map { code, count in
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
