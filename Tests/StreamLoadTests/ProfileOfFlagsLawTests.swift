import LoadEngine
import Profiles
import Testing
import Timing

@testable import StreamLoad

@Suite("What explain writes of any flags")
struct ProfileOfFlagsLawTests {
    private static let shared: [[String]] = [
        ["-c", "7"], ["--connect-rate", "0.00001"], ["--connect-rate", "2.5"], ["-d", "1ms"], ["-d", "90"],
        ["-H", "X-A: 'b'"], ["-H", "X-Empty:"], ["-H", "Authorization: Basic abc"], ["-H", "X-Api-Key: abc"],
        ["-H", "X.Api.Key: def"], ["-H", "1-Secret-Token: x"], ["-H", "password: x"], ["-H", "Cookie: a=\"b\""],
        ["--auth-url", "embedded"], ["--auth-url", "http://ada:secret@auth/log_in?token=x"],
        ["--connect-timeout", "3ms"],
        ["--reconnect", "250ms"], ["--reconnect", "delay=1s,factor=1.5,attempts=3"], ["--no-reconnect"], ["-k"],
        ["--threads", "3"], ["--graceful-stop", "0"], ["--seed", "9"], ["--sequence", "a b"], ["--sent-at", "$.x[0]"],
    ]
    private static let ofWebSocket: [[String]] = [
        ["ws://h/x"], ["wss://u:p@h/x?token=abc"], ["embedded/chat"], ["-r", "0"], ["-r", "0.00002"], ["-r", "1k/s"],
        ["--in-flight", "1"], ["--message", "'\"{: #\n\t{{id}} {{text 9}}"], ["--message", "no"],
        ["--message", "my token"], ["--message-size", "99"], ["--binary"], ["--reply", "order"], ["--reply", "none"],
        ["--reply-timeout", "2s"], ["--subscribe", "{\"a\":[1]}"], ["--subscribe-ack", "type=ok"],
        ["--subprotocol", "a,b"], ["--compress"], ["--ping-interval", "0"], ["--pong-timeout", "1ms"],
        ["--threshold", "ws_response_time p(95)<200"], ["--threshold", "ws_connect_failed rate<0.1"],
    ]
    private static let ofStreams: [[String]] = [
        ["http://h/x"], ["https://u:p@h/x?key=abc"], ["--method", "PUT"], ["--data", "{\"a\":\"{{uuid}}\"}"],
        ["--data", "password=x"], ["--data-file", "body.json"], ["--until-events", "5"], ["--until-data", "[DONE]"],
        ["--until-data", "~"], ["--until-time", "5s"], ["--streams-per-user", "0"], ["--streams-per-user", "3"],
        ["--stall-timeout", "0"], ["--stall-timeout", "5s"], ["--stream-format", "openai"],
        ["--stream-format", "ndjson"], ["--threshold", "sse_connecting p(95)<200"], ["--max-event-size", "9k"],
    ]

    @Test(
        "is a profile without mistakes, whatever the flags, if it is written at all", .timeLimit(.minutes(2)),
        arguments: ["ws", "sse"])
    func laws(spoken: String) throws {
        let table = Self.shared + (spoken == "ws" ? Self.ofWebSocket : Self.ofStreams)
        let standard = try CommandLineFixture([]).resolve().get()
        var written = 0
        // Each flag once, beside those that stand far from it in the table: its neighbours are its alternatives.
        let rounds = 12
        for round in 0..<rounds {
            let picked = stride(from: round, to: table.count, by: rounds)
            let flags = ["--protocol", spoken] + picked.flatMap { table[$0] }
            guard case .success(let run) = try CommandLineFixture(flags).resolve(),
                case .success(let lines) = ProfileOfFlags.lines(of: run, beside: standard)
            else { continue }
            written += 1
            #expect(Self.mistakes(lines) == [], "\(flags)")
        }
        #expect(written > rounds / 2)
    }

    /// What is wrong with a profile whose variables are set as its first lines ask.
    private static func mistakes(_ lines: [String]) -> [String] {
        var settings: [String: String] = [:]
        for word in lines.prefix(2).joined(separator: " ").split(separator: " ") where word.hasSuffix("=…") {
            let name = String(word.dropLast(2))
            settings[name] = name.hasSuffix("_URL") ? "http://h/" : "x"
        }
        let surroundings = ProfileSurroundings(settings: settings) { _ in .failure(TextError("none")) }
        let bytes = Array(lines.joined(separator: "\n").utf8)
        guard case .failure(let rejection) = ProfileReader.read(bytes, file: "flags.yaml", in: surroundings) else {
            return []
        }
        return rejection.diagnostics.map(\.description)
    }
}
