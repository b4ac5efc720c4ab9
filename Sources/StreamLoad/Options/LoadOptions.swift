import ArgumentParser

/// How much, how fast, how long.
struct LoadOptions: ParsableArguments {
    @Option(
        name: [
            .customLong("max-connections"), .customShort("c", allowingJoined: true), .customLong("connections"),
            .customShort("u", allowingJoined: true),
            .customLong("users"), .customLong("vus"),
        ], parsing: .unconditional,
        help: ArgumentHelp("Sessions or streams held open at once. (default: 100)", valueName: "n"))
    var maxConnections: String?

    @Option(
        name: [.customLong("connect-rate"), .customLong("spawn-rate")], parsing: .unconditional,
        help: ArgumentHelp(
            "Dials per second while ramping up. (default: 500/s, or a tenth of the sessions where that is more)",
            valueName: "rate"))
    var connectRate: String?

    @Option(
        name: [.customLong("message-rate"), .customShort("r", allowingJoined: true)], parsing: .unconditional,
        help: ArgumentHelp(
            "Messages per second and session (WebSocket), such as 5, 0.5 or 30/m; 0 listens only. (default: 1)",
            valueName: "rate"))
    var messageRate: String?

    @Option(
        name: .customLong("in-flight"), parsing: .unconditional,
        help: ArgumentHelp(
            "Messages of one session that may await a reply (WebSocket); a due one waits while so many are out. 1 "
                + "is request–reply. (default: 1024)", valueName: "n"))
    var inFlight: String?

    @Option(
        name: .customLong("schedule-slack"), parsing: .unconditional,
        help: ArgumentHelp(
            "How late a due message may be taken up so that several share one wake. (default: 500us)", valueName: "time"
        ))
    var scheduleSlack: String?

    @Option(
        name: [
            .customLong("test-duration"), .customShort("d", allowingJoined: true), .customLong("duration"),
            .customShort("t", allowingJoined: true),
            .customLong("run-time"),
        ], parsing: .unconditional,
        help: ArgumentHelp(
            "Time at full load: seconds, or 500ms, 10s, 5m, 1h, 1m30s. (default: 300)", valueName: "time"))
    var testDuration: String?

    @Option(
        name: .customLong("graceful-stop"), parsing: .unconditional,
        help: ArgumentHelp(
            "The longest wait at the end for outstanding replies, and for streams that end by themselves. (default: 5s)",
            valueName: "time"))
    var gracefulStop: String?
}
