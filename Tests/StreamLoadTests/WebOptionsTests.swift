import EventLoop
import LoadEngine
import Testing
import Timing
import WebServer

@testable import StreamLoad

@Suite("The live page's flags")
struct WebOptionsTests {
    @Test(
        "the flag may stand alone, and takes what follows if that is an address",
        arguments: [
            (["--web"], ["--web=127.0.0.1:8089"]),
            (["--web", "9000"], ["--web=9000"]),
            (["--web", ":9000", "-c", "5"], ["--web=:9000", "-c", "5"]),
            (["--web", "localhost"], ["--web=localhost"]),
            (["--web", "[::1]:80"], ["--web=[::1]:80"]),
            (["--web", "stage.example:80"], ["--web=stage.example:80"]),
            (["--web", "ws://127.0.0.1:1/"], ["--web=127.0.0.1:8089", "ws://127.0.0.1:1/"]),
            (["--web", "profiles/chat.yaml"], ["--web=127.0.0.1:8089", "profiles/chat.yaml"]),
            (["--web", "chat.yaml"], ["--web=127.0.0.1:8089", "chat.yaml"]),
            (["--web", "embedded"], ["--web=127.0.0.1:8089", "embedded"]),
            (["--web", "-c", "5"], ["--web=127.0.0.1:8089", "-c", "5"]),
            (["--web=0.0.0.0:1"], ["--web=0.0.0.0:1"]),
            (["--", "--web", "1"], ["--", "--web", "1"]),
            (["--web-wait", "--web"], ["--web-wait", "--web=127.0.0.1:8089"]),
        ])
    func joined(arguments: [String], expected: [String]) {
        #expect(WebArguments.joined(arguments) == expected)
    }

    @Test("an address of other machines wants a token, and nothing is said of a page that is not there")
    func mistakes() throws {
        #expect(
            try CommandLineFixture(["--web=0.0.0.0:8089"]).mistakes()
                == ["--web: '0.0.0.0:8089' is open to other machines: --web-token says what they must know"])
        #expect(try CommandLineFixture(["--web=0.0.0.0:8089", "--web-token", "long enough"]).mistakes() == [])
        #expect(
            try CommandLineFixture(["--web=8089", "--web-token", "short"]).mistakes()
                == ["--web-token: too short: expected at least 8 characters"])
        #expect(
            try CommandLineFixture(["--web-wait", "--web-token", "long enough"]).mistakes() == [
                "--web-token: there is no page without --web", "--web-wait: there is no page without --web",
            ])
    }

    @Test("the environment says yes, no or an address")
    func environment() throws {
        func plan(_ value: String) throws -> WebPlan? {
            try CommandLineFixture([], environment: ["STREAMLOAD_WEB": value]).resolve().get().web
        }
        #expect(try plan("yes")?.settings.address == .standard)
        #expect(try plan("0") == nil)
        #expect(try plan("[::1]:80")?.settings.address == WebAddress(host: "::1", port: 80))
    }
}

@Suite("What people ask of a run")
struct LoadWishTests {
    @Test("a form's fields are Locust's, and a message rate")
    func fields() throws {
        let wish = try LoadWish([
            ("user_count", "2k"), ("spawn_rate", "30/m"), ("message_rate", "0"), ("scenario", "chat"),
        ])
        #expect(wish.connections == 2_000 && wish.connectRate == 0.5 && wish.messageRate == 0)
        #expect(wish.scenario == "chat")
        #expect(try LoadWish([("scenario", ""), ("host", "")]).isEmpty)
    }

    @Test(
        "what cannot be read is told by its field",
        arguments: [
            ("user_count", "many", "user_count: "), ("spawn_rate", "0", "spawn_rate: expected more than 0"),
            ("message_rate", "-1", "message_rate: "), ("host", "http://x", "host is the command line's to say"),
            ("user_cuont", "5", "'user_cuont' is unknown. Did you mean 'user_count'?"),
            ("user_count", "", "user_count is empty; expected a number, or leave it out"),
        ])
    func mistakes(field: String, value: String, words: String) {
        let error = #expect(throws: TextError.self) { try LoadWish([(field, value)]) }
        #expect(error?.message.hasPrefix(words) == true)
    }

    @Test("a field that is there twice is refused: nobody knows which is meant")
    func repeated() {
        let error = #expect(throws: TextError.self) { try LoadWish([("user_count", "5"), ("user_count", "6")]) }
        #expect(error?.message == "user_count is there twice; expected it once")
    }
}

@Suite("Whether a wish can be met")
struct WishRefusalTests {
    /// Room for about a thousand sessions.
    private static let limits = ProcessLimits(
        openFiles: 1_400, openFilesCeiling: 1_400, openFilesNow: 10, localPorts: 32_768...60_999)

    private static func wish(_ form: [(String, String)]) throws -> LoadWish {
        try LoadWish(form.map { (name: $0.0, value: $0.1) })
    }

    @Test("the sessions of all scenarios count together, and those that are open are no reason against fewer")
    func sessionsCountTogether() throws {
        let plan = try CommandLineFixture(["run.yaml"]).run().plan
        var loads = plan.currentLoads
        #expect(loads.map(\.scenario) == ["a", "b"] && loads.map(\.connections) == [5, 9])
        let many = try Self.wish([("scenario", "b"), ("user_count", "900")])
        #expect(plan.refusal(of: many, changing: loads, Self.limits) == nil)
        loads[0].connections = 600
        #expect(plan.refusal(of: many, changing: loads, Self.limits)?.contains("1500 sessions") == true)
        let fewer = try Self.wish([("scenario", "b"), ("user_count", "300")])
        #expect(plan.refusal(of: fewer, changing: loads, Self.limits) == nil)
    }

    @Test("a profile begins as it is written, and the one-line form knows no scenario")
    func starts() throws {
        let profile = try CommandLineFixture(["run.yaml"]).run().plan
        #expect(profile.refusal(of: LoadWish(), changing: nil, Self.limits) == nil)
        for form in [[("user_count", "5")], [("scenario", "a")]] {
            let words = profile.refusal(of: try Self.wish(form), changing: nil, Self.limits)
            #expect(words == "a profile begins as it is written; change its scenarios once it runs")
        }
        let line = try CommandLineFixture([]).run().plan
        #expect(line.refusal(of: try Self.wish([("user_count", "500")]), changing: nil, Self.limits) == nil)
        #expect(line.refusal(of: try Self.wish([("user_count", "0")]), changing: nil, Self.limits) != nil)
        #expect(line.refusal(of: try Self.wish([("scenario", "a")]), changing: nil, Self.limits) != nil)
        #expect(line.refusal(of: try Self.wish([("user_count", "5000")]), changing: nil, Self.limits) != nil)
    }

    @Test("where there is one scenario it need not be named, and a rate counts as the plan's does")
    func onlyScenario() throws {
        let plan = try CommandLineFixture(["run.yaml", "--scenario", "b"]).run().plan
        let change = plan.change(try Self.wish([("user_count", "20")]))
        #expect(change.connections == 20 && change.scenario == nil)
        #expect(
            plan.refusal(of: try Self.wish([("user_count", "20")]), changing: plan.currentLoads, Self.limits) == nil)
    }
}
