extension JSONTree {
    /// The document in UTF-8 on one line without blanks, for programs that read it every second.
    var compactBytes: [UInt8] {
        var text = ""
        writeCompactly(to: &text)
        return Array(text.utf8)
    }

    private func writeCompactly(to text: inout String) {
        switch self {
        case .list(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.writeCompactly(to: &text)
            }
            text += "]"
        case .object(let fields):
            text += "{"
            for (index, field) in fields.enumerated() {
                if index > 0 { text += "," }
                text += Self.quoted(field.key) + ":"
                field.value.writeCompactly(to: &text)
            }
            text += "}"
        default: text += plainText
        }
    }
}
