/// A JSON document whose keys keep their order, so that results read the same way every time.
enum JSONTree: Sendable {
    case null
    case boolean(Bool)
    case text(String)
    case integer(Int)
    case unsigned(UInt64)
    case number(Double)
    case list([JSONTree])
    case object([(key: String, value: JSONTree)])

    /// A number, or null without one. Not a number and infinity are null as well: JSON has neither.
    static func optional(_ number: Double?) -> JSONTree {
        guard let number, number.isFinite else { return .null }
        return .number(number)
    }

    /// Counts by name, in the order of the names.
    static func counts(_ table: [String: Int]) -> JSONTree {
        .object(table.sorted { $0.key < $1.key }.map { (key: $0.key, value: .integer($0.value)) })
    }

    /// The document in UTF-8, indented by two blanks; lists of plain values stay on one line.
    var bytes: [UInt8] {
        var text = ""
        write(to: &text, indent: "")
        return Array((text + "\n").utf8)
    }

    private var isPlain: Bool {
        switch self {
        case .list, .object: false
        default: true
        }
    }

    /// A value that has no parts; empty for one that has.
    var plainText: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .text(let value): Self.quoted(value)
        case .integer(let value): "\(value)"
        case .unsigned(let value): "\(value)"
        case .number(let value): Self.short(value)
        case .list, .object: ""
        }
    }

    private func write(to text: inout String, indent: String) {
        switch self {
        case .list(let items):
            guard !items.allSatisfy(\.isPlain) else {
                text += "["
                for (index, item) in items.enumerated() {
                    if index > 0 { text += ", " }
                    item.write(to: &text, indent: "")
                }
                text += "]"
                return
            }
            Self.writeBlock(items.map { (nil, $0) }, brackets: ("[", "]"), to: &text, indent: indent)
        case .object(let fields):
            guard !fields.isEmpty else {
                text += "{}"
                return
            }
            Self.writeBlock(fields.map { ($0.key, $0.value) }, brackets: ("{", "}"), to: &text, indent: indent)
        default: text += plainText
        }
    }

    private static func writeBlock(
        _ items: [(key: String?, value: JSONTree)], brackets: (String, String), to text: inout String, indent: String
    ) {
        let inner = indent + "  "
        text += brackets.0 + "\n"
        for (index, item) in items.enumerated() {
            text += inner
            if let key = item.key { text += quoted(key) + ": " }
            item.value.write(to: &text, indent: inner)
            text += index + 1 < items.count ? ",\n" : "\n"
        }
        text += indent + brackets.1
    }

    /// The number that is read again where this one is written.
    static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }

    /// Six digits after the point are a nanosecond in milliseconds: more would be noise.
    static func short(_ value: Double) -> String {
        let rounded = rounded(value)
        guard rounded.isFinite, abs(rounded) < 1e15 else { return value.isFinite ? "\(value)" : "null" }
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    /// RFC 8259 §7; control characters and the two that HTML and JavaScript trip over are escaped.
    static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
