import ArgumentParser

/// The flags of a run as they were written. Every value is text here: `resolve` reads them all, and tells every mistake
/// at once, where a parser of typed values would stop at the first.
struct RunOptions: ParsableArguments {
    @OptionGroup(title: "Profile") var profile: ProfileOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Messages (WebSocket)") var messages: MessageOptions
    @OptionGroup(title: "Subscriptions and pushes") var pushes: PushOptions
    @OptionGroup(title: "Event streams") var eventStream: EventStreamOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions
    @OptionGroup(title: "Live page") var web: WebOptions
    @OptionGroup(title: "Run") var generator: GeneratorOptions

    /// A URL, and whatever is no flag of ours.
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "A profile (a .yaml file), or the service in place of --streaming-url.", valueName: "profile|url"))
    var others: [String] = []
}
