import ArgumentParser
import LWSTransport
import LoadEngine
import Testing
import Timing

@testable import StreamLoad

@Suite("The environment")
struct EnvironmentTests {
    @Test("a variable is read where no flag is given, and a flag wins")
    func precedence() throws {
        let environment = ["STREAMLOAD_MAX_CONNECTIONS": "50", "STREAMLOAD_STREAMING_URL": "ws://env/"]
        let fromEnvironment = try CommandLineFixture([], environment: environment).run()
        #expect(fromEnvironment.plan.maxConnections == 50)
        #expect(fromEnvironment.plan.url.host == "env")
        let fromFlags = try CommandLineFixture(["-c", "60", "ws://flag/"], environment: environment).run()
        #expect(fromFlags.plan.maxConnections == 60)
        #expect(fromFlags.plan.url.host == "flag")
    }

    @Test(
        "a yes or no is written in several ways",
        arguments: [
            ("1", true), ("true", true), ("YES", true), ("0", false), ("false", false), ("No", false), ("", false),
        ])
    func booleans(text: String, expected: Bool) throws {
        let run = try CommandLineFixture([], environment: ["STREAMLOAD_COMPRESS": text]).run()
        #expect(run.plan.handshake.compress == expected)
    }

    @Test("a repeatable flag is a line each, and flags replace them all")
    func repeatable() throws {
        let environment = ["STREAMLOAD_HEADER": "A: 1\nB: 2"]
        let fromEnvironment = try CommandLineFixture([], environment: environment).run().plan.handshake.headers
        #expect(fromEnvironment.map { $0.name } == ["A", "B"])
        let fromFlags = try CommandLineFixture(["-H", "C: 3"], environment: environment).run().plan.handshake.headers
        #expect(fromFlags.map { $0.name } == ["C"])
    }

    @Test("an empty variable is none")
    func empty() throws {
        #expect(try CommandLineFixture([], environment: ["STREAMLOAD_JSON": ""]).run().files.json == nil)
    }

    @Test("a bad value is told under the variable's name")
    func badValues() throws {
        let environment = ["STREAMLOAD_TEST_DURATION": "soon", "STREAMLOAD_BINARY": "maybe", "STREAMLOAD_WEB": "a b"]
        #expect(
            try CommandLineFixture([], environment: environment).mistakes() == [
                "STREAMLOAD_TEST_DURATION: 'soon' is not a duration: expected a number of seconds or parts such as "
                    + "500ms, 10s, 5m, 1h or 1m30s",
                "STREAMLOAD_BINARY: 'maybe' is neither yes nor no: expected 1, true, yes, 0, false or no",
                "STREAMLOAD_WEB: 'a b' is no address to serve the page on; expected one such as 8089, 127.0.0.1:8089 or "
                    + "[::1]:8089",
            ])
    }

    @Test("NO_COLOR forbids colour by being there", arguments: [("1", false), ("", true)])
    func noColor(value: String, allows: Bool) throws {
        #expect(try CommandLineFixture([], environment: ["NO_COLOR": value]).run().allowsColour == allows)
    }

    private static let shared = [
        "STREAMING_URL", "PROTOCOL", "MAX_CONNECTIONS", "CONNECT_RATE", "SCHEDULE_SLACK", "TEST_DURATION",
        "GRACEFUL_STOP", "SEQUENCE", "SENT_AT", "CONNECT_TIMEOUT", "RECONNECT", "NO_RECONNECT", "HEADER", "HTTP1",
        "CACERT", "CERT", "KEY", "INSECURE_SKIP_TLS_VERIFY", "TLS_RESUME", "LOCAL_IPS", "THRESHOLD", "THREADS", "SEED",
        "LOG_LEVEL", "QUIET", "VERBOSE", "NO_COLOR", "JSON", "WEB", "WEB_TOKEN", "WEB_WAIT",
    ]
    private static let ofWebSocket = [
        "MESSAGE_RATE", "IN_FLIGHT", "MESSAGE", "MESSAGE_SIZE", "BINARY", "REPLY", "REPLY_TIMEOUT", "SUBSCRIBE",
        "SUBSCRIBE_ACK", "PING_INTERVAL", "PONG_TIMEOUT", "SUBPROTOCOL", "COMPRESS",
    ]
    private static let ofStreams = [
        "STREAM_FORMAT", "METHOD", "DATA", "DATA_FILE", "UNTIL_EVENTS", "UNTIL_TIME", "UNTIL_DATA", "STREAMS_PER_USER",
        "STALL_TIMEOUT", "MAX_EVENT_SIZE",
    ]

    @Test(
        "every flag but help and version has a variable that is read",
        arguments: [("ws", shared + ofWebSocket), ("sse", shared + ofStreams)])
    func everyVariable(spoken: String, names: [String]) throws {
        // Most options cannot read a path that ends in its point; these need something worse, or can read anything.
        let unreadable = [
            "SUBSCRIBE": "{{", "MESSAGE": "{{", "DATA": "{{", "SUBPROTOCOL": "a b", "METHOD": "a b",
            "JSON": "/sealed/x",
        ]
        let bare = try RunOptions.parse([])
        for name in names where name != "UNTIL_DATA" {
            let variable = "STREAMLOAD_\(name)"
            var environment = ["STREAMLOAD_PROTOCOL": spoken]
            environment[variable] = unreadable[name] ?? "$."
            let mistakes = CommandLineFixture([], environment: environment).mistakes(bare)
            #expect(mistakes.contains { $0.hasPrefix("\(variable): ") }, "\(variable): \(mistakes)")
            #expect(!mistakes.contains { $0.contains("alone") }, "\(variable): \(mistakes)")
        }
        let run = try CommandLineFixture(["--protocol", "sse"], environment: ["STREAMLOAD_UNTIL_DATA": "bye"]).run()
        #expect(run.plan.eventStream?.until.data == "bye")
    }

    @Test(
        "a variable of the other protocol is refused under its name",
        arguments: [("sse", ofWebSocket), ("ws", ofStreams)])
    func foreignVariables(spoken: String, names: [String]) throws {
        let options = try RunOptions.parse(["--protocol", spoken])
        for name in names {
            let mistakes = CommandLineFixture([], environment: ["STREAMLOAD_\(name)": "1"]).mistakes(options)
            #expect(mistakes.count == 1, "\(mistakes)")
            #expect(mistakes.first?.hasPrefix("STREAMLOAD_\(name): is for ") == true, "\(mistakes)")
        }
    }

    @Test("a flag of the other protocol that a variable says no to is not asked for")
    func foreignNo() throws {
        let environment = ["STREAMLOAD_BINARY": "0", "STREAMLOAD_COMPRESS": "no", "STREAMLOAD_MESSAGE": ""]
        #expect(try CommandLineFixture(["--protocol", "sse"], environment: environment).mistakes() == [])
    }
}
