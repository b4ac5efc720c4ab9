import ArgumentParser

/// What is judged, and where results go.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .customLong("threshold"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "What the run must reach, as in k6: 'ws_response_time p(95)<200'; repeatable.", valueName: "expression"))
    var thresholds: [String] = []

    @Option(
        name: .customLong("json"), parsing: .unconditional,
        help: ArgumentHelp("Write the result as JSON; - is standard output.", valueName: "file"))
    var json: String?

    @OptionGroup var files: ResultFileOptions

    @Option(
        name: [.customLong("out"), .customShort("o")], parsing: .unconditional,
        help: ArgumentHelp("Write k6's JSON lines: a line for every sample.", valueName: "json=file"))
    var out: String?
}
