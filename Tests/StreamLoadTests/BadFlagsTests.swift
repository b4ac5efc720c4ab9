import Testing
import Timing

@testable import StreamLoad

@Suite("What cannot work is refused")
struct BadFlagsTests {
    @Test(
        "a bad value is told with its flag, what was read and what was expected",
        arguments: [
            (["-c", "0"], "--max-connections: '0' is too small: expected at least 1"),
            (["-c", "-1"], "--max-connections: '-1' is not a count: expected a whole number such as 1000, 10k or 2M"),
            (
                ["-c", "1e3"],
                "--max-connections: '1e3' is not a count: expected a whole number such as 1000, 10k or 2M"
            ),
            (["-c", "1m"], "--max-connections: '1m' is ambiguous (million or minute?): write 1M for millions"),
            (["--in-flight", "0"], "--in-flight: '0' is too small: expected at least 1"),
            (["--connect-rate", "0"], "--connect-rate: '0' is too small: expected more than 0"),
            (["-d", "0"], "--test-duration: '0' is no time at all: expected more than 0"),
            (["--schedule-slack", "1s"], "--schedule-slack: '1s' is too long: expected at most 100ms"),
            (["--threads", "0"], "--threads: '0' is too small: expected at least 1"),
            (["--seed", "x"], "--seed: 'x' is not a seed: expected a whole number from 0 to 9007199254740991"),
            (
                ["--log-level", "wrning"],
                "--log-level: 'wrning' is no log level: expected DEBUG, INFO, WARNING or ERROR. Did you mean 'WARNING'?"
            ),
            (["-q", "-v"], "--quiet: contradicts --verbose: expected one of them"),
            (["--json", "/sealed/x"], "--json: '/sealed/x' cannot be written: Permission denied"),
            (["--json", ""], "--json: a file name is missing; - is standard output"),
        ])
    func values(arguments: [String], message: String) throws {
        #expect(try CommandLineFixture(arguments).mistakes() == [message])
    }

    @Test(
        "a threshold on what nobody looks for is refused with the flag that is missing",
        arguments: [
            (
                ["--threshold", "ws_msgs_lost count==0"],
                "--threshold: 'ws_msgs_lost' is told by numbers alone; --sequence says where they are"
            ),
            (
                ["--threshold", "ws_msgs_reordered count==0"],
                "--threshold: 'ws_msgs_reordered' is told by numbers alone; --sequence says where they are"
            ),
            (
                ["embedded/events", "--threshold", "sse_events_duplicated count==0"],
                "--threshold: 'sse_events_duplicated' is told by numbers alone; --sequence says where they are"
            ),
            (
                ["--reply", "none", "--threshold", "ws_msgs_unanswered count==0"],
                "--threshold: 'ws_msgs_unanswered' is of messages that expect a reply; --reply says how it is known"
            ),
        ])
    func unmeasured(arguments: [String], message: String) throws {
        #expect(try CommandLineFixture(arguments).mistakes() == [message])
    }

    @Test(
        "a threshold on what is looked for stands",
        arguments: [
            ["--sequence", "seq", "--threshold", "ws_msgs_lost count==0"],
            ["embedded/events", "--sequence", "id", "--threshold", "sse_events_lost count==0"],
            ["--threshold", "ws_msgs_unanswered count==0"],
        ])
    func measured(arguments: [String]) throws {
        #expect(try CommandLineFixture(arguments).mistakes() == [])
    }

    @Test(
        "a message or rule that cannot work",
        arguments: [
            (["--message", ""], "--message: a message cannot be empty; --message-rate 0 sends none"),
            (["--message", "{{id"], "--message: column 1: '{{' is never closed by '}}'"),
            (
                ["--message-size", "30"],
                "--message-size: '30' is too small for the ids of this run: expected at least 31 bytes"
            ),
            (
                ["--message-size", "17M"],
                "--message-size: '17M' is too large: expected at most 16777216 bytes"
            ),
            (
                ["--message-size", "100", "--message", "x"],
                "--message-size: sizes the default message alone; with --message use {{text N}}"
            ),
            (
                ["--message", "hi", "--reply", "id"],
                "--reply: 'id' needs an id to come back: expected {{id}} in the message, or order or none"
            ),
            (
                ["--reply", "ordr"],
                "--reply: 'ordr' is no reply rule: expected id, id:FIELD, order or none. Did you mean 'order'?"
            ),
            (["--reply", "id:"], "--reply: a field is missing; expected a top-level key or a path such as $.data.id"),
            (["--subscribe", ""], "--subscribe: a subscribe message cannot be empty"),
            (["--subscribe-ack", "a=b"], "--subscribe-ack: there is nothing to acknowledge without --subscribe"),
            (
                ["--subscribe", "x", "--subscribe-ack", "ok"],
                "--subscribe-ack: 'ok' has no '=': expected FIELD=VALUE, such as type=subscribed"
            ),
            (
                ["--sequence", "/a"],
                "--sequence: a field is missing; expected a top-level key or a path such as $.data.id"
            ),
            (["--sent-at", "$."], "--sent-at: '$.' has a '.' with no name after it"),
        ])
    func messages(arguments: [String], message: String) throws {
        #expect(try CommandLineFixture(arguments).mistakes() == [message])
    }

    @Test(
        "a connection that cannot work",
        arguments: [
            (
                ["--streaming-url", "localhost:80"],
                "--streaming-url: 'localhost:80' is not a URL; expected one such as ws://host:port/path"
            ),
            (
                ["ws://host/?token=1", "--protocol", "sse"],
                "--protocol: 'sse' contradicts ws://host/?token=***: expected an http:// or https:// URL"
            ),
            (["--protocol", "mqtt"], "--protocol: 'mqtt' is no protocol: expected ws or sse"),
            (["--protocol", "wss"], "--protocol: 'wss' is no protocol: expected ws or sse. Did you mean 'ws'?"),
            (["ws://a/?token=1", "ws://b/?token=2"], "ws://b/?token=***: a second URL: expected one service to test"),
            (["--streaming-url", "ws://a/", "ws://b/"], "ws://b/: a second URL: expected one service to test"),
            (["-H", "Authorization Bearer abc"], "--header: 'Authorization…' has no colon: expected 'Name: value'"),
            (
                ["-H", "a b: c"],
                "--header: 'a b' is not a header name: expected letters, digits and dashes before the colon"
            ),
            (
                ["-H", "a: b\r\nc: d"],
                "--header: the value of 'a' contains a control character, which no header may carry"
            ),
            (["-H", "Upgrade: h2c"], "--header: 'Upgrade' is written by the handshake itself"),
            (
                ["-H", "Sec-WebSocket-Protocol: x"],
                "--header: 'Sec-WebSocket-Protocol' is written by the handshake itself; --subprotocol asks for one"
            ),
            (["-H", "Host: a", "-H", "host: b"], "--header: a second Host header: a request has one"),
            (
                ["--subprotocol", "a b"],
                "--subprotocol: 'a b' is no subprotocol: expected a name without spaces, such as graphql-ws"
            ),
            (["--subprotocol", "a,a"], "--subprotocol: 'a' is asked for twice"),
            (["--cacert", "nope.pem"], "--cacert: 'nope.pem' cannot be read: No such file or directory"),
            (
                ["--cacert", "notes.txt"],
                "--cacert: 'notes.txt' holds no certificate in PEM: expected a line '-----BEGIN … CERTIFICATE-----'"
            ),
            (
                ["--cert", "cert.pem"],
                "--cert: a certificate is of no use without its private key: expected --key as well"
            ),
            (
                ["--key", "key.pem"],
                "--key: a private key is of no use without its certificate: expected --cert as well"
            ),
            (
                ["--cert", "cert.pem", "--key", "locked.pem"],
                "--key: 'locked.pem' is encrypted: expected a key without a passphrase"
            ),
            (
                ["--local-ips", "127.0.0.1,192.0.2.1"],
                "--local-ips: 192.0.2.1 cannot be dialled from: Cannot assign requested address"
            ),
            (
                ["--local-ips", "lo"],
                "--local-ips: 'lo' is not an address, a range (127.0.0.2-127.0.0.9) or a block (127.0.1.0/29)"
            ),
            (
                ["--no-reconnect", "--reconnect", "1s"],
                "--no-reconnect: contradicts --reconnect: expected one of them"
            ),
            (["--pong-timeout", "0"], "--pong-timeout: '0' is too short: expected at least 1ms"),
        ])
    func connections(arguments: [String], message: String) throws {
        #expect(try CommandLineFixture(arguments).mistakes() == [message])
    }

    @Test("a handshake beyond 64 KB is refused")
    func longHandshake() throws {
        let value = String(repeating: "x", count: 65_000)
        #expect(try CommandLineFixture(["-H", "A: \(value)"]).mistakes() == [])
        let mistakes = try CommandLineFixture(["-H", "A: \(value)", "-H", "B: 12345678901234567890"]).mistakes()
        #expect(mistakes == ["--header: the handshake would take 65547 bytes: expected at most 65536 in all"])
    }

    @Test(
        "what stands beside the flags is a URL or a mistake",
        arguments: [
            (["gone.yaml"], ["gone.yaml: cannot be read: No such file or directory"]),
            (["doctor"], ["doctor: not served by this version"]),
            (["100"], ["100: neither a flag, a profile (.yaml), nor a URL such as ws://host:port/path"]),
            (["-e", "A=1"], ["-e: sets a variable of a profile: expected a .yaml file to run"]),
            (["--tags", "a"], ["--tags: chooses from a profile: expected a .yaml file to run"]),
            (["--max-conections", "5"], ["--max-conections: unknown flag. Did you mean '--max-connections'?"]),
            (["--zzzzzzzzzz=secret"], ["--zzzzzzzzzz: unknown flag. --help lists every flag"]),
            (["-z", "ws://h/"], ["-z: unknown flag. --help lists every flag"]),
        ])
    func others(arguments: [String], expected: [String]) throws {
        let mistakes = try CommandLineFixture(arguments).mistakes()
        #expect(mistakes == expected)
    }

    @Test("all mistakes are told at once, a line each")
    func together() throws {
        let fixture = CommandLineFixture(
            ["-c", "1m", "--web", "a b", "ftp://x", "-d", "x", "--frobnicate"], environment: ["STREAMLOAD_SEED": "-1"])
        guard case .failure(let refusal) = try fixture.resolve() else {
            Issue.record("such a run cannot start")
            return
        }
        #expect(
            refusal.text.split(separator: "\n").map { $0.prefix { $0 != " " } } == [
                "--frobnicate:", "--streaming-url:", "--max-connections:", "--test-duration:", "--web:",
                "STREAMLOAD_SEED:",
            ])
    }
}
