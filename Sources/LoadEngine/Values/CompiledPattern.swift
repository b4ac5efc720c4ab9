/// A regular expression of a profile, compiled. Belongs to one loop.
struct CompiledPattern {
    /// As the profile writes it.
    let text: String
    private let regex: Regex<AnyRegexOutput>?

    /// Only so much of a text is looked at, in bytes: a service may send without end, and a loop must go on.
    private static let longestText = 1 << 18

    /// - Parameter text: judged when the profile was read; one that is none matches nothing.
    init(_ text: String) {
        self.text = text
        // Characters that people see as one may be several; patterns are about those several, as Perl's are.
        regex = (try? Regex(text))?.matchingSemantics(.unicodeScalar)
    }

    func matches(_ text: String) -> Bool { firstMatch(in: text) != nil }

    /// The first group of the first match, or the match where the pattern has no group.
    func firstGroup(in text: String) -> String? {
        guard let match = firstMatch(in: text) else { return nil }
        guard match.output.count > 1 else { return String(text[match.range]) }
        return match.output[1].substring.map(String.init)
    }

    private func firstMatch(in text: String) -> Regex<AnyRegexOutput>.Match? {
        guard let regex else { return nil }
        return try? regex.firstMatch(in: Self.start(of: text))
    }

    private static func start(of text: String) -> Substring {
        guard text.utf8.count > longestText else { return text[...] }
        var end = text.utf8.index(text.startIndex, offsetBy: longestText)
        // Not within a character's bytes.
        while text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
        return text[..<end]
    }
}
