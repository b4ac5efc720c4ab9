import ArgumentParser
import Metrics
import Reports
import Timing

/// `streamload compare BASE.json NEW.json`: two runs side by side, and a gate on what has changed.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Put runs side by side, and fail on changes that are not to be.",
        usage: """
            streamload compare [--fail-if <change> ...] <base.json> <new.json>
            streamload compare [--fail-if <change> ...] <base.json> ... -- <new.json> ...
            """,
        discussion: """
            Several results of the same kind tell how far such runs lie apart: the figures are their medians, in brackets stands \
            from where to where they reach, and a difference within the spread is not called one. The exit status is 99 when a \
            change is there that is not to be, 110 when nothing succeeded in a new run, 111 when a result is INVALID and so \
            none to judge by, 64 when one cannot be read.
            """)

    @Option(
        name: .customLong("fail-if"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A change that is not to be: 'ws_response_time p(95) > +10%', or in the metric's unit '> +5' (a rate is a share from 0 to 1: '> +0.05'); repeatable.",
            valueName: "change"))
    var rules: [String] = []

    @Option(
        name: .customLong("markdown"), parsing: .unconditional,
        help: ArgumentHelp("Write Markdown as well; - is standard output, in place of the table.", valueName: "file"))
    var markdown: String?

    @Argument(
        help: ArgumentHelp(
            "What --json wrote: before the change, and after it; with several of either, -- stands between them.",
            valueName: "result.json"))
    var results: [String]

    func run() throws {
        let surroundings = Surroundings.system()
        var reader = OptionReader(environment: surroundings.environment)
        let markdown = reader.resultPath(markdown, "markdown", in: surroundings)
        reader.refuseShared(
            markdown.map { [("markdown", $0)] } ?? [], reading: results.map { ("a result", $0) }, in: surroundings)
        let rules = reader.given(rules, "fail-if").compactMap { reader.value($0, RegressionRule.parse) }
        let sides = Self.sides(of: results, in: surroundings.arguments)
        if sides == nil { reader.refuse("compare", "expected two results, or results on either side of --") }
        let base = sources(sides?.base ?? [], in: surroundings, &reader)
        let new = sources(sides?.new ?? [], in: surroundings, &reader)
        var comparison: Comparison?
        if reader.diagnostics.isEmpty {
            do throws(TextError) {
                comparison = try Comparison(base: base, new: new, rules: rules)
            } catch {
                reader.refuse("--fail-if", error.message)
            }
        }
        guard let comparison else {
            StandardError.write(Refusal(diagnostics: reader.diagnostics).text)
            throw ExitCode(ExitStatus.usage.rawValue)
        }
        if markdown != "-" { try StandardOutput.write(ComparisonReport.text(comparison)) }
        if let markdown {
            do throws(WriteError) {
                try FileWriter.write(ComparisonReport.markdown(comparison), to: markdown)
            } catch {
                StandardError.write("error: \(error)")
                throw ExitCode(ExitStatus.internalError.rawValue)
            }
        }
        guard comparison.exitStatus == .passed else { throw ExitCode(comparison.exitStatus.rawValue) }
    }

    /// Which results are on which side of `--`, that the parser of arguments takes for itself: behind it there is nothing
    /// but results. Nil when a side has none.
    static func sides(of results: [String], in arguments: [String]) -> (base: [String], new: [String])? {
        guard let terminator = arguments.firstIndex(of: "--") else {
            return results.count == 2 ? ([results[0]], [results[1]]) : nil
        }
        let new = arguments[(terminator + 1)...]
        guard !new.isEmpty, new.count < results.count else { return nil }
        return (Array(results.dropLast(new.count)), Array(new))
    }

    private func sources(
        _ paths: [String], in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> [Comparison.Source] {
        paths.compactMap { path in
            reader.value(OptionReader.Given(place: path, text: path)) { path throws(TextError) in
                Comparison.Source(path: path, document: try surroundings.readResult(path))
            }
        }
    }
}
