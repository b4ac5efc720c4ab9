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
    package fileprivate(set) var columns: [String] = []

    static let table = Form<[Named<DataSource>]>.table(
        of: object.form, expected: "names with { file, pick }")

    private static let object = ObjectForm(
        noun: "data", empty: DataSource(),
        keys: [
            Key("file", \.self, fileForm, "a .csv, .jsonl or .ndjson file beside the profile", isRequired: true),
            Key("pick", \.pick, .word(Pick.allCases.map { ($0.rawValue, $0) }), "which row a user gets"),
        ])

    /// Opens the file, since a name alone would only fail later.
    private static let fileForm = Form<DataSource>(schema: .text(".+\\.(csv|jsonl|ndjson)")) { node, reading in
        guard let file = reading.text(of: node, expected: "a file such as accounts.csv") else { return nil }
        do throws(TextError) {
            var source = DataSource()
            source.file = file
            source.columns = try columns(of: file, reading)
            return source
        } catch {
            reading.complain(node, error.message)
            return nil
        }
    }

    private static func columns(of file: String, _ reading: ProfileReading) throws(TextError) -> [String] {
        let isCSV = file.hasSuffix(".csv")
        guard isCSV || file.hasSuffix(".jsonl") || file.hasSuffix(".ndjson") else {
            throw TextError("'\(file)' is of an unknown kind; expected a .csv, .jsonl or .ndjson file")
        }
        let folder = reading.file.lastIndex(of: "/").map { String(reading.file[...$0]) } ?? ""
        let bytes: [UInt8]
        switch reading.surroundings.readFile(file.hasPrefix("/") ? file : folder + file) {
        case .success(let contents): bytes = contents
        case .failure(let error): throw TextError("'\(file)' cannot be read: \(error.message)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TextError("'\(file)' is not UTF-8 text")
        }
        let lines = text.split(whereSeparator: \.isNewline)
        guard let first = lines.first else { throw TextError("'\(file)' is empty; expected rows") }
        if isCSV {
            guard lines.count > 1 else { throw TextError("'\(file)' has a header and no rows") }
            return CSVLine.fields(of: first)
        }
        // JSON is YAML (YAML 1.2 §1.3), so one reader does.
        guard let row = try? compose(yaml: String(first))?.mapping else {
            throw TextError("the first line of '\(file)' is not a JSON object")
        }
        return row.compactMap { $0.key.scalar?.string }
    }
}
