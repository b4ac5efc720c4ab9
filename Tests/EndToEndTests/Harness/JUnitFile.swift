import Foundation
import Testing

/// A JUnit report as two programs see it that know nothing of us: libxml2 with Jenkins' schema, and `junitparser`.
struct JUnitFile {
    /// What each case came to, by its suite and name: `passed`, or junitparser's `Failure`, `Error` or `Skipped`.
    struct Case: Equatable {
        let suite: String
        let name: String
        let outcome: String
    }

    let cases: [Case]

    /// - Throws: when the report is not as the schema says, or the counts of a suite are not those of its cases.
    init(_ path: String) throws {
        try Self.validate(path)
        let reader = try Program(Project.python, ["-c", Self.reader, path])
        guard try reader.wait(within: 30) == 0 else { throw ProgramError("junitparser: \(reader.errors)") }
        cases = try JSON(Data(reader.output.utf8)).array.map { row in
            Case(
                suite: row["suite"].string ?? "", name: row["name"].string ?? "", outcome: row["outcome"].string ?? "")
        }
    }

    /// The outcomes of a suite in their order.
    func outcomes(_ suite: String) -> [String] { cases.filter { $0.suite == suite }.map(\.outcome) }

    private static func validate(_ path: String) throws {
        let schema = Project.root.appending(path: ".venv/share/junit-10.xsd").path
        let checker = try Program(URL(filePath: "/usr/bin/xmllint"), ["--noout", "--nonet", "--schema", schema, path])
        guard try checker.wait(within: 30) == 0 else { throw ProgramError(String(checker.errors.prefix(2000))) }
    }

    private static let reader = """
        import json, sys
        from junitparser import JUnitXml
        cases = []
        for suite in JUnitXml.fromfile(sys.argv[1]):
            told = suite.tests, suite.failures, suite.errors, suite.skipped
            suite.update_statistics()
            assert told == (suite.tests, suite.failures, suite.errors, suite.skipped), (suite.name, told)
            for case in suite:
                outcome = " ".join(type(result).__name__ for result in case.result) or "passed"
                cases.append({"suite": suite.name, "name": case.name, "outcome": outcome})
        print(json.dumps(cases))
        """
}
