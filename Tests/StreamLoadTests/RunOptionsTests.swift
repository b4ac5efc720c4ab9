import LWSTransport
import LoadEngine
import Logging
import Metrics
import TLS
import Testing
import Timing

@testable import StreamLoad

@Suite("From flags to a run")
struct RunOptionsTests {
    @Test("no flag at all is a run of 100 sessions against the embedded target")
    func standardRun() throws {
        let run = try CommandLineFixture([]).run()
        #expect(run.service == .embedded)
        #expect(run.targetName == "embedded/echo")
        #expect(run.plan.url == ServiceURL(scheme: .ws, host: "127.0.0.1", port: 0, pathAndQuery: "/echo"))
        #expect(run.plan.maxConnections == 100)
        #expect(run.plan.connectRate == 500)
        #expect(run.plan.connectTimeout == .seconds(10))
        #expect(run.plan.messageRate == 1)
        #expect(run.plan.inFlight == 1024)
        #expect(run.plan.scheduleSlack == .microseconds(500))
        #expect(run.plan.testDuration == .seconds(300))
        #expect(run.plan.gracefulStop == .seconds(5))
        #expect(run.plan.message.template == .standard(size: 64))
        #expect(!run.plan.message.isBinary)
        #expect(run.plan.message.reply == .id(path: nil))
        #expect(run.plan.replyTimeout == .seconds(10))
        #expect(run.plan.subscribe == nil)
        #expect(run.plan.push == PushPlan())
        #expect(run.plan.ping == PingPlan(interval: .seconds(10), pongTimeout: .seconds(20)))
        #expect(run.plan.reconnect == nil)
        #expect(run.plan.handshake == HandshakePlan())
        #expect(run.plan.tls == TLSOptions())
        #expect(run.plan.localAddresses == [])
        #expect(run.plan.threads == 8)
        #expect(run.plan.seed == 42)
        #expect(run.judgement.thresholds.isEmpty && run.files.json == nil && !run.isQuiet && run.allowsColour)
        #expect(run.logLevel == .info)
    }

    @Test("every flag reaches the plan")
    func everyFlag() throws {
        let run = try CommandLineFixture([
            "--streaming-url", "wss://example.com/ws", "--max-connections", "2k", "--connect-rate", "1k/s",
            "--connect-timeout", "3s", "--message-rate", "30/m", "--in-flight", "1", "--schedule-slack", "1ms",
            "--test-duration", "1m30s", "--graceful-stop", "0", "--message", #"{"n":"{{id}}"}"#, "--binary",
            "--reply", "id:$.data.n", "--reply-timeout", "250ms", "--subscribe", "join {{user}}", "--subscribe-ack",
            "type=a=b", "--sequence", "$.seq/channel", "--sent-at", "ts", "--ping-interval", "0", "--pong-timeout",
            "5s", "--reconnect", "500ms", "--subprotocol", "a, b", "--subprotocol", "c", "--header", "Origin: http://x",
            "-H", "X-Empty:", "--compress", "--cacert", "ca.pem", "--cert", "cert.pem", "--key", "key.pem",
            "--insecure-skip-tls-verify", "--tls-resume", "--local-ips", "127.0.0.2-127.0.0.3", "--threads", "2",
            "--seed", "7", "--json", "out.json", "--log-level", "warning", "--no-color",
        ]).run()
        let plan = run.plan
        #expect(run.service == .external)
        #expect(plan.url == ServiceURL(scheme: .wss, host: "example.com", pathAndQuery: "/ws"))
        #expect(plan.maxConnections == 2000 && plan.connectRate == 1000 && plan.connectTimeout == .seconds(3))
        #expect(plan.messageRate == 0.5 && plan.inFlight == 1 && plan.scheduleSlack == .milliseconds(1))
        #expect(plan.testDuration == .seconds(90) && plan.gracefulStop == .zero)
        #expect(plan.message.template.carriesID && plan.message.isBinary)
        #expect(try plan.message.reply == .id(path: .parse("$.data.n")))
        #expect(plan.replyTimeout == .milliseconds(250))
        #expect(plan.subscribe?.template.pieces == [.literal(Array("join ".utf8)), .user])
        #expect(try plan.subscribe?.acknowledgement == FieldMatch(path: .parse("type"), value: "a=b"))
        let push = try PushPlan(sequence: .parse("$.seq"), channel: .parse("channel"), sentAt: .parse("ts"))
        #expect(plan.push == push)
        #expect(plan.ping == PingPlan(interval: .zero, pongTimeout: .seconds(5)))
        #expect(plan.reconnect?.delay == .milliseconds(500))
        #expect(plan.handshake.subprotocols == ["a", "b", "c"] && plan.handshake.compress)
        #expect(
            plan.handshake.headers == [
                HandshakePlan.Header(name: "Origin", value: "http://x"),
                HandshakePlan.Header(name: "X-Empty", value: ""),
            ])
        let tls = TLSOptions(
            caFile: "ca.pem", certificateFile: "cert.pem", keyFile: "key.pem", insecureSkipVerify: true,
            resumeSessions: true)
        #expect(plan.tls == tls)
        #expect(plan.localAddresses == ["127.0.0.2", "127.0.0.3"] && plan.threads == 2 && plan.seed == 7)
        #expect(run.files.json == "out.json" && run.logLevel == .warning && !run.allowsColour)
    }

    @Test(
        "an alias is the flag itself",
        arguments: [
            ["-c", "7"], ["-c7"], ["--connections", "7"], ["-u", "7"], ["--users", "7"], ["--vus", "7"],
            ["--max-connections=7"],
        ])
    func connectionAliases(arguments: [String]) throws {
        #expect(try CommandLineFixture(arguments).run().plan.maxConnections == 7)
    }

    @Test("an alias of a time is the flag itself", arguments: ["-d", "--duration", "-t", "--run-time"])
    func durationAliases(flag: String) throws {
        #expect(try CommandLineFixture([flag, "10"]).run().plan.testDuration == .seconds(10))
    }

    @Test("the other aliases")
    func otherAliases() throws {
        let run = try CommandLineFixture(["--spawn-rate", "9", "-r", "3", "-k", "-q"]).run()
        #expect(run.plan.connectRate == 9)
        #expect(run.plan.messageRate == 3)
        #expect(run.plan.tls.insecureSkipVerify)
        #expect(run.isQuiet && run.logLevel == .error)
        #expect(try CommandLineFixture(["--insecure"]).run().plan.tls.insecureSkipVerify)
        #expect(try CommandLineFixture(["-v"]).run().logLevel == .debug)
    }

    @Test("a URL may stand alone, before or after the flags")
    func positional() throws {
        for arguments in [["ws://h:1/x", "-c", "5"], ["-c", "5", "ws://h:1/x"]] {
            let run = try CommandLineFixture(arguments).run()
            #expect(run.plan.url.display == "ws://h:1/x")
            #expect(run.plan.maxConnections == 5)
        }
    }

    @Test(
        "the embedded target is named by its routes",
        arguments: [
            ("embedded", "/echo"), ("embedded/", "/echo"), ("embedded/ws/stream?token=x", "/ws/stream?token=x"),
        ])
    func embedded(text: String, path: String) throws {
        let run = try CommandLineFixture([text]).run()
        #expect(run.service == .embedded)
        #expect(run.plan.url.pathAndQuery == path)
    }

    @Test("the ramp is 500 dials a second, or a tenth of many sessions")
    func connectRate() throws {
        #expect(try CommandLineFixture(["-c", "5k"]).run().plan.connectRate == 500)
        #expect(try CommandLineFixture(["-c", "20k"]).run().plan.connectRate == 2000)
    }

    @Test("there are no more threads than sessions, unless asked for")
    func threads() throws {
        #expect(try CommandLineFixture(["-c", "3"]).run().plan.threads == 3)
        #expect(try CommandLineFixture(["-c", "3", "--threads", "4"]).run().plan.threads == 4)
    }

    @Test(
        "how a reply is known follows from the message, unless said",
        arguments: [
            ([], .id(path: nil)), (["--message", "hi"], .none), (["--message", "{{id}}"], .id(path: nil)),
            (["--message", "hi", "--reply", "order"], .order), (["--reply", "none"], .none),
        ] as [([String], ReplyRule)])
    func reply(arguments: [String], rule: ReplyRule) throws {
        #expect(try CommandLineFixture(arguments).run().plan.message.reply == rule)
    }

    @Test("a size pads the default message")
    func messageSize() throws {
        #expect(
            try CommandLineFixture(["--message-size", "1k"]).run().plan.message.template == .standard(size: 1000))
    }
}
