import Metrics
import Profiles
import Testing

@Suite("Mistakes in goals")
struct GoalMistakeTests {
    /// What is wrong with a line under scenarios that send requests, open sessions and make a check.
    private static func mistakes(_ line: String) -> [String] {
        ProfileTexts.mistakes(
            """
            scenarios:
              one:
                users: { count: 1, for: 1s }
                steps:
                  - { get: embedded/health, check: { fast: time < 1s }, rate: { cached: status == 200 } }
                  - { connect: embedded/echo }
              two: { users: { count: 1, for: 1s }, steps: [{ get: embedded/health }] }
            \(line)
            """)
    }

    private static func wrong(_ metric: String, _ better: String) -> String {
        "the critical value is better than the target: of \(metric) \(better) is better; expected a critical value "
            + (better == "less" ? "above" : "below") + " the target"
    }

    @Test(
        "a critical value is not better than its target, where it is known what is better",
        arguments: [
            ("http_req_duration, stat: p(95), target: 2s, critical: 1s", wrong("http_req_duration", "less")),
            ("http_req_duration, stat: p(95), target: 1s, critical: 2s", nil),
            ("http_req_duration, stat: max, target: 1s, critical: 1s", nil),
            ("http_req_failed, target: 5%, critical: 1%", wrong("http_req_failed", "less")),
            ("ws_msgs_dropped, stat: count, target: 5, critical: 1", wrong("ws_msgs_dropped", "less")),
            ("checks, target: 90%, critical: 99%", wrong("checks", "more")),
            ("http_reqs, target: 100/s, critical: 500/s", wrong("http_reqs", "more")),
            ("http_reqs, target: 500/s, critical: 100/s", nil),
            // Whether it is good to be cached only its author knows.
            ("cached, target: 90%, critical: 99%", nil), ("cached, target: 99%, critical: 90%", nil),
            ("ws_session_duration, stat: avg, target: 2s, critical: 1s", nil),
        ] as [(String, String?)])
    func sides(row: String, message: String?) {
        let text = "targets: [{ metric: \(row) }]"
        let place =
            text.firstRange(of: "critical: ").map { text.distance(from: text.startIndex, to: $0.upperBound) } ?? 0
        #expect(Self.mistakes(text) == (message.map { ["test.yaml:8:\(place + 1): \($0)"] } ?? []), "\(row)")
    }

    @Test("a target that is its own critical value is reached from the side that is better")
    func equal() throws {
        func isFloor(_ metric: String) throws -> Bool {
            let text = """
                scenarios: { a: { users: { count: 1, for: 1s }, steps: [{ get: embedded/health }] } }
                targets: [{ metric: \(metric), stat: rate, target: 5, critical: 5 }]
                """
            return try #require(ProfileTexts.read(text).get().targets.first).rule.isFloor
        }
        #expect(try isFloor("http_reqs"))
        #expect(try !isFloor("dropped_iterations"))
    }

    @Test(
        "a number with a unit is told as the bare number that is meant",
        arguments: [
            ("http_req_duration: p(95)<200ms", "200ms", "; expected milliseconds without a unit: 200"),
            ("http_req_duration: p(95)<1.5s", "1.5s", "; expected milliseconds without a unit: 1500"),
            ("http_req_duration: count>1k", "1k", "; expected the count itself: 1000"),
            ("checks: rate>99%", "99%", "; expected a share from 0 to 1: 0.99"),
            ("http_reqs: rate>10/s", "10/s", "; expected times a second without a unit: 10"),
            ("http_reqs: rate>many", "many", ""),
        ])
    func units(line: String, found: String, advice: String) throws {
        let condition = try #require(line.split(separator: " ").last)
        let place = "thresholds: { \(line)".count - condition.count + 1
        #expect(
            Self.mistakes("thresholds: { \(line) }")
                == ["test.yaml:8:\(place): '\(found)' in '\(condition)' is not a number\(advice)"])
    }

    @Test(
        "a single check is part of the checks, by its name",
        arguments: [
            ("checks{check:fast}", nil), ("checks{scenario:one,check:fast}", nil),
            ("checks{check:fats}", "'fats' is not the name of a check. Did you mean 'fast'? Expected one of fast"),
            (
                "checks{scenario:two,check:fast}",
                "'checks{scenario:two,check:fast}' is measured on none of the steps that have these tags"
            ),
            (
                "http_reqs{check:fast}",
                "'check' is a tag of checks; 'http_reqs' has scenario, service, name and the like"
            ),
        ] as [(String, String?)])
    func checks(metric: String, message: String?) {
        let mistakes = Self.mistakes("thresholds: { \"\(metric)\": [rate>0.9] }")
        #expect(mistakes == (message.map { ["test.yaml:8:15: \($0)"] } ?? []), "\(metric)")
    }
}
