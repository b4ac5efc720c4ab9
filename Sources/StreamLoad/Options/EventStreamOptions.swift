import ArgumentParser

/// What an event stream's request is, and when its streams are over.
struct EventStreamOptions: ParsableArguments {
    @Option(
        name: .customLong("stream-format"), parsing: .unconditional,
        help: ArgumentHelp(
            "What the answer's body is: sse, ndjson (a JSON text a line) or openai (a chat completion's chunks, "
                + "measured as tokens). With 'embedded' it asks for that stream. (default: sse)", valueName: "format"))
    var streamFormat: String?

    @Option(
        name: .customLong("method"), parsing: .unconditional,
        help: ArgumentHelp("Of the request. (default: GET; POST when it carries data)", valueName: "name"))
    var method: String?

    @Option(
        name: .customLong("data"), parsing: .unconditional,
        help: ArgumentHelp(
            "What the request carries; a template like --message, rendered anew for each stream. Sent as "
                + "application/json where it begins with { or [, else as application/x-www-form-urlencoded, unless a "
                + "header says otherwise. (default: none; for openai a completion of \"Count from one to twenty.\" "
                + "by the model \"default\", streamed, with its usage)", valueName: "text"))
    var data: String?

    @Option(
        name: .customLong("data-file"), parsing: .unconditional,
        help: ArgumentHelp("The same, a file's bytes as they are; - is standard input.", valueName: "file"))
    var dataFile: String?

    @Option(
        name: .customLong("until-events"), parsing: .unconditional,
        help: ArgumentHelp("A stream is complete with so many events. (default: no limit)", valueName: "n"))
    var untilEvents: String?

    @Option(
        name: .customLong("until-time"), parsing: .unconditional,
        help: ArgumentHelp("A stream is complete so long after it was established.", valueName: "time"))
    var untilTime: String?

    @Option(
        name: .customLong("until-data"), parsing: .unconditional,
        help: ArgumentHelp(
            "A stream is complete with an event of exactly this data. (default: none; [DONE] for openai)",
            valueName: "text"))
    var untilData: String?

    @Option(
        name: .customLong("streams-per-user"), parsing: .unconditional,
        help: ArgumentHelp(
            "Streams that each session opens one after another; 0 goes on until the time is over. With no stream left "
                + "to open the run ends early. (default: 1)", valueName: "n"))
    var streamsPerUser: String?

    @Option(
        name: .customLong("stall-timeout"), parsing: .unconditional,
        help: ArgumentHelp(
            "A stream without an event or a comment for so long is ended as stalled; 0 waits. (default: 0)",
            valueName: "time"))
    var stallTimeout: String?

    @Option(
        name: .customLong("max-event-size"), parsing: .unconditional,
        help: ArgumentHelp(
            "A longer event ends its stream as a protocol error; in bytes. (default: 1048576)", valueName: "n"))
    var maxEventSize: String?
}
