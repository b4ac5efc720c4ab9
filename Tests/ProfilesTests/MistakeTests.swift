import Testing

@testable import Profiles

@Suite("Mistakes in profiles")
struct MistakeTests {
    /// What is read into the place of `@`, and the one line that it gets.
    typealias Row = (text: String, place: String, message: String)

    private static func expect(_ row: Row, in frame: String) {
        let text = frame.replacing("@", with: row.text)
        #expect(ProfileTexts.mistakes(text) == ["test.yaml:\(row.place): \(row.message)"], "\(row.text)")
    }

    // MARK: - YAML

    static let yaml: [Row] = [
        (
            "scenarios: { a: ${X} }", "1:18",
            "YAML: did not find expected ',' or '}'; inside { } and [ ] a hole needs "
                + "quotes: \"${NAME}\", \"{{name}}\""
        ),
        (
            "scenarios:\n\ta: 1", "2:1",
            "YAML: found character that cannot start any token; YAML indents with spaces, "
                + "not with tabs"
        ),
        ("a: 1\nb: 2\na: 3", "1:1", "YAML: 'a' stands more than once in this mapping; expected each key once"),
        (
            "a: *x", "1:4",
            "YAML: '*x' is an alias of nothing before it; expected *NAME of an &NAME, or quotes around a text that begins "
                + "with '*'"
        ),
        (
            "a: &item 1\nb: [*itme]", "2:5",
            "YAML: '*itme' is an alias of nothing before it. Did you mean 'item'? Expected *NAME of an &NAME, or quotes "
                + "around a text that begins with '*'"
        ),
        (
            "a: &a [*a]", "1:8",
            "YAML: '*a' is an alias of nothing before it; expected *NAME of an &NAME, or quotes around a text that begins "
                + "with '*'"
        ),
        ("a: \"open", "2:1", "YAML: found unexpected end of stream"),
        (
            "a: 1\n---\nb: 2", "2:1",
            "a second document of YAML begins here; expected one profile a file, without a further '---'"
        ),
        (
            "a: 1\r\n\tb: ${X}\r\n", "2:1",
            "YAML: found a tab character that violates indentation; inside { } and [ ] a hole needs quotes: \"${NAME}\", "
                + "\"{{name}}\""
        ),
    ]

    @Test("of the mistakes of YAML the first is told, with its place", arguments: yaml)
    func syntax(row: Row) { Self.expect(row, in: "@\n") }

    @Test("a file without a profile is one line without a place")
    func wholeFile() {
        #expect(ProfileTexts.mistakes("") == ["test.yaml: the file is empty; expected a profile with scenarios"])
        #expect(ProfileTexts.mistakes("# nothing\n") == ProfileTexts.mistakes(""))
        let long = "# " + String(repeating: "x", count: 1 << 20)
        #expect(
            ProfileTexts.mistakes(long)
                == ["test.yaml: the file has 1048578 bytes; expected a profile of at most 1048576"])
    }

    @Test(
        "aliases that would multiply without end are refused before they do", .timeLimit(.minutes(1)),
        arguments: ["? *b30\n: 1\n", "scenarios: *b30\n", "", "? [*b30]\n: { *b30 : *b30 }\n"])
    func bomb(end: String) {
        let levels = (1...30).map { "b\($0): &b\($0) [*b\($0 - 1), *b\($0 - 1)]\n" }.joined()
        let mistakes = ProfileTexts.mistakes("b0: &b0 [x, x]\n" + levels + end)
        #expect(
            mistakes == [
                "test.yaml:15:6: the YAML aliases up to here stand for more than 100000 nodes; expected blocks: for what "
                    + "is used again"
            ])
    }

    @Test("an alias of a long list counts with all of it")
    func wideBomb() {
        let list = String(repeating: "x,", count: 60_000)
        let mistakes = ProfileTexts.mistakes("a: &a [\(list)]\nb: [*a, *a]\n")
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains("stand for more than 100000 nodes") == true)
    }

    @Test("aliases stand for what they name, and asterisks elsewhere for themselves")
    func aliases() throws {
        let profile = try ProfileTexts.read(
            """
            blocks:
              all: &all
                - &one { get: embedded/a*b, headers: &accept { Accept: "*/*", X-A: 'a *accept' } } # *accept
                - { get: embedded/c, headers: *accept }
            scenarios:
              s: { users: { count: 1, for: 1s }, steps: *all }
              t: { users: { count: 1, for: 1s }, steps: [*one] }
            """
        ).get()
        let steps = profile.scenarios.flatMap(\.value.steps)
        let requests = steps.compactMap { step in
            if case .request(let request) = step { request } else { nil }
        }
        #expect(requests.count == 3)
        #expect(
            requests.map { $0.address?.template.filled(with: "") } == ["embedded/a*b", "embedded/c", "embedded/a*b"])
        for request in requests {
            #expect(request.headers.map(\.name) == ["Accept", "X-A"])
            #expect(request.headers.map { $0.value.filled(with: "") } == ["*/*", "a *accept"])
        }
    }

    @Test("variables of variables that multiply without end are refused before they do", .timeLimit(.minutes(1)))
    func variableBomb() {
        for seed in ["", "x"] {
            let levels = (1...12).map { level in
                "  v\(level): \"\(String(repeating: "${v\(level - 1)}", count: 10))\"\n"
            }
            let mistakes = ProfileTexts.mistakes("variables:\n  v0: \"\(seed)\"\n\(levels.joined())scenarios: {}\n")
            #expect(
                mistakes.contains(
                    "test.yaml:6:7: the variables multiply to more than 10000 holes or 1048576 bytes; expected less"))
        }
    }

    @Test("a file that is wrong throughout is told throughout, in its time", .timeLimit(.minutes(1)))
    func wrongThroughout() {
        let count = 20_000
        let mistakes = ProfileTexts.mistakes((0..<count).map { "k\($0): 1\n" }.joined())
        #expect(mistakes.count == count + 1)
    }

    @Test("brackets without end are a mistake, not a crash")
    func nesting() {
        let mistakes = ProfileTexts.mistakes("a: " + String(repeating: "[", count: 100_000))
        #expect(mistakes.count == 1)
        #expect(
            mistakes.first?.hasSuffix(
                "lists and mappings lie in each other too deep here; expected what a person can read")
                == true, "\(mistakes)")
    }

    // MARK: - Keys and types of the whole

    static let keys: [Row] = [
        (
            "nam: x", "2:1",
            "'nam' is not a profile key. Did you mean 'name'? A profile has name, description, variables, "
                + "loads, data, tls, login, users, arrivals, scenarios, blocks, thresholds, grades, targets"
        ),
        ("description: [a]", "2:14", "a list stands here; expected a text"),
        ("variables: 5", "2:12", "'5' stands here; expected names with their values"),
        (
            "variables: { a b: 5 }", "2:14",
            "'a b' is not a name; expected letters, digits and underscores, as in "
                + "message_rate"
        ),
        (
            "name: ${MISSING}", "2:7",
            "the variable 'MISSING' is not set; expected -e MISSING=…, a line of variables:, "
                + "or a default: ${MISSING:-…}"
        ),
        (
            "variables: { host: x }\nname: ${hots}", "3:7",
            "the variable 'hots' is not set. Did you mean 'host'? Expected "
                + "-e hots=…, a line of variables:, or a default: ${hots:-…}"
        ),
        ("name: ${1}", "2:7", "'${1}' names no variable; expected ${NAME} or ${NAME:-default}"),
        ("name: ${X", "2:7", "'${' is never closed by '}'"),
        (
            "variables: { LOAD: hevy }\nloads: { heavy: { users: 5 } }", "3:1",
            "LOAD is 'hevy', which is no load. Did you mean 'heavy'? Expected one of heavy"
        ),
        (
            "thresholds: { ws_conecting: [\"p(95)<200\"] }", "2:15",
            "'ws_conecting' is not a metric. Did you mean 'ws_connecting'?"
        ),
        (
            "thresholds: { ws_ping: [\"p95<3\"] }", "2:25",
            "'p95' is not an aggregate of ws_ping, a trend; expected avg, "
                + "count, max, med, min, p(0) to p(100)"
        ),
        (
            "thresholds: { ws_ping: [\"p(95)=3\"] }", "2:25",
            "'p(95)=3' has no comparison; expected one of < <= > >= == !="
        ),
        (
            "thresholds: { ws_ping: [{ threshold: avg<1, abortOnFial: true }] }", "2:45",
            "'abortOnFial' is not a threshold key. Did you mean 'abortOnFail'? A threshold has threshold, abortOnFail, "
                + "delayAbortEval"
        ),
        (
            "thresholds: { \"checks{scenario:on}\": [\"rate>0.9\"] }", "2:15",
            "'on' is not a known scenario. Did you mean 'one'? Expected one of one"
        ),
        (
            "thresholds: { \"checks{scene:one}\": [\"rate>0.9\"] }", "2:15",
            "'scene' is not a tag; expected one of scenario, "
                + "service, name, method, status, url, proto, subproto, expected_response, error, error_code, check"
        ),
        (
            "grades: { response_time: { ws_ping: [3, 2, 1] } }", "2:37",
            "the bounds are not in order; expected excellent, good, acceptable, each above the one before"
        ),
        (
            "grades: { throughput: { one: [1/s, 2/s, 3/s] } }", "2:30",
            "the bounds are not in order; expected excellent, good, acceptable, each below the one before"
        ),
        (
            "grades: { error_rate: { one: [1%] } }", "2:30",
            "1 bound stands here; expected three bounds, excellent, good and acceptable, as in [50, 100, 200]"
        ),
        (
            "grades: { error_rate: { two: [1%, 2%, 3%] } }", "2:25",
            "'two' is not a known service; expected the name of the profile, a scenario or a service: one of one"
        ),
        (
            "targets: [{ metric: http_req_duration, target: 1, critical: 2 }]", "2:21",
            "'http_req_duration' is a trend; expected a stat too, such as stat: p(95)"
        ),
        (
            "targets: [{ metric: checks, target: 99%, critical: 105% }]", "2:52",
            "'105%' is not a share; expected a percentage such as 1%"
        ),
        ("data: { a: { file: a.csv } }", "2:20", "'a.csv' cannot be read: No such file or directory"),
        (
            "data: { a: { file: a.xml } }", "2:20",
            "'a.xml' is of an unknown kind; expected a .csv, .jsonl or .ndjson file"
        ),
        ("blocks: { a: [{ run: b }], b: [{ run: a }] }", "2:22", "the blocks run in a circle: a → b → a"),
        (
            "login: { steps: [{ get: embedded, capture: { user: $.a } }] }", "2:46",
            "'user' is a hole that every step knows; expected another name"
        ),
        (
            "login: { steps: [{ get: embedded, capture: { a b: $.a } }] }", "2:46",
            "'a b' cannot stand in a hole; expected a name such as access_token"
        ),
        (
            "login: { steps: [{ get: embedded, headers: { A: \"x\\nB: y\" } }] }", "2:46",
            "the value of 'A' holds a line end, which would begin another header"
        ),
    ]

    @Test("a mistake is one line with its place, what was found and what was expected", arguments: keys)
    func wholes(row: Row) {
        Self.expect(row, in: "scenarios: { one: { arrivals: { rate: 1, for: 1 }, steps: [{ wait: 1 }] } }\n@\n")
    }

    @Test("a byte order mark is no part of a profile", arguments: ["\n", "\r\n"])
    func mark(lineEnd: String) {
        let lines = ["name: a", "scenarios:", "  b: { users: { count: 1, for: 1s }, steps: [{ wait: 1 }] }"]
        let text = "\u{FEFF}" + lines.map { $0 + lineEnd }.joined()
        #expect(ProfileTexts.mistakes(text) == [])
        #expect(
            ProfileTexts.mistakes(text.replacing("name", with: "nmae")).first?.hasPrefix("test.yaml:1:1: 'nmae'")
                == true)
    }

    @Test("a variable that is made of itself is told so")
    func ownVariable() {
        #expect(
            ProfileTexts.mistakes(
                "variables: { c: \"${c}\" }\n"
                    + "scenarios: { one: { arrivals: { rate: 1, for: 1 }, steps: [{ wait: 1 }] } }\n")
                == [
                    "test.yaml:1:17: the variable 'c' is made of itself, and nothing else sets it; expected a value, or a "
                        + "default: ${c:-…}"
                ])
    }

    @Test("variables that go in a circle are told where they stand")
    func circle() {
        #expect(
            ProfileTexts.mistakes(
                "variables: { a: \"${b}\", b: \"${a}\" }\n"
                    + "scenarios: { one: { arrivals: { rate: 1, for: 1 }, steps: [{ wait: 1 }] } }\n")
                == [
                    "test.yaml:1:17: the variables go in a circle: b → a → b",
                    "test.yaml:1:28: the variables go in a circle: a → b → a",
                ])
    }

    @Test("all mistakes of a file are told at once, in its order")
    func all() {
        let mistakes = ProfileTexts.mistakes(
            "nam: x\nscenarios:\n  one:\n    arrivals: { rate: 5/x, for: soon }\n    steps: [{ gett: embedded }]\n")
        #expect(
            mistakes.map { $0.split(separator: " ")[0] }
                == ["1:1:", "4:23:", "4:33:", "5:15:"].map { "test.yaml:\($0)" })
    }
}
