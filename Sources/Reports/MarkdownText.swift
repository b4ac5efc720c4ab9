/// Texts as cells and headings of GitHub's Markdown have them, where names of users ring bells and pipes end cells.
enum MarkdownText {
    /// The text as code, in which nothing means anything; as HTML where backquotes could not hold it.
    static func code(_ text: String) -> String {
        let shown = BoundedText.of(text, longest: 200)
        guard !shown.isEmpty else { return "–" }
        guard shown.contains(where: { $0 == "`" || $0 == "|" || $0 == "\\" }) else { return "`\(shown)`" }
        return "<code>\(shown.unicodeScalars.map(entity).joined())</code>"
    }

    /// A table; nothing where it has no rows. Columns that begin with a colon stand to the right.
    static func table(_ columns: [String], _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let names = columns.map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }
        let rules = columns.map { $0.hasPrefix(":") ? "---:" : "---" }
        return [line(names), "|\(rules.joined(separator: "|"))|"] + rows.map(line)
    }

    private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

    /// Everything but letters, digits, blanks and what never means anything by its number.
    private static func entity(_ scalar: Unicode.Scalar) -> String {
        let isPlain =
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || " .,:/()-=%".unicodeScalars.contains(scalar)
        return isPlain ? String(scalar) : "&#\(scalar.value);"
    }
}
