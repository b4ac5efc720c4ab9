import Testing
import Timing

@testable import LoadEngine
@testable import Profiles

@Suite("Messages that are awaited")
struct MessageMatcherTests {
    private func isHeld(_ fields: String, _ message: String) throws -> Bool {
        let text = """
            variables: { topic: power }
            scenarios:
              one:
                users: { count: 1, for: 1s }
                steps:
                  - connect: embedded/echo
                  - { get: embedded, capture: { mark: $.id } }
                  - { expect: { match: \(fields) } }
            """
        let surroundings = ProfileSurroundings { _ in .failure(TextError("none")) }
        let profile = try ProfileReader.read(Array(text.utf8), file: "test.yaml", in: surroundings).get()
        guard case .expect(let match) = profile.scenarios[0].value.steps[2] else { throw TextError("no expect") }
        let holes = HoleTable(profile, seed: 1)
        let values = UserValues(user: 3, scenario: 0, holes: holes)
        values["mark"] = "a\"7"
        var random = FastRandom(seed: 1)
        let awaited = try MessageMatcher(match, holes).awaited(by: values, random: &random)
        let bytes = Array(message.utf8)
        return awaited.isHeld(by: bytes.span)
    }

    @Test(
        "a message is the one when it has every field with its value",
        arguments: [
            ("{ $.type: subscribed }", #"{"type":"subscribed","x":1}"#, true),
            ("{ $.type: subscribed }", #"{"type":"subscribe"}"#, false), ("{ $.type: subscribed }", "{}", false),
            ("{ $.type: subscribed }", "not json", false), ("{ type: subscribed }", #"{"type":"subscribed"}"#, true),
            ("{ $.a: 1, $.b: 2 }", #"{"a":1,"b":2}"#, true), ("{ $.a: 1, $.b: 2 }", #"{"a":1,"b":3}"#, false),
            ("{ $.n: 1 }", #"{"n":1.0}"#, true), ("{ $.n: 1 }", #"{"n":"1"}"#, true),
            ("{ $.n: 1 }", #"{"n":"1.0"}"#, false),
            ("{ $.on: true }", #"{"on":true}"#, true), ("{ $.on: true }", #"{"on":false}"#, false),
            ("{ $.x: null }", #"{"x":null}"#, true), ("{ $.x: null }", #"{"x":0}"#, false),
            ("{ $.x: null }", "{}", false),
            ("{ $.id: '{{mark}}x' }", #"{"id":"none"}"#, false), ("{ $.id: '{{mark}}' }", #"{"id":"a\"7"}"#, true),
            ("{ $.u: '{{user}}' }", #"{"u":3}"#, true), ("{ $.t: '{{topic}}' }", #"{"t":"power"}"#, true),
            ("{ $.o: { a: 1, b: { c: x } } }", #"{"o":{"z":0,"b":{"c":"x"},"a":1}}"#, true),
            ("{ $.o: { a: 1 } }", #"{"o":{"a":2}}"#, false), ("{ $.o: {} }", #"{"o":{"a":2}}"#, true),
            ("{ $.o: {} }", #"{"o":[]}"#, false), ("{ $.l: [1, x] }", #"{"l":[1,"x"]}"#, true),
            ("{ $.l: [1, x] }", #"{"l":[1,"x",2]}"#, false), ("{ $.l: [1, x] }", #"{"l":[1]}"#, false),
            ("{ $.l: [] }", #"{"l":[]}"#, true), ("{ $.l: [] }", #"{"l":[0]}"#, false),
            ("{ '$.list[1].k': v }", #"{"list":[0,{"k":"v"}]}"#, true),
        ])
    func held(fields: String, message: String, expected: Bool) throws {
        #expect(try isHeld(fields, message) == expected)
    }
}
