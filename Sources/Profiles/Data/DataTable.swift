internal import Timing

/// The rows of a data file: as many texts each as there are columns. Read once, and shared by all who pick from it.
package struct DataTable: Sendable, Equatable {
    package let columns: [String]
    /// Row after row, so that a row costs no array of its own.
    private let cells: [String]

    static let empty = DataTable(columns: [], cells: [])

    init(columns: [String], cells: [String]) {
        precondition(
            cells.isEmpty || !columns.isEmpty && cells.count.isMultiple(of: columns.count),
            "rows have a cell for each column")
        self.columns = columns
        self.cells = cells
    }

    /// How many rows there are.
    package var count: Int { columns.isEmpty ? 0 : cells.count / columns.count }

    package func cell(row: Int, column: Int) -> String { cells[row * columns.count + column] }

    /// Reads a file by the kind that its name says.
    static func read(_ bytes: [UInt8], named file: String) throws(DataFileError) -> DataTable {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DataFileError([.init(line: firstInvalidLine(of: bytes), message: "this line is not UTF-8 text")])
        }
        return file.hasSuffix(".csv") ? try CSVText.table(of: text) : try JSONLines.table(of: bytes)
    }

    private static func firstInvalidLine(of bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
    }
}

/// What is wrong with a data file, in the order of its lines.
struct DataFileError: Error, Equatable {
    struct Mistake: Equatable {
        /// From 1; nil when it is about the file as a whole.
        let line: Int?
        let message: String
    }

    private(set) var mistakes: [Mistake]

    /// A file that is wrong throughout need not be told line by line.
    private static let mostMistakes = 10

    init(_ mistakes: [Mistake]) {
        self.mistakes = Array(mistakes.prefix(Self.mostMistakes))
        let others = mistakes.count - self.mistakes.count
        guard others > 0, let last = self.mistakes.last else { return }
        let note = others == 1 ? "another line is wrong too" : "\(others) other lines are wrong too"
        self.mistakes[self.mistakes.count - 1] = Mistake(line: last.line, message: "\(last.message); \(note)")
    }
}
