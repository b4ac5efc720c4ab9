/// A text of the target's at a length that a reader takes in: the JSON result has it whole.
enum BoundedText {
    /// Characters that are shown of a text.
    static let longest = 1_000

    /// The text without what is hidden in it; what is cut off is told by how long the whole is.
    static func of(_ text: String, longest: Int = longest) -> String {
        // Scalars, since one character may be made of any number of them.
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: longest, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return VisibleText.of(text) }
        return VisibleText.of(String(scalars[..<end])) + "… (\(FigureText.count(text.utf8.count)) bytes in all)"
    }
}
