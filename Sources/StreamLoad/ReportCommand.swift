import ArgumentParser
import Metrics
import Reports
import Timing

/// `streamload report RESULT.json --junit F …`: writes what a run would have written, from its JSON.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write reports of a run from the result that --json wrote.",
        usage: "streamload report <result.json> [--html <file>] [--junit <file>] [--markdown <file>]",
        discussion: """
            The reports are those of the run itself. The exit status is 0 when all were written, whatever the run came to; \
            64 when the result cannot be read.
            """)

    @OptionGroup(title: "Reports") var files: ResultFileOptions

    @Argument(help: ArgumentHelp("What --json wrote; - is standard input.", valueName: "result.json"))
    var result: String

    func run() throws {
        let surroundings = Surroundings.system()
        var reader = OptionReader(environment: surroundings.environment)
        let files = files.resolve(in: surroundings, &reader)
        reader.refuseShared(files.paths)
        if files.paths.isEmpty, reader.diagnostics.isEmpty {
            reader.refuse("report", "nothing to write: expected --html, --junit or --markdown")
        }
        let document = reader.value(OptionReader.Given(place: result, text: result)) { path throws(TextError) in
            try surroundings.readResult(path)
        }
        guard let document, reader.diagnostics.isEmpty else {
            StandardError.write(Refusal(diagnostics: reader.diagnostics).text)
            throw ExitCode(ExitStatus.usage.rawValue)
        }
        let failures = files.write(document)
        for failure in failures { StandardError.write("error: \(failure)") }
        guard failures.isEmpty else { throw ExitCode(ExitStatus.internalError.rawValue) }
    }
}

extension Surroundings {
    /// The result in a file that `--json` wrote; `-` is standard input.
    func readResult(_ path: String) throws(TextError) -> ResultDocument {
        switch path == "-" ? readInput() : readFile(path) {
        case .success(let bytes): try ResultDocument(reading: bytes)
        case .failure(let error): throw TextError("cannot be read: \(error.reason)")
        }
    }
}
