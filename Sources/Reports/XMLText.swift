/// Texts as XML 1.0 has them.
enum XMLText {
    /// The text for an element or a quoted attribute. Characters that XML has no way to write (XML 1.0 §2.2) are shown
    /// by their numbers, as all that is hidden is.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in BoundedText.of(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&apos;"
            case "\u{FFFE}", "\u{FFFF}": escaped += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
