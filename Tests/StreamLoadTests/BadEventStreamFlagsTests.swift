import Metrics
import Testing

@testable import StreamLoad

@Suite("What cannot work with event streams is refused")
struct BadEventStreamFlagsTests {
    @Test(
        "a bad value is told with its flag, what was read and what was expected",
        arguments: [
            (
                ["--stream-format", "opnai"],
                "--stream-format: 'opnai' is no stream format: expected sse, ndjson or openai. Did you mean 'openai'?"
            ),
            (
                ["--method", "head"],
                "--method: the answer to 'HEAD' has no body to stream: expected GET, POST or another"
            ),
            (["--method", "GE T"], "--method: 'GE T' is no method: expected GET, POST or another"),
            (["--data", "{{nonce"], "--data: column 1: '{{' is never closed by '}}'"),
            (["--data", "x", "--data-file", "notes.txt"], "--data-file: contradicts --data: expected one of them"),
            (["--data-file", "gone"], "--data-file: 'gone' cannot be read: No such file or directory"),
            (["--data-file", ""], "--data-file: a file name is missing; - is standard input"),
            (["--until-events", "0"], "--until-events: '0' is too small: expected at least 1"),
            (["--until-time", "0"], "--until-time: '0' is too short: expected at least 1ms"),
            (["--until-data", ""], "--until-data: an event without data is none: expected the last one's"),
            (
                ["--streams-per-user", "-1"],
                "--streams-per-user: '-1' is not a count: expected a whole number such as 1000, 10k or 2M"
            ),
            (["--max-event-size", "2000M"], "--max-event-size: '2000M' is too large: expected at most 1073741824"),
            (
                ["--stream-format", "ndjson", "--sequence", "id"],
                "--sequence: 'id' is the event ID, and a line of NDJSON has none: a field of that name is $.id"
            ),
            (["-H", "Content-Length: 5"], "--header: 'Content-Length' is written by the request itself"),
            (["-H", "Upgrade: websocket"], "--header: 'Upgrade' asks for a WebSocket, and this is an event stream"),
            (
                ["--threshold", "ws_response_time p(95)<200"],
                "--threshold: 'ws_response_time' is measured on WebSocket sessions alone"
            ),
        ])
    func values(arguments: [String], message: String) throws {
        #expect(try CommandLineFixture(["http://h/"] + arguments).mistakes() == [message])
    }

    @Test(
        "an option of WebSocket sessions is refused, with what an event stream has in its place",
        arguments: [
            (["--message", "x"], "--message", "; the request of an event stream carries --data"),
            (["--message-size", "100"], "--message-size", ""),
            (["-r", "0"], "--message-rate", "; an event stream is only listened to"),
            (["--in-flight", "1"], "--in-flight", ""),
            (["--binary"], "--binary", "; --data-file sends bytes as they are"), (["--reply", "none"], "--reply", ""),
            (["--reply-timeout", "1s"], "--reply-timeout", "; --stall-timeout ends a silent stream"),
            (["--subscribe", "x"], "--subscribe", "; the request of an event stream carries --data"),
            (["--subscribe-ack", "a=b"], "--subscribe-ack", ""),
            (["--ping-interval", "0"], "--ping-interval", "; --stall-timeout ends a silent stream"),
            (["--pong-timeout", "1s"], "--pong-timeout", "; --stall-timeout ends a silent stream"),
            (["--subprotocol", "a", "--subprotocol", "b"], "--subprotocol", ""), (["--compress"], "--compress", ""),
        ])
    func ofWebSocket(arguments: [String], flag: String, advice: String) throws {
        let message = "\(flag): is for WebSocket services alone\(advice)"
        #expect(try CommandLineFixture(["http://h/"] + arguments).mistakes() == [message])
    }

    @Test(
        "an option of event streams is refused, with what a WebSocket session has in its place",
        arguments: [
            (["--stream-format", "nonsense"], "--stream-format", nil), (["--method", "GET"], "--method", nil),
            (["--data", "{{"], "--data", "--message is what a WebSocket session sends"),
            (["--data-file", "gone"], "--data-file", "--message is what a WebSocket session sends"),
            (["--until-events", "5"], "--until-events", nil), (["--until-time", "5"], "--until-time", nil),
            (["--until-data", "x"], "--until-data", nil), (["--streams-per-user", "2"], "--streams-per-user", nil),
            (["--stall-timeout", "1"], "--stall-timeout", "--pong-timeout ends a silent WebSocket session"),
            (["--max-event-size", "1k"], "--max-event-size", nil),
        ])
    func ofStreams(arguments: [String], flag: String, advice: String?) throws {
        let message =
            "\(flag): is for event streams alone; \(advice ?? "an http:// URL or --protocol sse asks for one")"
        #expect(try CommandLineFixture(["ws://h/"] + arguments).mistakes() == [message])
    }

    @Test("a broken URL is one mistake, and no option is refused on its account")
    func brokenURL() throws {
        let streams = ["http://h:x/", "--until-events", "5"]
        #expect(try CommandLineFixture(streams).mistakes().map { $0.prefix { $0 != ":" } } == ["--streaming-url"])
        let sessions = ["ws://h:x/", "--message", "5"]
        #expect(try CommandLineFixture(sessions).mistakes().map { $0.prefix { $0 != ":" } } == ["--streaming-url"])
    }

    @Test(
        "a threshold on what the run does not measure is refused, whichever metric it names",
        arguments: [("ws://h/", ["sse_", "llm_", "http_"]), ("http://h/", ["ws_", "llm_", "http_"])])
    func thresholds(url: String, foreign: [String]) throws {
        let conditions = MetricCatalogue.rows.map { row in
            "\(row.name) \(row.kind == .gauge ? "value" : row.kind == .trend ? "avg" : "rate")<1"
        }
        let mistakes = try CommandLineFixture([url, "--sequence", "seq"] + conditions.flatMap { ["--threshold", $0] })
            .mistakes()
        let refused = MetricCatalogue.rows.map(\.name).filter { name in foreign.contains { name.hasPrefix($0) } }
        #expect(mistakes.map { String($0.split(separator: "'")[1]) } == refused)
    }

    @Test("all mistakes are told at once, a line each")
    func together() throws {
        let fixture = CommandLineFixture(
            ["embedded", "--protocol", "sse", "-r", "5", "--until-events", "x", "--compress", "--data-file", "gone"],
            environment: ["STREAMLOAD_SUBSCRIBE": "x"])
        #expect(
            try fixture.mistakes().map { $0.prefix { $0 != ":" } } == [
                "--message-rate", "STREAMLOAD_SUBSCRIBE", "--data-file", "--until-events", "--compress",
            ])
    }
}
