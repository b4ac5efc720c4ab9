import ArgumentParser

/// What is tested.
struct TargetOptions: ParsableArguments {
    @Option(
        name: .customLong("streaming-url"), parsing: .unconditional,
        help: ArgumentHelp(
            "The service: ws://… or wss:// for WebSocket, http://… or https:// for an event stream, used as given; "
                + "'embedded' starts a target of our own for the run ('embedded/ws/stream' another of its routes). "
                + "(default: embedded)", valueName: "url"))
    var streamingURL: String?

    @Option(
        name: .customLong("protocol"), parsing: .unconditional,
        help: ArgumentHelp(
            "What the service speaks, where the URL does not say so: ws or sse. 'embedded' is then its /echo or its "
                + "/events. (default: by URL)", valueName: "name"))
    var serviceProtocol: String?
}
