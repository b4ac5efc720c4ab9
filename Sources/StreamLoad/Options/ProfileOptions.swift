import ArgumentParser

/// Which profile is run, and what of it.
struct ProfileOptions: ParsableArguments {
    @OptionGroup var settings: SettingOptions

    @Option(
        name: .customLong("scenario"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Runs these scenarios of the profile alone, separated by commas; repeatable.", valueName: "names"))
    var scenarios: [String] = []

    @Option(
        name: .customLong("tags"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Runs the scenarios that have all of these tags; repeated, those that have all of any.",
            valueName: "tags"))
    var tags: [String] = []

    @Flag(
        name: .customLong("once"),
        help: "One user of each scenario takes its steps once, whatever load is planned; then the run ends.")
    var once = false

    @Flag(
        name: .customLong("dump"),
        help: "With --once: shows every request, reply, frame and event as it happens; secrets are masked.")
    var dump = false
}
