import LoadEngine
import Profiles
import Testing
import Timing

@testable import StreamLoad

@Suite("The profile that flags are")
struct ProfileOfFlagsTests {
    /// The lines of the profile of some flags.
    private func lines(_ arguments: [String]) throws -> [String] {
        let run = try CommandLineFixture(arguments).resolve().get()
        let standard = try CommandLineFixture([]).resolve().get()
        return try ProfileOfFlags.lines(of: run, beside: standard).get()
    }

    private func read(_ lines: [String], settings: [String: String] = [:]) throws -> Profile {
        let surroundings = ProfileSurroundings(settings: settings) { _ in .failure(TextError("none")) }
        let bytes = Array(lines.joined(separator: "\n").utf8)
        return try ProfileReader.read(bytes, file: "flags.yaml", in: surroundings).get()
    }

    @Test("no flags are the standard sessions")
    func standard() throws {
        #expect(
            try lines([]) == [
                "# What these flags say, as a profile: streamload run FILE.yaml",
                "scenarios:",
                "  sessions:",
                "    sessions: { open: 100, at: 500/s, hold: 5m }",
                "    messages: { rate: 1/s per session, in_flight: 1024 }",
                "    steps:",
                "      - connect: embedded/echo",
                "        ping: { every: 10s, pong_within: 20s }",
                "        timeout: 10s",
                "      - send: '{\"id\":\"{{id}}\",\"pad\":\"\(String(repeating: "x", count: 33))\"}'",
                "        reply: { match: id, within: 10s }",
            ])
    }

    @Test("every flag has its word, stays a flag, or is a variable when it may be secret")
    func everything() throws {
        let written = try lines([
            "wss://service/socket", "-c", "20", "-r", "0.5", "-d", "90", "--connect-rate", "12.5", "--in-flight", "2",
            "--message", #"{"id":"{{id}}","it's":"{{random 1 9}}"}"#, "--binary", "--reply", "id:id", "--reply-timeout",
            "3", "--subscribe", "tell me", "--subscribe-ack", "type=subscribed", "--sequence", "seq/$.a.channel",
            "--sent-at", "sent at", "-H", "X-Api-Key: abc", "-H", "X-Plain: 'b'", "--subprotocol", "a,b", "--compress",
            "--ping-interval", "0", "--connect-timeout", "2s", "--reconnect", "delay=1s,attempts=3", "--threshold",
            "ws_response_time p(95)<200", "--threshold", "ws_response_time p(99)<900", "--threads", "1", "--seed", "5",
            "--graceful-stop", "2",
        ])
        #expect(
            written == [
                "# What these flags say, as a profile: streamload run FILE.yaml",
                "# It may be secret what these are: -e X_API_KEY=…",
                "# Flags of the run stay flags: --graceful-stop 2s --threads 1 --seed 5",
                "scenarios:",
                "  sessions:",
                "    sessions: { open: 20, at: 12.5/s, hold: 1m30s }",
                "    messages: { rate: 0.5/s per session, in_flight: 2 }",
                "    steps:",
                "      - connect: 'wss://service/socket'",
                "        subprotocol: [a, b]",
                "        headers: { X-Api-Key: '${X_API_KEY}', X-Plain: \"'b'\" }",
                "        compress: true",
                "        timeout: 2s",
                "      - subscribe: 'tell me'",
                "        ack: { match: { $.type: subscribed } }",
                "      - on_message: { sequence: { path: $.seq, per: $.a.channel }, sent_at: \"$['sent at']\" }",
                #"      - send: "{\"id\":\"{{id}}\",\"it's\":\"{{random 1 9}}\"}""#,
                "        reply: { match: $.id, within: 3s }",
                "        binary: true",
                "    reconnect: { delay: 1s, factor: 2.0, max: 30s, jitter: full, attempts: 3 }",
                "thresholds:",
                "  ws_response_time: ['p(95)<200', 'p(99)<900']",
            ])
    }

    @Test(
        "what is written is a profile without mistakes",
        arguments: [
            [], ["-r", "0"], ["--message", "a: [b, {c: #d"], ["--message", "line\nline\t\u{1}"], ["--message", "yes"],
            ["--message", "''"], ["--message", "{{uuid}} {{seq}} {{timestamp}} {{text 5}} {{user}}"],
            ["--sequence", "a b", "--sent-at", "$.x[0].y"], ["--auth-url", "embedded"],
            ["--auth-url", "http://ada:hunter2@auth/", "http://h/sse"],
            ["ws://u:p@h/x?token=abc", "--subscribe", "my token"], ["--protocol", "sse"],
            [
                "http://h/x", "--method", "PUT", "--data", "{\"a\":1}", "--until-events", "5", "--until-data", "[DONE]",
                "--streams-per-user", "3", "--sequence", "id", "--stall-timeout", "5s", "--no-reconnect",
            ],
            ["http://h/x", "--stream-format", "openai", "--until-time", "5s", "--streams-per-user", "0"],
            ["--protocol", "sse", "--reconnect", "250ms"],
        ])
    func readable(flags: [String]) throws {
        let written = try lines(flags)
        #expect(written.allSatisfy { !$0.contains("hunter2") && !$0.contains("abc") && !$0.contains("my token") })
        let secrets = [
            "STREAMING_URL": "ws://h/", "SUBSCRIBE": "x", "USERNAME": "a", "PASSWORD": "b", "AUTH_URL": "http://h",
        ]
        let text = written.joined()
        let profile = try read(written, settings: secrets.filter { text.contains("${\($0.key)}") })
        #expect(profile.scenarios.count == 1)
    }

    @Test(
        "a message comes back as it was given",
        arguments: ["a: [b, {c: #d", "line\nline\t\u{1}\u{7F}\u{85}\u{2028}\u{FEFF}é€", "'\"\\", "{{id}}'"])
    func messages(text: String) throws {
        let profile = try read(lines(["--message", text]))
        guard case .send(let send) = profile.scenarios[0].value.steps.last, case .text(let template) = send.message
        else {
            Issue.record("the last step sends no text")
            return
        }
        #expect(
            template.pieces.map { piece in
                switch piece {
                case .literal(let text): text
                case .hole(let name, _): "{{\(name)}}"
                }
            }.joined() == text)
    }

    @Test(
        "what no profile can say is refused",
        arguments: [
            (["http://h/", "--method", "QUERY"], "--method: 'QUERY' is a method that a profile has no word for"),
            (["--message", "${x}"], "--message: '${' begins a variable in a profile, and cannot be said there"),
            (["-H", "X-A: 1", "-H", "x-a: 2"], "--header: 'x-a' is there twice, which a profile cannot say"),
            (
                ["http://h/x", "--auth-url", "embedded", "-H", "Authorization: Basic x"],
                "--header: 'Authorization' is there twice, since the login's token takes it; expected one of them"
            ),
        ])
    func refused(flags: [String], message: String) throws {
        let run = try CommandLineFixture(flags).resolve().get()
        guard case .failure(let refusal) = ProfileOfFlags.lines(of: run, beside: run) else {
            Issue.record("nothing is refused")
            return
        }
        #expect(refusal.text == message)
    }
}
