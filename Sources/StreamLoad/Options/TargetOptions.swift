import ArgumentParser

/// What is tested.
struct TargetOptions: ParsableArguments {
    @Option(
        name: .customLong("streaming-url"), parsing: .unconditional,
        help: ArgumentHelp(
            "The service: ws://… or wss://…, used as given; 'embedded' starts a target of our own for the run "
                + "('embedded/ws/stream' another of its routes). (default: embedded)", valueName: "url"))
    var streamingURL: String?

    @Option(
        name: .customLong("protocol"), parsing: .unconditional,
        help: ArgumentHelp(
            "What the URL speaks, where it does not say so itself: ws. (default: by URL)", valueName: "name"))
    var serviceProtocol: String?
}
