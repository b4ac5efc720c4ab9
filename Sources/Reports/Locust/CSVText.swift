/// Lines of comma-separated values as RFC 4180 and Locust have them, with CRLF at their ends.
enum CSVText {
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A text of the target's, which a spreadsheet must not take for a formula.
    static func harmless(_ text: String) -> String {
        let shown = BoundedText.of(text)
        return ["=", "+", "-", "@"].contains(shown.first) ? "'" + shown : shown
    }

    private static func cell(_ text: String) -> String {
        // By scalars: CRLF is one character.
        guard text.unicodeScalars.contains(where: { [",", "\"", "\r", "\n"].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
