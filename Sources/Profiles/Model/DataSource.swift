import Timing
import Yams

/// A file of rows for users to pick from: CSV with a header (RFC 4180), or JSON lines.
package struct DataSource: Sendable {
    package enum Pick: String, Sendable, CaseIterable {
        /// Each row once, in order, for whoever comes next.
        case queue
        case random
        /// In order, over and over.
        case circular
        /// A user keeps its row.
        case perUser = "per_user"
    }

    /// As the profile names it, relative to the profile.
    package fileprivate(set) var file = ""
    package fileprivate(set) var pick = Pick.circular
    package fileprivate(set) var rows = DataTable.empty

    package var columns: [String] { rows.columns }

    static let table = Form<[Named<DataSource>]>.table(
        of: object.form, expected: "names with { file, pick }")

    private static let object = ObjectForm(
        noun: "data", empty: DataSource(),
        keys: [
            Key("file", \.self, fileForm, "a .csv, .jsonl or .ndjson file beside the profile", isRequired: true),
            Key(
                "pick", \.pick, .word(Pick.allCases.map { ($0.rawValue, $0) }), "which row a user gets",
                standard: "circular"),
        ])

    /// Reads the file, since a name alone would only fail later.
    private static let fileForm = Form<DataSource>(schema: .text(".+\\.(csv|jsonl|ndjson)")) { node, reading in
        guard let file = reading.text(of: node, expected: "a file such as accounts.csv") else { return nil }
        let path = reading.path(of: file)
        do throws(TextError) {
            guard let rows = try rows(of: file, at: path, reading) else { return nil }
            return DataSource(file: file, rows: rows)
        } catch {
            reading.complain(node, error.message)
            return nil
        }
    }

    /// - Returns: nil, and said so with the lines of the file, where there are rows that cannot be used.
    /// - Throws: what is wrong with the file as a whole.
    private static func rows(
        of file: String, at path: String, _ reading: ProfileReading
    ) throws(TextError) -> DataTable? {
        let bytes = try contents(of: file, at: path, reading)
        do throws(DataFileError) {
            return try DataTable.read(bytes, named: file)
        } catch {
            for mistake in error.mistakes {
                guard let line = mistake.line else { throw TextError("'\(file)' \(mistake.message)") }
                reading.complain(ProfilePlace(line: line, column: 1), in: path, mistake.message)
            }
            return nil
        }
    }

    private static func contents(
        of file: String, at path: String, _ reading: ProfileReading
    ) throws(TextError) -> [UInt8] {
        guard [".csv", ".jsonl", ".ndjson"].contains(where: file.hasSuffix) else {
            throw TextError("'\(file)' is of an unknown kind; expected a .csv, .jsonl or .ndjson file")
        }
        switch reading.surroundings.readFile(path) {
        case .success(let contents): return contents
        case .failure(let error): throw TextError("'\(file)' cannot be read: \(error.message)")
        }
    }
}
