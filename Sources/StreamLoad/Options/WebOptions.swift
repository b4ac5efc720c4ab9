import ArgumentParser

/// The page that shows a run while it goes on.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web"), parsing: .unconditional,
        help: ArgumentHelp(
            "Serve a live page, with Locust's endpoints and Prometheus's /metrics beside it. "
                + "(default when given without a value: 127.0.0.1:8089)",
            valueName: "[addr:port]"))
    var web: String?

    @Option(
        name: .customLong("web-token"), parsing: .unconditional,
        help: ArgumentHelp(
            "What must be known to open the page; needed for any address but a loopback one.", valueName: "token"))
    var webToken: String?

    @Flag(
        name: .customLong("web-wait"),
        help: "Begin when Start is pressed in the page, and stay after the end until Ctrl-C.")
    var webWait = false
}
