import ArgumentParser

/// How sessions are dialled, kept alive and secured.
struct ConnectionOptions: ParsableArguments {
    @Option(
        name: .customLong("connect-timeout"), parsing: .unconditional,
        help: ArgumentHelp("From the dial to established. (default: 10s)", valueName: "time"))
    var connectTimeout: String?

    @Option(
        name: .customLong("ping-interval"), parsing: .unconditional,
        help: ArgumentHelp("Between pings of ours (WebSocket); 0 sends none. (default: 10s)", valueName: "time"))
    var pingInterval: String?

    @Option(
        name: .customLong("pong-timeout"), parsing: .unconditional,
        help: ArgumentHelp(
            "A session whose pong is missing for so long is ended (WebSocket). (default: 20s)", valueName: "time"))
    var pongTimeout: String?

    @Option(
        name: .customLong("reconnect"), parsing: .unconditional,
        help: ArgumentHelp(
            "Redial failed and lost sessions: none, a wait such as 500ms, or "
                + "delay=500ms,factor=2,max=30s,jitter=full,attempts=5. (default: "
                + "none; an event stream read with GET is resumed after the server's retry, else 3s, as in browsers)",
            valueName: "policy"))
    var reconnect: String?

    @Flag(name: .customLong("no-reconnect"), help: "Leave a stream or session that ended as it is.")
    var noReconnect = false

    @Option(
        name: .customLong("subprotocol"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A subprotocol to ask for (WebSocket); repeatable, the best liked first.", valueName: "name")
    )
    var subprotocols: [String] = []

    @Option(
        name: [.customLong("header"), .customShort("H", allowingJoined: true)], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A header of the handshake or request; repeatable.", valueName: "name: value"))
    var headers: [String] = []

    @Flag(name: .customLong("compress"), help: "Offer permessage-deflate (WebSocket).")
    var compress = false

    @Flag(name: .customLong("http1"), help: "HTTP/1.1 only: what is spoken anyway.")
    var http1 = false

    @Option(
        name: .customLong("cacert"), parsing: .unconditional,
        help: ArgumentHelp("Certificates to trust, in place of the system's (PEM).", valueName: "file"))
    var cacert: String?

    @Option(
        name: .customLong("cert"), parsing: .unconditional,
        help: ArgumentHelp("Our own certificate (PEM); with --key.", valueName: "file"))
    var cert: String?

    @Option(
        name: .customLong("key"), parsing: .unconditional,
        help: ArgumentHelp("Its private key (PEM).", valueName: "file"))
    var key: String?

    @Flag(
        name: [.customLong("insecure-skip-tls-verify"), .customShort("k"), .customLong("insecure")],
        help: "Accept any certificate.")
    var insecureSkipTLSVerify = false

    @Flag(name: .customLong("tls-resume"), help: "Reuse TLS sessions; each handshake is a full one otherwise.")
    var tlsResume = false

    @Option(
        name: .customLong("local-ips"), parsing: .unconditional,
        help: ArgumentHelp(
            "Source addresses to spread sessions over: 10.0.0.1,127.0.0.2-127.0.0.9,127.0.1.0/29. "
                + "(default: the system's choice)", valueName: "list"))
    var localIPs: String?
}
