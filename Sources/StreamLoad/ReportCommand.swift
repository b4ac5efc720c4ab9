import ArgumentParser
import LoadEngine
import Metrics
import Reports
import Timing

/// `streamload report RESULT.json --junit F …`: writes what a run would have written, from its JSON.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write reports of a run from the result that --json wrote.",
        usage: """
            streamload report <result.json> [--html <file>] [--junit <file>] [--markdown <file>] [--csv <prefix>] \
            [--hdr <prefix>]
            """,
        discussion: """
            The reports are those of the run itself, but for two that it writes from second to second: a log of --hdr has \
            one line here, for the whole run, and the history of --csv what the result keeps of it. The lines of --out are \
            of single samples, which a result does not have: a run writes them while it goes on. The exit status is 0 when \
            all were written, whatever the run came to; 64 when the result cannot be read.
            """)

    @OptionGroup(title: "Reports") var files: ResultFileOptions

    /// Known, so that who looks for it hears why there is none.
    @Option(name: [.customLong("out"), .customShort("o")], parsing: .unconditional, help: .hidden)
    var out: String?

    @Argument(help: ArgumentHelp("What --json wrote; - is standard input.", valueName: "result.json"))
    var result: String

    func run() throws {
        let surroundings = Surroundings.system()
        var reader = OptionReader(environment: surroundings.environment)
        let files = files.resolve(in: surroundings, &reader)
        reader.refuseShared(files.paths, reading: [("the result", result)], in: surroundings)
        if out != nil {
            reader.refuse("--out", "k6's lines are of single samples, which no result has; give it to the run itself")
        }
        if files.paths.isEmpty, reader.diagnostics.isEmpty {
            reader.refuse("report", "nothing to write: expected --html, --junit, --markdown, --csv or --hdr")
        }
        let document = reader.value(OptionReader.Given(place: result, text: result)) { path throws(TextError) in
            try surroundings.readResult(path)
        }
        guard let document, reader.diagnostics.isEmpty else {
            StandardError.write(Refusal(diagnostics: reader.diagnostics).text)
            throw ExitCode(ExitStatus.usage.rawValue)
        }
        try write(document, files)
    }

    /// What cannot be made of the result costs none of the other reports.
    private func write(_ document: ResultDocument, _ files: ReportFiles) throws {
        var failures = files.write(document)
        var status = ExitStatus.passed
        do throws(TextError) {
            failures += try files.writeMeasured(document)
        } catch {
            StandardError.write(Diagnostic(place: result, message: error.message).description)
            status = .usage
        }
        for failure in failures { StandardError.write("error: \(failure)") }
        if !failures.isEmpty { status = .internalError }
        guard status == .passed else { throw ExitCode(status.rawValue) }
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
