import JSON

/// A text with a JSON object a line. The first line's keys are the columns, and every other line has them too; what it
/// has beside them is passed over. Empty lines are none of it.
enum JSONLines {
    static func table(of bytes: [UInt8]) throws(DataFileError) -> DataTable {
        var columns: [String] = []
        var cells: [String] = []
        var mistakes: [DataFileError.Mistake] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            func complain(_ message: String) { mistakes.append(.init(line: index + 1, message: message)) }
            let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            guard !isBlank else { continue }
            guard let row = members(of: Array(line)) else {
                complain("this line is not a JSON object")
                continue
            }
            if columns.isEmpty {
                columns = row.map(\.key)
                guard !columns.isEmpty else {
                    throw DataFileError([.init(line: index + 1, message: "this row is empty")])
                }
            }
            for column in columns {
                // Most often in the order of the first line.
                let place = cells.count % columns.count
                let isInPlace = place < row.count && row[place].key == column
                if let cell = isInPlace ? row[place].value : row.first(where: { $0.key == column })?.value {
                    cells.append(cell)
                } else {
                    complain("this row has no '\(column)', which the first one has")
                    cells.append("")
                }
            }
        }
        guard mistakes.isEmpty else { throw DataFileError(mistakes) }
        guard !columns.isEmpty else { throw DataFileError([.init(line: nil, message: "is empty; expected rows")]) }
        return DataTable(columns: columns, cells: cells)
    }

    /// The members of an object with their values as texts, the first of those with the same key; nil when the line is
    /// not one.
    private static func members(of line: [UInt8]) -> [(key: String, value: String)]? {
        guard JSONSyntax.isValid(line.span) else { return nil }
        var members: [(key: String, value: String)] = []
        let isObject = JSONScanner.forEachMember(of: line.span) { key, value in
            let name = JSONScanner.text(of: key, in: line.span)
            guard !members.contains(where: { $0.key == name }) else { return }
            members.append((name, JSONScanner.text(of: value, in: line.span)))
        }
        return isObject ? members : nil
    }
}
