import Metrics
import Profiles
import Testing

@Suite("Conditions that nothing could ever meet or fail")
struct MeasuredRowsTests {
    private static func text(_ goals: String) -> String {
        """
        login: { steps: [{ post: embedded/auth/login, name: log in }] }
        scenarios:
          shop: { users: { count: 1, for: 1s }, steps: [{ group: g, steps: [{ run: buy }] }, { get: "embedded/items/{{id}}" }] }
          room: { sessions: { open: 1, hold: 1s }, steps: [{ connect: embedded/echo, name: enter }] }
        blocks:
          buy: [{ post: embedded/orders, name: order, count: { orders: status == 201 } }]
          idle: [{ get: embedded/health, name: never }]
        \(goals)
        """
    }

    private static let names = "GET /items/{{id}}, enter, log in, order"

    @Test(
        "A name that no step has, and a metric that no step measures, are refused where they stand",
        arguments: [
            (
                "thresholds: { \"http_req_duration{name:ordr}\": [\"p(95)<200\"] }", "8:15",
                "'ordr' is not the name of a step. Did you mean 'order'? Expected one of \(names)"
            ),
            (
                "thresholds: { \"http_reqs{name:never}\": [\"count==0\"] }", "8:15",
                "'never' is not the name of a step; expected one of \(names)"
            ),
            (
                "thresholds: { \"http_reqs{scenario:room,name:order}\": [\"count<9\"] }", "8:15",
                "'http_reqs{scenario:room,name:order}' is measured on none of the steps that have these tags"
            ),
            (
                "thresholds: { \"ws_msgs_lost{scenario:shop}\": [\"count==0\"] }", "8:15",
                "'ws_msgs_lost{scenario:shop}' is measured on none of the steps that have these tags"
            ),
            (
                "thresholds: { \"ws_ping{name:order}\": [\"p(95)<200\"] }", "8:15",
                "'ws_ping{name:order}' is measured on none of the steps that have these tags"
            ),
            (
                "thresholds: { sse_events_lost: [\"count==0\"] }", "8:15",
                "'sse_events_lost' is measured on 'stream' steps alone, and the profile has none"
            ),
            (
                "thresholds: { ws_msgs_lost: [\"count==0\"] }", "8:15",
                "'ws_msgs_lost' is told by numbers alone, and no 'on_message' step says with 'sequence' where they are"
            ),
            (
                "thresholds: { \"ws_msgs_unanswered{scenario:room}\": [\"count==0\"] }", "8:15",
                "'ws_msgs_unanswered{scenario:room}' is of messages that expect a reply, and no 'send' step has a 'reply'"
            ),
            (
                "thresholds: { llm_errors: [\"count==0\"] }", "8:15",
                "'llm_errors' is measured on 'stream' steps with 'format: openai' alone, and the profile has none"
            ),
            (
                "targets: [{ metric: \"http_req_failed{name:logn}\", target: 1%, critical: 5% }]", "8:21",
                "'logn' is not the name of a step; expected one of \(names)"
            ),
            (
                "targets: [{ metric: sse_stalls, stat: count, target: 0, critical: 1 }]", "8:21",
                "'sse_stalls' is measured on 'stream' steps alone, and the profile has none"
            ),
        ])
    func refused(goals: String, place: String, message: String) {
        #expect(ProfileTexts.mistakes(Self.text(goals)) == ["test.yaml:\(place): \(message)"])
    }

    @Test(
        "What some step measures stands",
        arguments: [
            "http_req_duration{name:order}", "http_reqs{scenario:shop,name:log in}", "http_reqs{scenario:room}",
            "http_req_duration{name:GET /items/{{id}}}", "orders{name:order}", "orders{scenario:shop}",
            "ws_ping{name:enter}", "iterations{scenario:room}", "http_reqs{status:404}", "http_reqs{service:shop}",
            "data_sent{name:order}",
        ])
    func kept(metric: String) {
        #expect(
            ProfileTexts.mistakes(Self.text("thresholds: { \"\(metric)\": [\"\(Self.condition(metric))\"] }")) == [])
    }

    private static func condition(_ metric: String) -> String {
        metric.hasPrefix("http_req_duration") || metric.hasPrefix("ws_ping") ? "max<1000" : "count>=0"
    }

    @Test("All mistakes in goals are told at once, and none of them for steps that could not be read")
    func together() {
        let goals = """
            thresholds: { "http_reqs{name:ordr}": ["count>0"], sse_events: ["count>0"], ws_pong: ["count>0"] }
            """
        #expect(ProfileTexts.mistakes(Self.text(goals)).count == 3)
        let broken = Self.text(goals).replacing("name: order", with: "nome: order")
        #expect(ProfileTexts.mistakes(broken).count == 2)
    }
}
