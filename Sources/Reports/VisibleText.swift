/// Text of the target's as a terminal may have it: what would move the cursor, change colours, hide or reorder words is
/// shown as what it is.
package enum VisibleText {
    /// `\u{1B}` for the character of that number, for control characters (C0, DEL, C1), line and paragraph separators,
    /// and those that set the direction of text (Unicode Standard Annex #9).
    package static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        return text.unicodeScalars.map { scalar in
            isHidden(scalar) ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
        }.joined()
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
