import ArgumentParser
import EventLoop
import Glibc
import Metrics
import Profiles
import Target
import Timing

/// `streamload serve`: the embedded target, alone, until it is stopped.
///
/// The first line on standard output is `{"port":N}`; the second and last, at the end, is one JSON object with the exact
/// counts (`TargetCounts`). What people read goes to standard error.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve WebSocket sessions, event streams and REST to test against, and misbehave on request.",
        discussion: """
            It is a target for tests: everything is kept in memory, and nothing is a secret.

            Routes: /echo sends every message back. /ws/stream?token=… (a token of /auth/login, or demo) acknowledges \
            {"action":"subscribe","channels":["power","gas"]} and then sends ticks of each channel; a message with an id \
            is answered with it. /health answers 200, /stats with the counts so far.

            POST /auth/login {"username","password"} hands out tokens (JWT, HS256); POST /auth/verify, \
            /auth/verify_ws_token, /auth/refresh, /auth/revoke and /auth/logout do what they say. Answers of the login tell \
            X-RateLimit-Limit, -Remaining and -Reset. GET /api/hello, POST /api/echo (to 1 MB); with a bearer token \
            /api/protected, /api/users and /api/users/{id} (1 to 1000 are there). GET /api/limited has a limit for each \
            client; rate_limit=n and rate_window=t in a query give any of these routes one.

            GET /api/v1/instruments, curves, products, pricing and historical; POST /entitlements/check; POST \
            /metrics/track and GET /metrics/export; with X-API-Key /api/v1/servers, /api/v1/servers/{id}, /api/v1/policies \
            and POST /api/v1/policies/evaluate.

            /events, and /sse/stream for bearers of tokens, streams numbered events, {"seq":1,"sent_at":<Unix ms>,…} with their number as id, and resumes after \
            Last-Event-ID; /ndjson streams the same data as lines, without retry and heartbeat. Query values: rate \
            (events/s; the tick rate), count (the body then ends in order; 204 for a client that has them all), type=a,b \
            (event types in turn), size (bytes of data), retry (ms), heartbeat (ms between comments), stream=NAME (one \
            clock for all who name it; without a name each client has a stream of its own, and has missed what was due in \
            its retry), framing=chunked|length|close.

            POST /v1/chat/completions streams max_tokens tokens in OpenAI's format where the body has "stream": true. \
            Query values: ttft (50 ms), gap (10 ms between tokens), error_after=n, heartbeat, framing.

            Faults of streams are query values too, without event- and with _ for -, and override the flags: \
            /events?end=5&drop_every=3&first_delay=200; a bare number as a time there is in milliseconds. The gap of \
            chat completions is that between tokens; --event-first-delay, --event-gap, --no-replay and \
            --event-replay-extra leave them alone. Not in a query: stalls, refusals by number, hangs and close codes.

            SIGINT and SIGTERM close every session with 1001, end every stream in order, and end the target; the counts \
            then follow on standard output.
            """)

    @Option(help: ArgumentHelp("A numeric address of this machine.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("0 lets the system choose.", valueName: "port"))
    var port: UInt16 = 8001

    @Option(help: ArgumentHelp("PEM certificate chain; serves wss and https together with --key.", valueName: "file"))
    var cert: String?

    @Option(help: ArgumentHelp("PEM key of the certificate.", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Ticks per second, per channel and session; also events per second of a stream.", valueName: "rate"),
        transform: { text in
            let rate = try RateText.parse(text)
            guard rate > 0 else { throw TextError("'\(text)' never ticks: expected more than 0") }
            return rate
        })
    var tickRate = 1.0

    @Option(help: ArgumentHelp("Makes jitter and prices repeatable.", valueName: "n"))
    var seed: UInt64 = 1

    @OptionGroup(title: "Services") var services: ServiceOptions

    @OptionGroup(title: "Faults") var faults: FaultOptions

    @OptionGroup(title: "Faults of event streams") var eventFaults: EventFaultOptions

    @Flag(help: "End when standard input ends; SIGINT is then left to the parent process.")
    var untilStdinCloses = false

    func validate() throws {
        guard (cert == nil) == (key == nil) else {
            throw ValidationError("--cert and --key belong together: give both or none.")
        }
        guard SocketAddress(host) != nil else {
            throw ValidationError("--host '\(host)' is not a numeric address: expected one such as 127.0.0.1 or ::1.")
        }
        let read = Surroundings.system().readFile
        do {
            if let cert { try PEMFile.check(cert, holds: .certificate, read: read) }
            if let key { try PEMFile.check(key, holds: .privateKey, read: read) }
        } catch {
            throw ValidationError(error.message)
        }
    }

    func run() throws {
        _ = ProcessLimits.raised()
        signal(SIGPIPE, SIG_IGN)
        let server: TargetServer
        do {
            server = try TargetServer(plan)
        } catch {
            StandardError.write("\(error)")
            throw ExitCode(ExitStatus.usage.rawValue)
        }
        let stop = StopTriggers(
            signals: untilStdinCloses ? [SIGTERM] : [SIGINT, SIGTERM], watchesStandardInput: untilStdinCloses,
            control: server.control)
        if untilStdinCloses { signal(SIGINT, SIG_IGN) }
        let scheme = cert == nil ? "ws" : "wss"
        let authority = host.contains(":") ? "[\(host)]:\(server.port)" : "\(host):\(server.port)"
        try StandardOutput.write("{\"port\":\(server.port)}")
        StandardError.write("listening on \(scheme)://\(authority)")
        let counts = withExtendedLifetime(stop) { server.run() }
        try StandardOutput.write(counts.json)
    }

    var plan: TargetPlan {
        var plan = TargetPlan()
        plan.address = host
        plan.port = Int(port)
        if let cert, let key { plan.certificate = TargetPlan.Certificate(chainFile: cert, keyFile: key) }
        plan.tickRate = tickRate
        plan.seed = seed
        plan.services = services.settings
        plan.faults = faults.plan
        plan.faults.events = eventFaults.faults
        return plan
    }
}
