import Testing

/// Claims about times on a machine that others use too: what one measurement finds may be their doing, what three in a
/// row find is ours. Counts are claimed outside of it, with `#expect`, and hold every time.
struct TimeClaims {
    private(set) var broken: [String] = []

    mutating func expect(_ holds: Bool, _ words: @autoclosure () -> String) {
        if !holds { broken.append(words()) }
    }

    /// Measures until every claim holds, three times at most.
    static func measure(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: (inout TimeClaims) throws -> Void
    ) throws {
        var claims = TimeClaims()
        for _ in 0..<3 {
            claims = TimeClaims()
            try body(&claims)
            if claims.broken.isEmpty { return }
        }
        Issue.record("three times in a row: \(claims.broken.joined(separator: "; "))", sourceLocation: sourceLocation)
    }
}
