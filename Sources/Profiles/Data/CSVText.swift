import SwiftCSV

/// A text of comma-separated values with a header (RFC 4180): fields are apart by commas, records by line ends; quoted
/// fields may hold both, and doubled quotes for quotes. Empty lines are none of it.
enum CSVText {
    static func table(of text: String) throws(DataFileError) -> DataTable {
        try judgeQuotesAndBlanks(of: text)
        var rows = Rows()
        do {
            // The reader drops an empty field at the end of a text that no line end closes.
            let reader = try EnumeratedCSV(string: text + "\n", delimiter: .comma, loadColumns: false, rowLimit: 0)
            try reader.enumerateAsArray(startAt: 0, rowLimit: nil) { rows.take($0) }
        } catch {
            // Its errors name no place; the record it was in begins behind the last one that it told of.
            rows.complain(
                "a quote stands within a field; expected the whole field in quotes, and its own quotes doubled")
        }
        return try rows.table()
    }

    /// What the reader would take in silence: a quote that nothing closes, and blanks before a field, which belong to it
    /// (RFC 4180 §2.4) and which it would drop.
    private static func judgeQuotesAndBlanks(of text: String) throws(DataFileError) {
        var mistakes: [DataFileError.Mistake] = []
        var line = 1
        var openedAt: Int?
        var previous = UInt8(ascii: "\n")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): openedAt = openedAt == nil ? line : nil
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                guard openedAt == nil, previous == UInt8(ascii: ",") || previous == UInt8(ascii: "\n") else { break }
                mistakes.append(
                    .init(line: line, message: "a blank stands before a field; expected none, or the field in quotes"))
            default: break
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            previous = byte
        }
        if let openedAt {
            mistakes.append(.init(line: openedAt, message: "a quote opens here that nothing closes"))
        }
        if !mistakes.isEmpty { throw DataFileError(mistakes) }
    }

    /// The records as they come, the header first.
    private struct Rows {
        private var columns: [String] = []
        private var cells: [String] = []
        /// The line at which the next record begins.
        private var line = 1
        private var mistakes: [DataFileError.Mistake] = []

        mutating func take(_ fields: [String]) {
            defer { line += 1 + fields.reduce(0) { $0 + $1.utf8.count { $0 == UInt8(ascii: "\n") } } }
            if fields == [""] { return }
            guard !columns.isEmpty else {
                takeHeader(fields)
                return
            }
            guard fields.count == columns.count else {
                let noun = fields.count == 1 ? "field" : "fields"
                complain("this row has \(fields.count) \(noun); expected \(columns.count), as the header has")
                return
            }
            cells += fields
        }

        private mutating func takeHeader(_ names: [String]) {
            columns = names
            for (index, name) in names.enumerated() {
                if name.isEmpty { complain("column \(index + 1) of the header has no name") }
                if names[..<index].contains(name) {
                    complain("'\(name)' stands more than once in the header; expected each column once")
                }
            }
        }

        mutating func complain(_ message: String) { mistakes.append(.init(line: line, message: message)) }

        func table() throws(DataFileError) -> DataTable {
            guard mistakes.isEmpty else { throw DataFileError(mistakes) }
            guard !columns.isEmpty else { throw DataFileError([.init(line: nil, message: "is empty; expected rows")]) }
            guard !cells.isEmpty else {
                throw DataFileError([.init(line: nil, message: "has a header and no rows")])
            }
            return DataTable(columns: columns, cells: cells)
        }
    }
}
