import Profiles
import Testing

@Suite("Variables of profiles")
struct VariableTests {
    /// The name of a profile that is one hole, under what is set.
    private static func name(
        _ hole: String, variables: String = "{}", settings: [String: String] = [:], environment: [String: String] = [:],
        loads: String = "{}"
    ) throws -> String? {
        try ProfileTexts.read(
            """
            name: \(hole)
            variables: \(variables)
            loads: \(loads)
            scenarios: { one: { arrivals: { rate: 1, for: 1 }, steps: [{ wait: 1 }] } }
            """, settings: settings, environment: environment
        ).get().name
    }

    @Test("of several values the one said closest to the run counts")
    func precedence() throws {
        #expect(try Self.name("${A:-default}") == "default")
        #expect(try Self.name("${A:-default}", environment: ["A": "environment"]) == "environment")
        #expect(try Self.name("${A}", variables: "{ A: file }", environment: ["A": "environment"]) == "file")
        #expect(try Self.name("${A}", variables: "{ A: file }", settings: ["A": "flag"]) == "flag")
    }

    @Test(
        "a setting that nothing in the profile takes is refused, with the nearest that something does",
        arguments: [
            (
                "hots",
                "'hots' is not a variable of the profile. Did you mean 'host'? Expected one of LOAD, PORT, host, users"
            ),
            (
                "HOST",
                "'HOST' is not a variable of the profile. Did you mean 'host'? Expected one of LOAD, PORT, host, users"
            ),
            ("nope", "'nope' is not a variable of the profile; expected one of LOAD, PORT, host, users"), ("PORT", nil),
            ("users", nil), ("LOAD", nil), ("host", nil),
        ] as [(String, String?)])
    func unknownSettings(name: String, message: String?) {
        let read = ProfileTexts.read(
            """
            # A ${comment} takes nothing.
            name: ${host}:${PORT:-80}
            variables: { host: x }
            loads: { 3: { users: 1 } }
            scenarios: { one: { arrivals: { rate: 1, for: 1 }, steps: [{ wait: 1 }] } }
            """, settings: [name: "3"])
        guard case .failure(let rejection) = read else {
            #expect(message == nil)
            return
        }
        #expect(rejection.diagnostics.count == 1)
        #expect(rejection.diagnostics.first?.description == message.map { "test.yaml: -e \(name): \($0)" })
    }

    @Test("a profile without variables takes no setting")
    func noVariables() {
        let text = "scenarios: { one: { arrivals: { rate: 1, for: 1 }, steps: [{ wait: 1 }] } }"
        guard case .failure(let rejection) = ProfileTexts.read(text, settings: ["a": "1"]) else {
            Issue.record("the setting is taken")
            return
        }
        #expect(
            rejection.diagnostics.map(\.description)
                == ["test.yaml: -e a: 'a' is not a variable of the profile; it has none"])
    }

    @Test("an empty value makes room for the default, as in the shell")
    func emptiness() throws {
        #expect(try Self.name("x${A:-y}", environment: ["A": ""]) == "xy")
        #expect(try Self.name("x${A}", environment: ["A": ""]) == "x")
    }

    @Test("variables may be made of others, and of the environment's under their own name")
    func chains() throws {
        #expect(try Self.name("${a}", variables: "{ a: \"${b}/x\", b: \"${HOST:-h}\" }") == "h/x")
        #expect(try Self.name("${a}", variables: "{ a: \"${a:-z}\" }", environment: ["a": "e"]) == "e")
    }

    @Test(
        "a load by its name takes the place of variables, and a flag wins over it",
        arguments: [
            (["LOAD": "heavy"], "10k"), ([:], "10"), (["LOAD": "heavy", "users": "3"], "3"),
        ])
    func loads(settings: [String: String], value: String) throws {
        let loads = "{ light: { users: 1 }, heavy: { users: 10k } }"
        #expect(try Self.name("${users}", variables: "{ users: 10 }", settings: settings, loads: loads) == value)
    }
}
