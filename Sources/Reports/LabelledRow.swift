/// One fact of the report: a label, then its parts side by side, continued under themselves where the line is full.
struct LabelledRow {
    static let labelWidth = 14

    let label: String
    let parts: [String]
    private let gap: String

    init(_ label: String, _ parts: [String], gap: Int = 4) {
        self.label = label
        self.parts = parts
        self.gap = String(repeating: " ", count: gap)
    }

    var isEmpty: Bool { parts.isEmpty }

    /// The lines of the row. A part is never broken: it may exceed `width` by itself. `paint` colours a part after it
    /// was measured, because colour takes no columns.
    func lines(width: Int, paint: (String) -> String = { $0 }) -> [String] {
        let margin = String(repeating: " ", count: label.isEmpty ? 0 : Self.labelWidth)
        var lines: [String] = []
        var line = label.isEmpty ? "" : label.padded(to: Self.labelWidth)
        var column = line.count
        var isFirst = true
        for part in parts {
            if !isFirst, column + gap.count + part.count > width {
                lines.append(line)
                line = margin
                column = margin.count
                isFirst = true
            }
            line += (isFirst ? "" : gap) + paint(part)
            column += (isFirst ? 0 : gap.count) + part.count
            isFirst = false
        }
        return lines + [line]
    }
}

extension String {
    /// The text with blanks after it; a longer one keeps a single blank.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }

    /// The text with blanks before it.
    func aligned(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
