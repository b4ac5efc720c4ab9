import Timing

@testable import LoadEngine
@testable import Profiles

/// Users for tests, with a profile's holes: captures, variables and data.
enum UserTexts {
    /// A profile with one scenario, whose steps have a hole of each source and capture the names.
    static func profile(
        captures: [String] = [], variables: [String: String] = [:], data: [String: (rows: String, pick: String)] = [:],
        steps: String = "", login: String = ""
    ) throws -> Profile {
        let captured = captures.map { "\($0): $.\($0)" }.joined(separator: ", ")
        let files = data.mapValues { Array($0.rows.utf8) }
        let text = """
            variables: { \(variables.map { "\($0): '\($1)'" }.joined(separator: ", ")) }
            data: { \(data.map { "\($0): { file: \($0).csv, pick: \($1.pick) }" }.joined(separator: ", ")) }
            \(login.isEmpty ? "" : "login: { steps: [ { get: embedded, query: { q: '\(login)' } } ] }")
            scenarios:
              one:
                users: { count: 1, for: 1s }
                steps:
                  - { get: embedded, capture: { \(captured) } }
                  - { get: embedded, query: { q: '\(steps)' } }
            """
        let surroundings = ProfileSurroundings { path in
            files[String(path.dropLast(4))].map { .success($0) } ?? .failure(TextError("No such file or directory"))
        }
        return try ProfileReader.read(Array(text.utf8), file: "test.yaml", in: surroundings).get()
    }

    static func holes(
        captures: [String] = [], variables: [String: String] = [:], data: [String: (rows: String, pick: String)] = [:],
        steps: String = "", login: String = ""
    ) throws -> HoleTable {
        HoleTable(
            try profile(captures: captures, variables: variables, data: data, steps: steps, login: login), seed: 1)
    }

    /// The JSON of a step's `json:`, as the profile has it; its holes may be `v`, `token`, `number`, `kind` and `quoted`.
    static func value(_ yaml: String) throws -> TypedValue {
        let text = """
            variables: { v: "", token: "", number: "", kind: "", quoted: "" }
            scenarios:
              one: { users: { count: 1, for: 1s }, steps: [ { post: embedded, json: \(yaml) } ] }
            """
        let surroundings = ProfileSurroundings { _ in .failure(TextError("none")) }
        let profile = try ProfileReader.read(Array(text.utf8), file: "test.yaml", in: surroundings).get()
        guard case .request(let request) = profile.scenarios[0].value.steps[0], let json = request.json else {
            throw TextError("no json")
        }
        return json
    }
}

extension Named {
    /// Under a name, at no particular place.
    init(_ name: String, _ value: Value) {
        self.init(name: name, value: value, place: ProfilePlace(line: 1, column: 1))
    }
}
