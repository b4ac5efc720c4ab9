import LWSTransport
import LoadEngine
import Metrics
import Testing
import Timing

@testable import StreamLoad

@Suite("What is said before a run")
struct RunNoticesTests {
    private static let byID = "a reply is known by the id of its message coming back; --reply none expects none"

    @Test(
        "how replies are known is said when it was not asked for",
        arguments: [
            ([], [byID]), (["--reply", "id"], []), (["-r", "0"], []),
            (
                ["--message", "x"],
                ["no reply is expected, since the message carries no {{id}}; --reply order expects one to each"]
            ),
        ])
    func replies(arguments: [String], notices: [String]) throws {
        #expect(try CommandLineFixture(arguments).run().notices == notices)
    }

    @Test("Locust's flags together say once what -r is here", arguments: ["-u", "-t"])
    func locust(flag: String) throws {
        let notices = try CommandLineFixture([flag, "10", "-r", "2", "--reply", "none"]).run().notices
        #expect(notices == ["-r is the message rate of a session here; Locust's spawn rate is --spawn-rate"])
        #expect(try CommandLineFixture([flag, "10", "--reply", "none"]).run().notices == [])
    }

    @Test("TLS flags without TLS are said to do nothing")
    func tls() throws {
        let notice = "certificates and TLS flags have no effect on ws://"
        #expect(try CommandLineFixture(["ws://h/", "-k", "--reply", "none"]).run().notices == [notice])
        #expect(try CommandLineFixture(["wss://h/", "-k", "--reply", "none"]).run().notices == [])
    }

    @Test(
        "what an event stream does by itself is said, unless it was decided",
        arguments: [
            (["--protocol", "sse"], [resumed]), (["--protocol", "sse", "--reconnect", "1s"], []),
            (["--protocol", "sse", "--no-reconnect"], []), (["--stream-format", "openai"], []),
            (["http://h/", "-k", "--no-reconnect"], ["certificates and TLS flags have no effect on http://"]),
            (
                ["http://h/", "--data", "@body.json"],
                ["--data is sent as it stands, '@' included; --data-file reads a file"]
            ),
            (["--stream-format", "openai", "--data", #"{"stream":true,"n":{{random 1 9}}}"#], []),
            (
                ["--stream-format", "openai", "--data-file", "body.json"],
                [#"the body asks for no stream; a chat completion streams with "stream":true"#]
            ),
        ])
    func eventStreams(arguments: [String], notices: [String]) throws {
        #expect(try CommandLineFixture(arguments).run().notices == notices)
    }

    private static let resumed =
        "a stream that ends is asked for again after the server's retry, or 3s, as browsers do; --no-reconnect leaves "
        + "it ended"

    @Test("a misspelt variable is named, another program's is left alone")
    func variables() throws {
        let environment = ["STREAMLOAD_MAX_CONECTIONS": "5", "STREAMLOAD_BIN": "x", "STREAM": "y"]
        for arguments in [["--reply", "none"], ["run.yaml"]] {
            let run = try CommandLineFixture(arguments, environment: environment).run()
            #expect(run.notices == [])
            #expect(run.warnings == ["STREAMLOAD_MAX_CONECTIONS is not read. Did you mean STREAMLOAD_MAX_CONNECTIONS?"])
        }
    }

    @Test("a variable that the profile overrules is ignored with a word, a flag is refused")
    func overruled() throws {
        let environment = [
            "STREAMLOAD_MAX_CONNECTIONS": "3", "STREAMLOAD_PROTOCOL": "nonsense", "STREAMLOAD_DATA": "",
            "STREAMLOAD_GRACEFUL_STOP": "2s",
        ]
        let run = try CommandLineFixture(["run.yaml"], environment: environment).run()
        #expect(
            run.warnings == [
                "STREAMLOAD_MAX_CONNECTIONS is ignored: the profile says it",
                "STREAMLOAD_PROTOCOL is ignored: the profile says it",
            ])
        #expect(run.plan.gracefulStop == .seconds(2))
        #expect(
            try CommandLineFixture(["run.yaml", "-c", "3"], environment: environment).mistakes()
                == ["--max-connections: the profile says it; set what it leaves open with -e NAME=VALUE"])
    }
}

@Suite("What a report says of the flags")
struct ReportedOptionTests {
    private func options(_ arguments: [String]) throws -> [String: ReportedOption.Value] {
        let run = try CommandLineFixture(arguments).run()
        return Dictionary(run.options.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("defaults are shown as well, each option once")
    func defaults() throws {
        let options = try CommandLineFixture([]).run().options
        #expect(Set(options.map { $0.name }).count == options.count)
        #expect(options.first == ReportedOption(name: "streaming-url", value: .text("embedded")))
        #expect(options.contains(ReportedOption(name: "max-connections", value: .number(100))))
        #expect(options.contains(ReportedOption(name: "test-duration", value: .text("5m"))))
        #expect(options.contains(ReportedOption(name: "compress", value: .flag(false))))
    }

    @Test("no secret is shown, wherever it was written")
    func secrets() throws {
        let options = try options([
            "wss://joe:hunter2@host/ws?token=hunter2", "-H", "Authorization: Bearer hunter2", "-H", "Origin: here",
            "--subscribe", #"{"token":"hunter2"}"#, "--message", "password hunter2", "--subscribe-ack", "auth=hunter2",
        ])
        #expect(!"\(options)".contains("hunter2"))
        #expect(options["streaming-url"] == .text("wss://***@host/ws?token=***"))
        #expect(options["header"] == .text("Authorization: ***; Origin: here"))
        #expect(options["subscribe"] == .text("***"))
    }

    @Test("an event stream's report shows what it goes by, and nothing of WebSocket")
    func eventStream() throws {
        let names = try CommandLineFixture(["--protocol", "sse", "--until-events", "3"]).run().options.map { $0.name }
        #expect(
            names == [
                "streaming-url", "protocol", "max-connections", "connect-rate", "schedule-slack", "test-duration",
                "graceful-stop", "stream-format", "method", "until-events", "streams-per-user", "stall-timeout",
                "max-event-size", "connect-timeout", "reconnect", "insecure-skip-tls-verify", "tls-resume",
                "threads", "quiet", "verbose", "no-color",
            ])
        let options = try options(["--stream-format", "openai"])
        #expect(options["data"] == .text(RequestBody.chatCompletion))
        #expect(options["reconnect"] == .text("none"))
    }

    @Test("no secret of a request's body is shown")
    func secretBody() throws {
        let options = try options(["--protocol", "sse", "--data", #"{"apiKey":"hunter2"}"#])
        #expect(options["data"] == .text("***"))
    }

    @Test("the target's name in reports shows no secret either")
    func targetName() throws {
        #expect(
            try CommandLineFixture(["embedded/ws/stream?token=x"]).run().targetName == "embedded/ws/stream?token=***")
        #expect(try CommandLineFixture(["ws://h:1/?key=x"]).run().targetName == "ws://h:1/?key=***")
    }
}
