import ArgumentParser

/// What a result is written as, at the end of a run or later from its JSON.
struct ResultFileOptions: ParsableArguments {
    @Option(
        name: .customLong("html"), parsing: .unconditional,
        help: ArgumentHelp(
            "Write a page with charts, in one file that needs no network; - is standard output.", valueName: "file"))
    var html: String?

    @Option(
        name: .customLong("junit"), parsing: .unconditional,
        help: ArgumentHelp(
            "Write JUnit XML: a test case for each threshold, target and check; - is standard output.",
            valueName: "file"))
    var junit: String?

    @Option(
        name: .customLong("markdown"), parsing: .unconditional,
        help: ArgumentHelp(
            "Write Markdown, for a pull request or $GITHUB_STEP_SUMMARY; - is standard output.", valueName: "file"))
    var markdown: String?

    @Option(
        name: .customLong("csv"), parsing: .unconditional,
        help: ArgumentHelp(
            "Write Locust's CSV files: prefix_stats.csv, _stats_history.csv, _failures.csv, _exceptions.csv.",
            valueName: "prefix"))
    var csv: String?

    @Option(
        name: .customLong("hdr"), parsing: .unconditional,
        help: ArgumentHelp("Write a log of HdrHistogram for each trend: prefix_METRIC.hlog.", valueName: "prefix"))
    var hdr: String?
}
