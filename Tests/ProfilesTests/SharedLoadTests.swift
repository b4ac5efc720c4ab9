import Testing
import Timing

@testable import Profiles

@Suite("Loads that scenarios share")
struct SharedLoadTests {
    /// A profile with a load, and scenarios `s0`, `s1` … of these weights.
    private static func text(_ load: String, weights: [String]) -> String {
        load + "\nscenarios:\n"
            + weights.enumerated().map { index, weight in
                "  s\(index): { \(weight)steps: [{ wait: 1s }] }\n"
            }.joined()
    }

    private static func users(_ profile: Profile) -> [UsersLoad] {
        profile.scenarios.compactMap { scenario in
            guard case .users(let load) = scenario.value.workload else { return nil }
            return load
        }
    }

    private static func arrivals(_ profile: Profile) -> [ArrivalsLoad] {
        profile.scenarios.compactMap { scenario in
            guard case .arrivals(let load) = scenario.value.workload else { return nil }
            return load
        }
    }

    @Test(
        "shares are in proportion, the largest remainders take what is left, and all add up",
        arguments: [
            (10, [1], [10]), (10, [1, 1], [5, 5]), (10, [1, 1, 1], [4, 3, 3]), (0, [3, 1], [0, 0]),
            (1, [1, 2, 1], [0, 1, 0]), (100, [40, 30, 15, 10, 3, 1, 1], [40, 30, 15, 10, 3, 1, 1]),
            (50, [40, 30, 15, 10, 3, 1, 1], [20, 15, 8, 5, 2, 0, 0]),
            (
                1_000_000_000_000_000_000, [1_000_000_000, 1_000_000_000],
                Array(repeating: 500_000_000_000_000_000, count: 2)
            ),
        ] as [(Int, [Int], [Int])])
    func shares(whole: Int, weights: [Int], expected: [Int]) {
        #expect(Shares.of(whole, by: weights) == expected)
    }

    @Test("shares add up to the whole and are less than one off their part", arguments: 0..<100)
    func laws(round: UInt64) {
        var random = FastRandom(seed: round &+ 11)
        let weights = (0..<Int.random(in: 1...12, using: &random)).map { _ in Int.random(in: 1...1000, using: &random) }
        let whole = Int.random(in: 0...100_000, using: &random)
        let shares = Shares.of(whole, by: weights)
        let sum = Double(weights.reduce(0, +))
        #expect(shares.reduce(0, +) == whole, "seed \(round)")
        for (share, weight) in zip(shares, weights) {
            #expect(abs(Double(share) - Double(whole) * Double(weight) / sum) < 1, "seed \(round)")
        }
    }

    @Test("users are shared by weight, which is 1 where none is given")
    func count() throws {
        let text = Self.text("users: { count: 100, for: 1m }", weights: ["weight: 70, ", "weight: 29, ", ""])
        let profile = try ProfileTexts.read(text).get()
        #expect(Self.users(profile).map(\.count) == [70, 29, 1])
        #expect(Self.users(profile).map(\.length) == Array(repeating: .seconds(60), count: 3))
        #expect(profile.scenarios.map(\.value.isSharing) == [true, true, true])
    }

    @Test("every scenario's users have started when those of the whole have")
    func starting() throws {
        let text = Self.text("users: { count: 100, at: 10/s, for: 1m }", weights: ["weight: 3, ", "weight: 1, "])
        let spans = try Self.users(ProfileTexts.read(text).get()).map { Stage.spans(of: $0.stages) }
        #expect(spans.map { $0.map(\.to) } == [[75, 75], [25, 25]])
        #expect(spans.map { $0.map(\.from) } == [[0, 75], [0, 25]])
        #expect(spans.allSatisfy { $0.map(\.length) == [.seconds(10), .seconds(60)] })
    }

    @Test("levels of stages are shared each by itself, at the pace of the whole")
    func stages() throws {
        let load = "users: { stages: [{ ramp: 10, at: 5/s }, { hold: 10, for: 1m }, { ramp: 1, over: 3s }] }"
        let profile = try ProfileTexts.read(Self.text(load, weights: ["", "", ""])).get()
        let spans = Self.users(profile).map { Stage.spans(of: $0.stages) }
        #expect(spans.map { $0.map(\.to) } == [[4, 4, 1], [3, 3, 0], [3, 3, 0]])
        #expect(spans.allSatisfy { $0.map(\.length) == [.seconds(2), .seconds(60), .seconds(3)] })
    }

    @Test("scenarios with a load of their own have no part in the shared one")
    func ownLoad() throws {
        let text = """
            users: { count: 9, for: 1m }
            scenarios:
              own: { arrivals: { rate: 5/s, for: 1s }, steps: [{ wait: 1s }] }
              shared: { steps: [{ wait: 1s }] }
            """
        let profile = try ProfileTexts.read(text).get()
        #expect(Self.users(profile).map(\.count) == [9])
        #expect(Self.arrivals(profile).map(\.schedule.total) == [5])
    }

    @Test(
        "planned arrivals are shared to the last one, and begin one scenario after another",
        arguments: [
            "rate: 10/s, for: 1s", "rate: 7/s, for: 59s", "rate: 0.3/s, for: 11s", "rate: 1000/s, for: 1h, users: 2",
            "stages: [{ ramp: 100/s, over: 7s }, { hold: 100/s, for: 3.3s }, { ramp: 1/s, at: 9/s }]",
            "stages: [{ ramp: 0.5/s, over: 1s }]",
        ])
    func arrivals(load: String) throws {
        let weights = ["weight: 40, ", "weight: 33, ", "weight: 13, ", "weight: 7, ", "", "", ""]
        let profile = try ProfileTexts.read(Self.text("arrivals: { \(load) }", weights: weights)).get()
        guard case .arrivals(let whole) = profile.sharedLoad else {
            Issue.record("the profile has no arrivals")
            return
        }
        let loads = Self.arrivals(profile)
        let shares = Shares.of(whole.schedule.total, by: [40, 33, 13, 7, 1, 1, 1])
        #expect(loads.map(\.schedule.total) == shares)
        #expect(loads.map(\.phase) == (0..<7).map { Double($0) / 7 })
        #expect(loads.allSatisfy { $0.schedule.length == whole.schedule.length })
        #expect(
            loads.map(\.users) == (whole.users == nil ? Array(repeating: nil, count: 7) : Array(repeating: 1, count: 7))
        )
    }

    @Test("equal shares of a steady rate are together as even as the whole")
    func even() throws {
        let profile = try ProfileTexts.read(
            Self.text("arrivals: { rate: 5/s, for: 2s }", weights: Array(repeating: "", count: 5))
        ).get()
        let offsets = Self.arrivals(profile).flatMap { load in (0..<2).compactMap { load.schedule.offset(of: $0) } }
        #expect(offsets.sorted() == (0..<10).map { .seconds(Double($0) * 0.2) })
    }

    @Test("the scenarios that are selected share the whole load")
    func selection() throws {
        let text = Self.text(
            "users: { count: 100, for: 1m }", weights: ["weight: 70, ", "weight: 20, ", "weight: 10, "])
        let profile = try ProfileTexts.read(text).get()
        let selected = try ProfileSelection(scenarios: ["s1,s2"]).of(profile).get()
        #expect(Self.users(selected).map(\.count) == [67, 33])
    }

    @Test("contradictions are told where they stand")
    func mistakes() {
        let own = "weight: 2, users: { count: 1, for: 1s }, "
        #expect(
            ProfileTexts.mistakes(Self.text("users: { count: 9, for: 1m }", weights: [own, ""])) == [
                "test.yaml:3:9: 'weight' contradicts 'users': it is a share of the users or arrivals of the whole profile"
            ])
        #expect(
            ProfileTexts.mistakes(
                Self.text("users: { count: 9, for: 1m }", weights: ["users: { count: 1, for: 1s }, "])) == [
                    "test.yaml:1:1: nobody shares these 'users': every scenario has a load of its own; expected one without"
                ])
        #expect(
            ProfileTexts.mistakes(Self.text("name: none", weights: ["weight: 2, "])) == [
                "test.yaml:3:7: the scenario has none of sessions, users, arrivals; expected exactly one of them"
            ])
        #expect(
            ProfileTexts.mistakes(
                Self.text("users: { count: 9, for: 1m }\narrivals: { rate: 1/s, for: 1m }", weights: [""])) == [
                    "test.yaml:2:1: 'arrivals' contradicts 'users': expected at most one of users, arrivals"
                ])
    }
}
