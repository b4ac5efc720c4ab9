/// A value in YAML's flow style, or in a block where it has steps: what a profile is written with.
indirect enum FlowText {
    /// A word that YAML reads as it stands.
    case plain(String)
    /// Any text.
    case text(String)
    case list([FlowText])
    case object([(key: String, value: FlowText)])

    /// On one line.
    var line: String {
        switch self {
        case .plain(let word): word
        case .text(let text): Self.isPlain(text) ? text : Self.quoted(text)
        case .list(let values): "[\(values.map(\.line).joined(separator: ", "))]"
        case .object(let members):
            "{ \(members.map { "\(Self.key($0.key)): \($0.value.line)" }.joined(separator: ", ")) }"
        }
    }

    /// Members of a mapping, a line each.
    static func lines(of members: [(key: String, value: FlowText)], indentation: String) -> [String] {
        members.map { "\(indentation)\(key($0.key)): \($0.value.line)" }
    }

    private static func key(_ name: String) -> String {
        name.wholeMatch(of: /[A-Za-z_$][-A-Za-z0-9_.$]*/) == nil ? quoted(name) : name
    }

    /// Whether YAML reads a text as itself, and as nothing else (YAML 1.2.2 §10.3).
    private static func isPlain(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z$][-A-Za-z0-9_.$\/]*/) != nil
            && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    /// In single quotes where nothing has to be escaped in them, since messages are full of double ones; else with
    /// JSON's escapes, which are YAML's too.
    private static func quoted(_ text: String) -> String {
        guard text.contains("'") || !text.unicodeScalars.allSatisfy(isPrintable) else { return "'\(text)'" }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where !isPrintable(scalar):
                quoted += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Controls, the line ends of Unicode and the byte order mark would not come back as they are (YAML 1.2.2 §5.1).
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF: false
        default: true
        }
    }
}
