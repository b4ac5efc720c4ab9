import Profiles
import Testing

@Suite("Mistakes in scenarios")
struct ScenarioMistakeTests {
    typealias Row = MistakeTests.Row

    private static func expect(_ row: Row, in frame: String) {
        let text = frame.replacing("@", with: row.text)
        #expect(ProfileTexts.mistakes(text) == ["test.yaml:\(row.place): \(row.message)"], "\(row.text)")
    }

    static let loads: [Row] = [
        ("tags: [a]", "3:5", "the scenario has none of sessions, users, arrivals; expected exactly one of them"),
        (
            "users: { count: 5, for: 1m }, arrivals: { rate: 1, for: 1m }", "3:36",
            "'arrivals' contradicts 'users': expected exactly one of sessions, users, arrivals"
        ),
        (
            "sessions: { open: 5, hold: 1m, stages: [{ hold: 1, for: 1 }] }", "3:37",
            "'stages' contradicts 'open': expected exactly one of open, stages"
        ),
        ("sessions: { open: 5 }", "3:18", "'open' stands without 'hold'; expected how long it lasts"),
        ("sessions: { open: 1m, hold: 1m }", "3:24", "'1m' is ambiguous (million or minute?): write 1M for millions"),
        (
            "sessions: { opne: 5, hold: 1m }", "3:18",
            "'opne' is not a sessions key. Did you mean 'open'? Sessions have "
                + "open, at, hold, stages"
        ),
        (
            "sessions: { stages: [{ rampp: 5, over: 1s }] }", "3:29",
            "'rampp' is not a stage key. Did you mean 'ramp'? A stage has ramp, hold, over, at, for"
        ),
        ("sessions: { stages: [{ ramp: 5 }] }", "3:27", "the ramp has neither 'over' nor 'at'; expected one of them"),
        (
            "sessions: { stages: [{ ramp: 5, over: 1, at: 2 }] }", "3:47",
            "'at' contradicts 'over': expected exactly one of over, at"
        ),
        ("sessions: { stages: [{ ramp: 5, for: 1 }] }", "3:38", "'for' contradicts 'ramp': a ramp has over or at"),
        ("sessions: { stages: [{ hold: 5, over: 1 }] }", "3:38", "'over' contradicts 'hold': a hold has for"),
        ("sessions: { stages: [{ hold: 5 }] }", "3:27", "the hold has no 'for'; expected how long it lasts"),
        (
            "sessions: { stages: [] }", "3:26",
            "the list is empty; expected a list of stages: { ramp, over }, "
                + "{ ramp, at } or { hold, for }"
        ),
        (
            "arrivals: { rate: 5/x, for: 1m }", "3:24",
            "'5/x' is not a rate: expected a number per second, or one with its "
                + "period such as 5/s, 300/m or 2/h"
        ),
        ("arrivals: { rate: 0, for: 1m }", "3:24", "'0' never happens; expected a rate above 0"),
        ("arrivals: { rate: 0/m, for: 1m }", "3:24", "'0/m' never happens; expected a rate above 0"),
        (
            "arrivals: { rate: 5/s, for: 1s }, pacing: 1s", "3:40",
            "'pacing' contradicts 'arrivals', which begin when they are planned"
        ),
        (
            "users: { count: 1, for: 1s }, connections: freh", "3:49",
            "'freh': expected one of keep, fresh. Did you mean 'fresh'?"
        ),
        (
            "users: { count: 1, for: 1s }, http: 3", "3:42",
            "'3' is not a version of HTTP that is spoken; expected 1.1 or 2"
        ),
        (
            "arrivals: { rate: 5/s, for: soon }", "3:34",
            "'soon' is not a duration: expected a number of seconds or parts "
                + "such as 500ms, 10s, 5m, 1h or 1m30s"
        ),
        (
            "arrivals: { rate: 5/s, for: 1m, spacing: poison }", "3:47",
            "'poison': expected one of uniform, poisson. Did you mean 'poisson'?"
        ),
        (
            "users: { count: 5, for: 1m }, messages: { rate: 5/s }", "3:36",
            "'messages' needs 'sessions': only sessions talk at a rate of their own"
        ),
        (
            "sessions: { open: 5, hold: 1m }, messages: { rate: 5/s per user }", "3:57",
            "'5/s per user' is not a rate of messages; expected one such as 5/s, or 5/s per session"
        ),
        (
            "sessions: { open: 5, hold: 1m }, end: { close: 1006 }", "3:53",
            "'1006' is not a close code that may be sent; expected 1000 to 4999, as in 1000 or 1001"
        ),
        (
            "users: { count: 5, for: 1m }, think: 3-1s", "3:43",
            "'3-1s' begins after its end; expected the shorter time first, as in 1-3s"
        ),
        (
            "users: { count: 5, for: 1m }, think: -1s", "3:43",
            "'-1s' is not a time; expected one such as 2s, or a range such as 1-3s"
        ),
        (
            "sessions: { open: 5, hold: 1m }, end: { wihtin: 1s }", "3:46",
            "'wihtin' is not an end key. Did you mean 'within'? An end has close, within"
        ),
    ]

    @Test("a mistake about load is one line", arguments: loads)
    func load(row: Row) {
        Self.expect(row, in: "scenarios:\n  one:\n    {@, steps: [{ wait: 1 }]}\n")
    }

    static let steps: [Row] = [
        ("conect: embedded", "5:9", "'conect' is not a step. Did you mean 'connect'? A step has one of \(verbs)"),
        ("url: embedded", "5:9", "'url' is not a step; a step has one of \(verbs)"),
        (
            "get: embedded\n        post: embedded", "6:9",
            "'post' contradicts 'get': expected one verb a step; make it a step of its own"
        ),
        ("connect: ftp://x/", "5:18", "'ftp://x/' has the scheme 'ftp'; expected ws, wss, http or https"),
        ("connect: ws://x:99999/", "5:18", "'ws://x:99999/' has the port '99999'; expected a number from 1 to 65535"),
        (
            "connect: embedded\n        ping: { evry: 1s }", "6:17",
            "'evry' is not a ping key. Did you mean 'every'? A ping has every, pong_within"
        ),
        ("send: { id: {{id}} }", "5:21", "a hole without quotes stands here: write \"{{name}}\""),
        (
            "send: \"{{idd}}\"", "5:15",
            "'idd' is not a known hole. Did you mean 'id'? Expected a capture, a variable, "
                + "a column of the data as source.column, or one of id, random, seq, text, timestamp, user, uuid"
        ),
        ("send: \"{{text}}\"", "5:15", "'{{text}}': expected {{text 64}}"),
        ("send: \"{{random 9 1}}\"", "5:15", "'{{random 9 1}}': expected the smaller number first"),
        ("send: \"{{id\"", "5:15", "'{{' is never closed by '}}'"),
        (
            "send: x\n        reply: { match: ordr }", "6:25",
            "'ordr': expected a JSON path such as $.id, id, order or none. Did you mean 'order'?"
        ),
        ("send: x\n        reply: { match: $. }", "6:25", "'$.' has a '.' with no name after it"),
        (
            "get: embedded\n        check: { a: statu == 200 }", "6:21",
            "'statu' is nothing of a reply; expected status, time, body, header, json. Did you mean 'status'?"
        ),
        (
            "get: embedded\n        check: { a: json $.a exist }", "6:21",
            "'exist' is not a test; expected exists, missing, "
                + "contains, matches, ==, !=, <=, >=, <, >. Did you mean 'exists'?"
        ),
        (
            "get: embedded\n        check: { a: status exists }", "6:21",
            "'status exists': status and time are compared, as in status == 200 or time < 500ms"
        ),
        (
            "get: embedded\n        expect: { status: 20 }", "6:27",
            "'20' is not a status; expected a number from 100 to 599"
        ),
        (
            "get: embedded\n        capture: { a: token }", "6:23",
            "'token' captures nothing; expected a JSON path such as "
                + "$.token, header NAME, cookie NAME or regex PATTERN"
        ),
        ("get: embedded\n        capture: { a: header }", "6:23", "'header' names no header; expected header NAME"),
        ("get: embedded\n        capture: { a: regex }", "6:23", "'regex' names no pattern; expected regex PATTERN"),
        (
            "get: embedded\n        check: { a: status = 200 }", "6:21",
            "'=' is not a test; expected \(tests). Did you mean '=='?"
        ),
        (
            "get: embedded\n        check: { a: time =< 1s }", "6:21",
            "'=<' is not a test; expected \(tests). Did you mean '<='?"
        ),
        (
            "get: embedded\n        check: { a: json == 1 }", "6:21",
            "'json == 1' names no JSON path; expected one, as in json $.id == 1"
        ),
        (
            "get: embedded\n        check: { a: header == 1 }", "6:21",
            "'header == 1' names no header; expected one, as in header Content-Type contains json"
        ),
        ("get: embeded/health", "5:14", "'embeded/health' is not a URL. Did you mean 'embedded/health'?"),
        (
            "get: embedded\n        count: { http_reqs: status == 200 }", "6:18",
            "'http_reqs' is the name of another metric; expected a name of its own"
        ),
        (
            "post: embedded\n        json: 1\n        body: x", "7:9",
            "'body' contradicts 'json': expected at most one of json, form, body"
        ),
        (
            "post: embedded\n        headers: { a b: c }", "6:20",
            "'a b' is not a header name; expected a token such as X-Api-Key"
        ),
        ("run: nowhere", "5:14", "'nowhere' is not a known block; expected the name of a list of steps under blocks:"),
        (
            "wait: soon", "5:15",
            "'soon' is not a duration: expected a number of seconds or parts such as 500ms, 10s, 5m, "
                + "1h or 1m30s"
        ),
        ("loop: 0\n        steps: [{ wait: 1 }]", "5:15", "'0' is none; expected a count of at least 1"),
        ("loop: 2\n        steps: []", "6:16", "the list is empty; expected a list of steps"),
        ("loop: 2", "5:9", "the loop has no 'steps'; expected what is repeated"),
        ("choose: [{ weight: 1 }]", "5:18", "the choice has no 'steps'; expected what is done when it is"),
        ("listen: {}", "5:17", "the listen has no end; expected for or messages"),
        (
            "stream: embedded/events\n        until: {}", "6:16",
            "the until has no end; expected data, event, events or time"
        ),
        (
            "stream: embedded/events\n        method: GET\n        json: 1", "7:9",
            "'json' contradicts 'method': expected POST, PUT or PATCH with a body"
        ),
    ]

    private static let tests = "exists, missing, contains, matches, ==, !=, <=, >=, <, >"

    private static let verbs =
        "get, post, put, patch, delete, head, options, connect, subscribe, send, expect, ping, listen, on_message, close, "
        + "stream, read, wait, think, pacing, loop, choose, group, run"

    @Test("a mistake in a step is one line", arguments: steps)
    func step(row: Row) {
        Self.expect(row, in: "scenarios:\n  one:\n    arrivals: { rate: 1, for: 1 }\n    steps:\n      - @\n")
    }

    @Test("data without rows is a mistake", arguments: [("a.csv", ""), ("a.jsonl", "\n")])
    func emptyData(name: String, contents: String) {
        let text =
            "data: { a: { file: \(name) } }\nscenarios: { one: { arrivals: { rate: 1, for: 1 }, steps: [close] } }"
        #expect(
            ProfileTexts.mistakes(text, files: [name: contents])
                == ["test.yaml:1:20: '\(name)' is empty; expected rows"])
    }

    @Test("a column that the data does not have is a mistake, with the nearest one that it has")
    func columns() {
        let text = """
            data: { a: { file: a.csv } }
            scenarios: { one: { arrivals: { rate: 1, for: 1 }, steps: [{ send: "{{a.username}} {{a.usrname}}" }] } }
            """
        let mistakes = ProfileTexts.mistakes(text, files: ["a.csv": "username,\"pass, word\"\nx,y\n"])
        #expect(mistakes.count == 1)
        #expect(
            mistakes.first?.hasPrefix("test.yaml:2:68: 'a.usrname' is not a known hole. Did you mean 'a.username'?")
                == true,
            "\(mistakes)")
    }
}
