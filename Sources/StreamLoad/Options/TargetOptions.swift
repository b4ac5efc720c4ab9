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

    @Option(
        name: .customLong("auth-url"), parsing: .unconditional,
        help: ArgumentHelp(
            "The service that hands out tokens: every session logs in there first, with POST /auth/login where the URL "
                + "has no path of its own, as the URL's user and password or else as user-0, user-1, … with the "
                + "password 'secret'. A streaming URL without a path becomes /ws/stream?token=…; one that ends in "
                + "'token=' gets the token there, any other one as a bearer.", valueName: "url"))
    var authURL: String?
}
