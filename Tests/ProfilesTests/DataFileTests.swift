import Testing

@testable import Profiles

@Suite("Data files")
struct DataFileTests {
    private func table(_ text: String, _ file: String = "a.csv") throws -> DataTable {
        try DataTable.read(Array(text.utf8), named: file)
    }

    private func rows(_ table: DataTable) -> [[String]] {
        (0..<table.count).map { row in table.columns.indices.map { table.cell(row: row, column: $0) } }
    }

    private func mistakes(_ bytes: [UInt8], _ file: String) -> [String] {
        do throws(DataFileError) {
            _ = try DataTable.read(bytes, named: file)
            return []
        } catch {
            return error.mistakes.map { "\($0.line.map(String.init) ?? "-"): \($0.message)" }
        }
    }

    @Test(
        "CSV is read as RFC 4180 says",
        arguments: [
            ("a,b\n1,2\n", [["1", "2"]]), ("a,b\r\n1,2\r\n", [["1", "2"]]), ("a,b\n1,2", [["1", "2"]]),
            ("a,b\n1,\n", [["1", ""]]), ("a,b\n1,", [["1", ""]]), ("a,b\n,\n", [["", ""]]),
            ("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", [["x,y", "say \"hi\""]]),
            ("a,b\n\"two\nlines\",\" kept \"\n3,4\n", [["two\nlines", " kept "], ["3", "4"]]),
            ("a,b\n\n1,2\n\n", [["1", "2"]]), ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]), ("a,b\né😀,ü\n", [["é😀", "ü"]]),
            ("a,b\nin side,ta il \n", [["in side", "ta il "]]), ("a,b\n\"\",\"\"", [["", ""]]),
        ])
    func csv(text: String, expected: [[String]]) throws {
        let table = try table(text)
        #expect(table.columns == ["a", "b"])
        #expect(rows(table) == expected)
    }

    @Test("JSON lines have the columns of the first, in any order, and their values as written")
    func jsonLines() throws {
        let text = """
            {"name": "a\\"b", "n": 1.50, "on": true, "tags": ["x", 1]}

            {"n": -2, "extra": 0, "tags": {}, "name": "\\u00e9", "on": null}\r
            """
        for file in ["a.jsonl", "a.ndjson"] {
            let table = try table(text, file)
            #expect(table.columns == ["name", "n", "on", "tags"])
            #expect(rows(table) == [["a\"b", "1.50", "true", #"["x", 1]"#], ["é", "-2", "null", "{}"]])
        }
    }

    @Test(
        "every line that is wrong is told",
        arguments: [
            (
                "a.csv", "a,b\n1,2\n3\n\"x\ny\",4\n5,6,7\n",
                [
                    "3: this row has 1 field; expected 2, as the header has",
                    "6: this row has 3 fields; expected 2, as the header has",
                ]
            ),
            ("a.csv", "a,b\n1,2\n\"3,4\n5,6\n", ["3: a quote opens here that nothing closes"]),
            (
                "a.csv", "a,b\n1, 2\n 3,4\n",
                [
                    "2: a blank stands before a field; expected none, or the field in quotes",
                    "3: a blank stands before a field; expected none, or the field in quotes",
                ]
            ),
            (
                "a.csv", "a,b\n1,2\n5\" pipe\",4\n",
                ["3: a quote stands within a field; expected the whole field in quotes, and its own quotes doubled"]
            ),
            (
                "a.csv", "a,,a\n1,2,3\n",
                [
                    "1: column 2 of the header has no name",
                    "1: 'a' stands more than once in the header; expected each column once",
                ]
            ),
            ("a.csv", "", ["-: is empty; expected rows"]), ("a.csv", "\n\n", ["-: is empty; expected rows"]),
            ("a.csv", "a,b\n", ["-: has a header and no rows"]),
            ("a.jsonl", "\n \n", ["-: is empty; expected rows"]),
            (
                "a.jsonl", "{\"a\":1}\n{\"a\":}\n[1]\n{\"b\":2}\n",
                [
                    "2: this line is not a JSON object", "3: this line is not a JSON object",
                    "4: this row has no 'a', which the first one has",
                ]
            ),
            ("a.jsonl", "{}\n", ["1: this row is empty"]),
        ])
    func told(file: String, text: String, expected: [String]) {
        #expect(mistakes(Array(text.utf8), file) == expected)
    }

    @Test("a line that is not UTF-8 is told", arguments: ["a.csv", "a.jsonl"])
    func invalidUTF8(file: String) {
        #expect(mistakes(Array("a,b\n1,".utf8) + [0xFF, 0x0A], file) == ["2: this line is not UTF-8 text"])
    }

    @Test("of a file that is wrong throughout ten lines are told, and how many more there are")
    func bounded() {
        let text = "a,b\n" + String(repeating: "1\n", count: 1000)
        let mistakes = mistakes(Array(text.utf8), "a.csv")
        #expect(mistakes.count == 10)
        #expect(
            mistakes.last
                == "11: this row has 1 field; expected 2, as the header has; 990 other lines are wrong too")
    }

    @Test("the mistakes of a data file are told with its own lines, after those of the profile")
    func inProfile() {
        let text = """
            data: { a: { file: a.csv }, b: { file: b.jsonl } }
            scenarios:
              one:
                arrivals: { rate: 1, for: 1 }
                steps: [ { get: "embedded/{{a.x}}/{{b.y}}/{{c.z}}" } ]
            """
        let mistakes = ProfileTexts.mistakes(text, files: ["a.csv": "x,y\n1\n", "b.jsonl": "{\"y\":1}\nno\n"])
        #expect(mistakes.count == 3)
        #expect(mistakes.first?.hasPrefix("test.yaml:5:21: 'c.z' is not a known hole") == true)
        #expect(
            mistakes.dropFirst() == [
                "a.csv:2:1: this row has 1 field; expected 2, as the header has",
                "b.jsonl:2:1: this line is not a JSON object",
            ])
    }
}
