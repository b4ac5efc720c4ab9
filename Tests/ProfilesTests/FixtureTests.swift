import Metrics
import Testing
import Timing

@testable import Profiles

@Suite("Profiles that are valid")
struct FixtureTests {
    @Test("every example is read without a mistake", arguments: ProfileTexts.fixtures)
    func valid(name: String) throws {
        #expect(try !ProfileTexts.fixture(name).scenarios.isEmpty)
    }

    @Test("sessions, their messages and their steps are what the example says")
    func streaming() throws {
        let profile = try ProfileTexts.fixture("streaming")
        #expect(profile.name == "streaming")
        #expect(profile.scenarios.map(\.name) == ["quotes", "news"])
        #expect(profile.login?.refreshBefore == .seconds(30))
        let quotes = profile.scenarios[0].value
        #expect(quotes.tags == ["websocket", "smoke"])
        guard case .sessions(let sessions) = quotes.workload else {
            Issue.record("quotes has no sessions")
            return
        }
        #expect(sessions.open == 1000)
        #expect(sessions.rate == 100)
        #expect(sessions.hold == .seconds(60))
        #expect(quotes.messages?.rate == MessageRate(perSecond: 5, isPerSession: true))
        #expect(quotes.end?.deadline == .seconds(5))
        guard case .connect(let connect) = quotes.steps[0], case .send(let send) = quotes.steps[2] else {
            Issue.record("quotes does not connect and send")
            return
        }
        #expect(connect.address?.isEmbedded == true)
        #expect(connect.subprotocols == ["quotes.v1"])
        #expect(connect.pings?.deadline == .seconds(20))
        #expect(try send.reply?.matching == .field(JSONPath.parse("$.id")))
        #expect(send.reply?.deadline == .seconds(2))
        #expect(
            quotes.reconnect
                == .policy(
                    BackoffPolicy(
                        delay: .milliseconds(500), factor: 2, max: .seconds(30), jitter: .full, attempts: 5)))
        #expect(
            profile.thresholds.map(\.expression) == ["rate<0.002", "p(95)<200", "p(99)<1000", "count==0"])
        #expect(profile.thresholds.map(\.abortDelay) == [nil, nil, .seconds(10), nil])
        #expect(profile.thresholds[1].selector.tags == [MetricSelector.Tag(key: "scenario", value: "quotes")])
        #expect(
            profile.grades?.errorRate.first?.value == GradeRule.Bounds(excellent: 0.002, good: 0.005, acceptable: 0.02))
    }

    @Test("a staged number of sessions is spans from level to level")
    func stages() throws {
        let profile = try ProfileTexts.fixture("streaming")
        guard case .sessions(let news) = profile.scenarios[1].value.workload else {
            Issue.record("news has no sessions")
            return
        }
        let spans = Stage.spans(of: news.stages)
        #expect(spans.map(\.from) == [0, 200, 200])
        #expect(spans.map(\.to) == [200, 200, 0])
        #expect(spans.map(\.length) == [10, 50, 5].map { .seconds($0) })
    }

    @Test("a ramp at so many a second lasts as long as its difference needs")
    func climbs() throws {
        let profile = try ProfileTexts.fixture("token-authentication")
        guard case .users(let users) = profile.scenarios[0].value.workload,
            case .arrivals(let attack) = profile.scenarios[1].value.workload
        else {
            Issue.record("the loads are not users and arrivals")
            return
        }
        #expect(Stage.spans(of: users.stages).map(\.length) == [.seconds(100), .seconds(1800)])
        #expect(attack.spacing == .poisson)
        #expect(attack.users == 500)
        #expect(attack.schedule.total == 1_200_000)
        #expect(profile.data[0].value.columns == ["username", "password"])
        #expect(profile.targets.map(\.rule.target) == [500, 0.01])
        #expect(profile.targets.map(\.rule.isFloor) == [false, false])
    }

    @Test("staged arrivals are as many as the area under their rate")
    func arrivals() throws {
        let profile = try ProfileTexts.fixture("every-word")
        guard case .arrivals(let streams) = profile.scenarios[2].value.workload else {
            Issue.record("streams has no arrivals")
            return
        }
        // A triangle of 5/s over 10 s, and 5/s for 60 s.
        #expect(streams.schedule.total == 325)
        #expect(profile.targets.map(\.rule.isFloor) == [false, true, true])
        #expect(profile.grades?.responseTime.map(\.value.acceptable) == [200, 2000])
    }

    @Test("a value of json keeps its type")
    func types() throws {
        let profile = try ProfileTexts.fixture("every-word")
        guard case .request(let put) = profile.scenarios[0].value.steps[1], case .object(let members) = put.json else {
            Issue.record("the second step puts no object")
            return
        }
        func text(_ text: String) -> TypedValue { .text(TextTemplate(pieces: [.literal(text)])) }
        #expect(members.map(\.key) == ["count", "price", "tags", "none", "sold", "note"])
        #expect(
            members.map(\.value) == [
                .number("3"), .number("1.5e3"), .list([text("a"), text("1")]), .null, .flag(true),
                .text(TextTemplate(pieces: [.hole(name: "text", arguments: ["64"])])),
            ])
    }
}
