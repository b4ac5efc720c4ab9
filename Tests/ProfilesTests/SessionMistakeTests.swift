import Profiles
import Testing

@Suite("Steps without what they need")
struct SessionMistakeTests {
    private static func mistakes(_ steps: String, load: String = "users: { count: 1, for: 1s }", rest: String = "")
        -> [String]
    {
        ProfileTexts.mistakes("scenarios:\n  one:\n    \(load)\n    steps: [\(steps)]\n\(rest)")
    }

    private static func session(_ verb: String, at place: String) -> String {
        "test.yaml:\(place): '\(verb)' needs a session, and no step before it opens one; expected a connect step first"
    }
    private static func stream(at place: String) -> String {
        "test.yaml:\(place): 'read' needs a stream, and no step before it opens one; expected a stream step first"
    }

    @Test(
        "a step that needs a session or stream stands after one that opens it",
        arguments: [
            ("{ send: a }, { connect: embedded/echo }", [session("send", at: "4:15")]),
            ("{ subscribe: a }", [session("subscribe", at: "4:15")]),
            ("{ expect: { match: { $.a: 1 } } }", [session("expect", at: "4:15")]),
            ("{ get: embedded, expect: { status: 200 } }", []), ("ping", [session("ping", at: "4:13")]),
            ("{ listen: 1s }", [session("listen", at: "4:15")]), ("{ read: { events: 1 } }", [stream(at: "4:15")]),
            ("{ stream: embedded/events }, { send: a }", [session("send", at: "4:44")]),
            ("{ stream: embedded/events }, { read: { events: 1 } }", []),
            ("{ loop: 2, steps: [{ send: a }, { connect: embedded/echo }] }", [session("send", at: "4:34")]),
            ("{ group: g, steps: [{ connect: embedded/echo }] }, { send: a }", []),
            ("{ choose: [{ steps: [{ connect: embedded/echo }] }, { steps: [{ wait: 1s }] }] }, ping", []),
            (
                "{ choose: [{ steps: [{ connect: embedded/echo }] }, { steps: [{ send: a }] }] }",
                [session("send", at: "4:77")]
            ),
            ("{ run: talk }", [session("send", at: "7:12")]), ("{ run: open }, { run: talk }", []),
            ("{ run: talk }, { run: open }, { run: talk }", [session("send", at: "7:12")]), ("close", []),
        ])
    func order(steps: String, mistakes: [String]) {
        let blocks = "blocks:\n  open: [{ connect: embedded/echo }]\n  talk: [{ send: a }]\n"
        #expect(Self.mistakes(steps, rest: blocks) == mistakes, "\(steps)")
    }

    @Test("what the login opens is open")
    func login() {
        let login = "login: { steps: [{ connect: embedded/echo }, { send: a }] }\n"
        #expect(Self.mistakes("{ send: a }", rest: login) == [])
        #expect(
            Self.mistakes("{ connect: embedded/echo }", rest: "login: { steps: [{ send: a }] }\n")
                == [Self.session("send", at: "5:20")])
    }

    @Test("messages need a session to talk in")
    func messages() {
        let load = "{ sessions: { open: 1, hold: 1s }, messages: { rate: 1/s }, steps: [@] }"
        func mistakes(_ steps: String) -> [String] {
            ProfileTexts.mistakes("scenarios:\n  one: \(load.replacing("@", with: steps))\n")
        }
        #expect(
            mistakes("{ stream: embedded/events }")
                == ["test.yaml:2:43: 'messages' needs a session to talk in, and no step here connects one"])
        #expect(mistakes("{ connect: embedded/echo }, { send: a }") == [])
    }

    @Test("blocks that run each other twice, deep and without end, are walked in their time", .timeLimit(.minutes(1)))
    func doubling() {
        let blocks = (0..<500).map { "  b\($0): [{ run: b\($0 + 1) }, { run: b\($0 + 1) }]\n" }.joined()
        #expect(Self.mistakes("{ run: b0 }", rest: "blocks:\n\(blocks)  b500: [{ wait: 1s }]\n") == [])
    }

    @Test(
        "a load that never has anyone is a mistake",
        arguments: [
            ("users: { count: 1, for: 0 }", "3:29", "'0' is no time at all; expected more than 0"),
            ("arrivals: { rate: 1/s, for: 0s }", "3:33", "'0s' is no time at all; expected more than 0"),
            ("users: { stages: [{ hold: 0, for: 1m }, { ramp: 0, over: 5s }] }", "3:14", nobody("user")),
            ("sessions: { stages: [{ hold: 5, for: 0s }] }", "3:17", nobody("session")),
            ("arrivals: { stages: [{ ramp: 0/s, over: 1m }] }", "3:17", nobody("arrival")),
        ])
    func emptiness(load: String, place: String, message: String) {
        #expect(Self.mistakes("{ wait: 1s }", load: load) == ["test.yaml:\(place): \(message)"])
    }

    private static func nobody(_ noun: String) -> String {
        "no stage ever has \(noun)s; expected a level above 0 for some time"
    }

    @Test("a close reason is as long as a control frame lets it be")
    func reason() {
        func mistakes(_ count: Int) -> [String] {
            Self.mistakes("{ close: { reason: \(String(repeating: "é", count: count)) } }")
        }
        #expect(mistakes(61) == [])
        #expect(
            mistakes(62)
                == ["test.yaml:4:32: the close reason takes 124 bytes; expected at most 123 (RFC 6455 §5.5)"])
    }
}
