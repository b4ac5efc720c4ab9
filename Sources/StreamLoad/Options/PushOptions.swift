import ArgumentParser

/// What is subscribed to, and what pushes carry: messages nobody asked for one by one, or events. A FIELD is a top-level JSON key or a path such as `$.data.seq`.
struct PushOptions: ParsableArguments {
    @Option(
        name: .customLong("subscribe"), parsing: .unconditional,
        help: ArgumentHelp("Sent once after the handshake (WebSocket); a template like --message.", valueName: "text"))
    var subscribe: String?

    @Option(
        name: .customLong("subscribe-ack"), parsing: .unconditional,
        help: ArgumentHelp(
            "What acknowledges the subscribe (WebSocket). (default: the first message after it)",
            valueName: "field=value"))
    var subscribeAck: String?

    @Option(
        name: .customLong("sequence"), parsing: .unconditional,
        help: ArgumentHelp(
            "Where a push or event carries its number, and the channel it counts in: gives loss, duplicates and "
                + "reordering. A field is a top-level JSON key or a path such as $.data.seq; for an event stream id "
                + "is the event ID.", valueName: "field[/per]"))
    var sequence: String?

    @Option(
        name: .customLong("sent-at"), parsing: .unconditional,
        help: ArgumentHelp(
            "Where a push or event carries its send time, in Unix milliseconds or as RFC 3339 text: gives the delivery delay.",
            valueName: "field"))
    var sentAt: String?
}
