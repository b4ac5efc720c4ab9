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
        #expect(try CommandLineFixture([], environment: ["STREAMLOAD_JSON": ""]).run().jsonPath == nil)
    }

    @Test("a bad value is told under the variable's name")
    func badValues() throws {
        let environment = ["STREAMLOAD_TEST_DURATION": "soon", "STREAMLOAD_BINARY": "maybe", "STREAMLOAD_HTML": "x"]
        #expect(
            try CommandLineFixture([], environment: environment).mistakes() == [
                "STREAMLOAD_TEST_DURATION: 'soon' is not a duration: expected a number of seconds or parts such as "
                    + "500ms, 10s, 5m, 1h or 1m30s",
                "STREAMLOAD_BINARY: 'maybe' is neither yes nor no: expected 1, true, yes, 0, false or no",
                "STREAMLOAD_HTML: not served by this version",
            ])
    }

    @Test("NO_COLOR forbids colour by being there", arguments: [("1", false), ("", true)])
    func noColor(value: String, allows: Bool) throws {
        #expect(try CommandLineFixture([], environment: ["NO_COLOR": value]).run().allowsColour == allows)
    }

    @Test("every flag but help and version has a variable that is read")
    func everyVariable() throws {
        let canonical = [
            "STREAMING_URL", "PROTOCOL", "MAX_CONNECTIONS", "CONNECT_RATE", "MESSAGE_RATE", "IN_FLIGHT",
            "SCHEDULE_SLACK", "TEST_DURATION", "GRACEFUL_STOP", "MESSAGE_SIZE", "BINARY", "REPLY", "REPLY_TIMEOUT",
            "SUBSCRIBE_ACK", "CONNECT_TIMEOUT", "PING_INTERVAL", "PONG_TIMEOUT", "RECONNECT", "SUBPROTOCOL", "HEADER",
            "COMPRESS", "CACERT", "CERT", "KEY", "INSECURE_SKIP_TLS_VERIFY", "TLS_RESUME", "LOCAL_IPS", "THRESHOLD",
            "THREADS", "SEED", "LOG_LEVEL", "QUIET", "VERBOSE", "NO_COLOR", "SEQUENCE", "SENT_AT", "SUBSCRIBE",
            "MESSAGE", "JSON",
        ]
        // Most options cannot read a path that ends in its point; these need something worse.
        let unreadable = ["SUBSCRIBE": "{{", "MESSAGE": "{{", "SUBPROTOCOL": "a b", "JSON": "/sealed/x"]
        for name in canonical {
            let text = unreadable[name] ?? "$."
            let variable = "STREAMLOAD_\(name)"
            let mistakes = try CommandLineFixture([], environment: [variable: text]).mistakes()
            #expect(mistakes.contains { $0.hasPrefix("\(variable): ") }, "\(variable): \(mistakes)")
        }
    }
}
