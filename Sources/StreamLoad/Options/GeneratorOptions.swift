import ArgumentParser

/// The generator itself: its threads, its randomness, what it says.
struct GeneratorOptions: ParsableArguments {
    @Option(
        name: .customLong("threads"), parsing: .unconditional,
        help: ArgumentHelp("Event-loop threads. (default: one per core)", valueName: "n"))
    var threads: String?

    @Option(
        name: .customLong("seed"), parsing: .unconditional,
        help: ArgumentHelp(
            "Makes random texts, masks and jitter repeatable. (default: random, reported)", valueName: "n"))
    var seed: String?

    @Option(
        name: .customLong("log-level"), parsing: .unconditional,
        help: ArgumentHelp("DEBUG, INFO, WARNING or ERROR, in any case. (default: INFO)", valueName: "level"))
    var logLevel: String?

    @Flag(name: [.customLong("quiet"), .customShort("q")], help: "No progress, and errors alone.")
    var quiet = false

    @Flag(name: [.customLong("verbose"), .customShort("v")], help: "The same as --log-level DEBUG.")
    var verbose = false

    @Flag(name: .customLong("no-color"), help: "No colour; NO_COLOR says the same.")
    var noColor = false
}
