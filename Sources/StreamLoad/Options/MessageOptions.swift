import ArgumentParser

/// What is sent, and how its reply is known.
struct MessageOptions: ParsableArguments {
    @Option(
        name: .customLong("message"), parsing: .unconditional,
        help: ArgumentHelp(
            "What each message is; knows {{id}} {{seq}} {{uuid}} {{timestamp}} {{text 64}} {{random 1 100}} {{user}}. "
                + "(default: JSON with an id)", valueName: "text"))
    var message: String?

    @Option(
        name: .customLong("message-size"), parsing: .unconditional,
        help: ArgumentHelp("Bytes of the default message. (default: 64)", valueName: "n"))
    var messageSize: String?

    @Flag(name: .customLong("binary"), help: "Send binary messages instead of text.")
    var binary = false

    @Option(
        name: .customLong("reply"), parsing: .unconditional,
        help: ArgumentHelp(
            "How a reply is known: id (its message's id comes back, anywhere), id:FIELD (in that field of a JSON "
                + "reply), order (the n-th answers the n-th), none. (default: id where the message carries {{id}}, "
                + "else none)", valueName: "rule"))
    var reply: String?

    @Option(
        name: .customLong("reply-timeout"), parsing: .unconditional,
        help: ArgumentHelp("After it a message is unanswered. (default: 10s)", valueName: "time"))
    var replyTimeout: String?
}
