import Metrics
import Testing

@testable import Profiles

@Suite("Selections of scenarios")
struct SelectionTests {
    private static let text = """
        scenarios:
          login:
            tags: [auth, fast]
            users: { count: 1, for: 1s }
            steps: [{ get: embedded/health, name: log in, count: { logins: status == 200 } }]
          quotes:
            tags: [websocket, fast]
            users: { count: 1, for: 1s }
            steps: [{ connect: embedded/echo }]
          attack:
            tags: [auth, stress]
            users: { count: 1, for: 1s }
            steps: [{ run: guess }]
        blocks:
          guess: [{ get: embedded/health, name: guess, service: gate }]
        thresholds:
          http_req_failed: rate<0.01
          logins: count>0
          ws_connect_failed: rate<0.01
          "http_req_duration{scenario:attack}": p(95)<100
          "http_req_duration{name:guess}": p(95)<100
          "http_reqs{service:gate}": count>0
          iterations: count>0
        targets:
          - { metric: "http_req_failed{scenario:login}", target: 1%, critical: 5% }
        """

    private func select(
        _ scenarios: [String] = [], tags: [String] = []
    ) throws -> Result<Profile, SelectionRefusal> {
        ProfileSelection(scenarios: scenarios, tags: tags).of(try ProfileTexts.read(Self.text).get())
    }

    @Test(
        "a scenario is taken when it is named, and has all the tags of one of the alternatives",
        arguments: [
            ([], [], ["login", "quotes", "attack"]),
            (["quotes"], [], ["quotes"]),
            (["attack,login"], [], ["login", "attack"]),
            (["attack", "login, quotes"], [], ["login", "quotes", "attack"]),
            ([], ["auth"], ["login", "attack"]),
            ([], ["auth,fast"], ["login"]),
            ([], ["fast , auth"], ["login"]),
            ([], ["websocket", "stress"], ["quotes", "attack"]),
            (["login,quotes"], ["auth"], ["login"]),
        ] as [([String], [String], [String])])
    func taken(scenarios: [String], tags: [String], expected: [String]) throws {
        #expect(try select(scenarios, tags: tags).get().scenarios.map(\.name) == expected)
    }

    @Test("every unknown word is refused, with the nearest one")
    func unknown() throws {
        let refusal = SelectionRefusal(mistakes: [
            .init(
                flag: "--scenario",
                message: "'qoutes' is not a scenario of the profile. Did you mean 'quotes'? Expected one of login, "
                    + "quotes, attack"),
            .init(
                flag: "--tags",
                message: "'slow' is not a tag of the profile; expected one of auth, fast, stress, websocket"),
            .init(
                flag: "--tags",
                message: "'' is not a tag of the profile; expected one of auth, fast, stress, websocket"),
        ])
        #expect(try select(["login,qoutes"], tags: ["auth,slow", ""]).failure == refusal)
    }

    @Test("a selection that takes nothing is refused, and says what there is")
    func nothing() throws {
        let there = "the profile has login (auth, fast), quotes (websocket, fast), attack (auth, stress)"
        #expect(
            try select(tags: ["auth,websocket", "websocket,stress"]).failure?.mistakes == [
                .init(
                    flag: "--tags",
                    message: "no scenario has all the tags of 'auth,websocket' or 'websocket,stress'; \(there)")
            ])
        #expect(
            try select(["login"], tags: ["stress"]).failure?.mistakes == [
                .init(flag: "--tags", message: "no scenario of those named has all the tags of 'stress'; \(there)")
            ])
    }

    @Test("what nothing that is taken has to do with is not judged, and said so")
    func goals() throws {
        #expect(try select().get().unjudged == [])
        let login = try select(["login"]).get()
        #expect(login.thresholds.map(\.selector.metric) == ["http_req_failed", "logins", "iterations"])
        #expect(login.targets.count == 1)
        #expect(
            login.unjudged == [
                "ws_connect_failed rate<0.01", "http_req_duration{scenario:attack} p(95)<100",
                "http_req_duration{name:guess} p(95)<100", "http_reqs{service:gate} count>0",
            ])
        let quotes = try select(["quotes"]).get()
        #expect(quotes.thresholds.map(\.selector.metric) == ["ws_connect_failed", "iterations"])
        #expect(quotes.targets.isEmpty)
        #expect(quotes.unjudged.count == 6)
        #expect(quotes.unjudged.last == "http_req_failed{scenario:login} rate")
        #expect(try select(tags: ["stress"]).get().unjudged.count == 3)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}
