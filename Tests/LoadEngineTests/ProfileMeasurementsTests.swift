import LoadEngine
import Metrics
import Profiles
import Testing
import Timing

@Suite("What the run of a profile measures and is judged by")
struct ProfileMeasurementsTests {
    private static let text = """
        name: exchange
        login:
          steps:
            - post: embedded/auth/login
              name: log in
              service: auth
              check: { has token: json $.access_token exists }
        scenarios:
          shop:
            tags: [rest]
            service: gateway
            users: { count: 5, for: 10s }
            steps:
              - get: embedded/api/items?page={{random 1 9}}
                check: { ok: status == 200 }
                count: { hits: status == 200 }
              - loop: 2
                steps:
                  - run: browse
              - get: embedded/api/items
                rate: { served: status == 200 }
          quotes:
            tags: [streams]
            sessions: { open: 5, hold: 10s }
            steps:
              - connect: embedded/ws/stream
                name: feed
                subprotocol: quotes.v1
              - stream: embedded/v1/chat/completions
                method: POST
                json: { stream: true }
                name: chat
                format: openai
        blocks:
          browse:
            - put: http://127.0.0.1:8000/api/items/{{user}}
              name: change
        thresholds:
          "http_req_duration{name:change}":
            - p(95)<100
            - { threshold: p(99)<200, abortOnFail: true, delayAbortEval: 10s }
          "ws_connecting{scenario:quotes}": ["p(95)<50"]
          hits: ["count>0"]
        targets:
          - { metric: "http_req_failed{service:gateway}", target: 1%, critical: 5% }
        grades:
          response_time: { change: [1, 2, 3], feed: [1, 2, 3], chat: [1, 2, 3], ws_ping: [1, 2, 3] }
          error_rate: { gateway: [1%, 2%, 3%], shop: [1%, 2%, 3%], exchange: [1%, 2%, 3%] }
          throughput: { quotes: [3/s, 2/s, 1/s] }
        """

    private static func profile(_ selection: ProfileSelection = ProfileSelection()) throws -> Profile {
        let surroundings = ProfileSurroundings { _ in .failure(TextError("No such file or directory")) }
        let profile = try ProfileReader.read(Array(text.utf8), file: "test.yaml", in: surroundings).get()
        return try selection.of(profile).get()
    }

    private static let rows = ["http_reqs", "http_req_failed", "http_req_duration", "data_sent", "data_received"]

    @Test("every request has its row, a step of a login or block too, and every rule its part")
    func planIsWhole() throws {
        let measurements = ProfileMeasurements(try Self.profile())
        let steps = [
            "{scenario:shop,name:log in}", "{scenario:shop,name:GET /api/items}", "{scenario:shop,name:change}",
            "{scenario:quotes,name:log in}",
        ]
        let parts = measurements.plan.submetrics.map(\.description)
        #expect(Array(parts.prefix(20)) == steps.flatMap { step in Self.rows.map { $0 + step } })
        #expect(
            Array(parts.dropFirst(20)) == [
                "http_req_duration{name:change}", "ws_connecting{scenario:quotes}", "http_req_failed{service:gateway}",
                "ws_connecting{name:feed}", "sse_first_event{name:chat}",
                "ws_connect_failed{service:gateway}", "sse_connect_failed{service:gateway}",
                "http_req_failed{scenario:shop}", "ws_connect_failed{scenario:shop}",
                "sse_connect_failed{scenario:shop}", "http_reqs{service:quotes}", "ws_msgs_received{service:quotes}",
                "sse_events{service:quotes}",
            ])
        #expect(
            measurements.plan.checks == [
                CheckName(scenario: "shop", name: "has token"), CheckName(scenario: "shop", name: "ok"),
                CheckName(scenario: "quotes", name: "has token"),
            ])
        #expect(measurements.plan.counters == ["hits"])
        #expect(measurements.plan.rates == ["served"])
        #expect(measurements.families == [.general, .requests, .webSocket, .eventStream, .tokens])
    }

    @Test("thresholds, targets and grades become rules on metrics")
    func rulesAreMade() throws {
        let judgement = ProfileMeasurements(try Self.profile()).judgement
        #expect(judgement.thresholds.map(\.expression) == ["p(95)<100", "p(99)<200", "p(95)<50", "count>0"])
        #expect(judgement.thresholds.map(\.abortDelay) == [nil, .seconds(10), nil, nil])
        #expect(judgement.targets.map(\.critical) == [0.05])
        let grades = judgement.grades
        #expect(
            grades.map(\.service) == ["gateway", "quotes", "quotes", "quotes", "gateway", "shop", "exchange", "quotes"])
        #expect(grades.map(\.endpoint) == ["change", "feed", "chat", "ws_ping", "", "", "", ""])
        let first = grades.map { $0.selectors[0].description }
        #expect(
            first == [
                "http_req_duration{name:change}", "ws_connecting{name:feed}", "sse_first_event{name:chat}", "ws_ping",
                "http_req_failed{service:gateway}", "http_req_failed{scenario:shop}", "http_req_failed",
                "http_reqs{service:quotes}",
            ])
        #expect(grades[4].bounds == GradeRule.Bounds(excellent: 0.01, good: 0.02, acceptable: 0.03))
    }

    @Test("what was not selected is neither measured nor judged")
    func selectionIsHeeded() throws {
        let shop = ProfileMeasurements(try Self.profile(ProfileSelection(scenarios: ["shop"])))
        #expect(shop.families == [.general, .requests])
        #expect(shop.judgement.thresholds.map(\.metric) == ["http_req_duration", "http_req_duration", "hits"])
        #expect(shop.judgement.grades.map(\.endpoint) == ["change", "", "", ""])
        #expect(shop.judgement.grades.map(\.selectors.count) == [1, 1, 1, 1])
        let quotes = ProfileMeasurements(try Self.profile(ProfileSelection(tags: ["streams"])))
        #expect(quotes.plan.counters.isEmpty)
        #expect(quotes.judgement.thresholds.map(\.metric) == ["ws_connecting"])
        #expect(quotes.judgement.targets.isEmpty)
    }

    @Test("thresholds of the command line join those of the profile, on its own counters too")
    func thresholdsAreAdded() throws {
        var measurements = ProfileMeasurements(try Self.profile())
        let before = measurements.plan.submetrics.count
        let added = ["hits{name:change} count>1", "hits count>2", "http_reqs count>3"]
        measurements.add(try added.map { try Threshold.parse($0, in: measurements.plan) })
        #expect(measurements.plan.submetrics.count == before + 1)
        #expect(measurements.plan.submetrics.last?.description == "hits{name:change}")
        #expect(measurements.judgement.thresholds.count == 7)
        #expect(measurements.plan.counters == ["hits"])
    }

    @Test("a step's tags are its scenario, service, name, method and URL as it is written")
    func tagsAreKnown() throws {
        let profile = try Self.profile()
        let (shop, quotes) = (profile.scenarios[0], profile.scenarios[1])
        guard case .request(let get) = shop.value.steps[0], case .request(let logIn) = profile.login?.steps[0],
            case .connect(let feed) = quotes.value.steps[0], case .stream(let chat) = quotes.value.steps[1]
        else {
            Issue.record("the steps are others")
            return
        }
        func words(_ tags: [MetricSelector.Tag]) -> [String] { tags.map { "\($0.key):\($0.value)" } }
        #expect(
            words(StepTags.of(get, in: shop)) == [
                "scenario:shop", "service:gateway", "name:GET /api/items", "method:GET",
                "url:embedded/api/items?page={{random 1 9}}",
            ])
        #expect(words(StepTags.of(logIn, in: quotes)).prefix(3) == ["scenario:quotes", "service:auth", "name:log in"])
        #expect(
            words(StepTags.of(feed, in: quotes)) == [
                "scenario:quotes", "service:quotes", "name:feed", "method:GET", "url:embedded/ws/stream",
                "subproto:quotes.v1",
            ])
        #expect(words(StepTags.of(chat, in: quotes))[3] == "method:POST")
        #expect(words(StepTags.of(shop)) == ["scenario:shop", "service:gateway"])
    }

    @Test("the requests have their rows in the order in which the profile has their steps")
    func order() throws {
        let text = """
            scenarios:
              a:
                users: { count: 1, for: 1s }
                steps:
                  - group: first
                    steps: [{ get: embedded/1 }, { loop: 2, steps: [{ get: embedded/2 }] }]
                  - run: third
                  - choose: [{ steps: [{ get: embedded/4 }] }, { steps: [{ run: third }, { get: embedded/5 }] }]
                  - get: embedded/6
            blocks: { third: [{ get: embedded/3 }] }
            """
        let surroundings = ProfileSurroundings { _ in .failure(TextError("none")) }
        let profile = try ProfileReader.read(Array(text.utf8), file: "a.yaml", in: surroundings).get()
        let names = ProfileMeasurements(profile).plan.submetrics.filter { $0.metric == CounterMetric.httpReqs.name }
            .compactMap { selector in selector.tags.first { $0.key == "name" }?.value }
        #expect(names == (1...6).map { "GET /\($0)" })
    }
}
