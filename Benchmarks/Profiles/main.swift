import Profiles
import Timing
import Yams

/// Milliseconds that reading a profile takes, beside the least that it could be: Yams composing the same text. And what
/// is refused, which must not take long to be.

/// The fastest of the rounds: the others were disturbed.
func milliseconds(rounds: Int = 10, _ body: () -> Void) -> Double {
    (0..<rounds).map { _ in
        let start = Instant.now()
        body()
        return (Instant.now() - start).seconds * 1000
    }.min() ?? .infinity
}

func read(_ text: String, data: [UInt8] = []) -> Result<Profile, ProfileRejection> {
    ProfileReader.read(
        Array(text.utf8), file: "bench.yaml", in: ProfileSurroundings { _ in .success(data) })
}

/// A profile of a thousand lines: scenarios of requests as suites have them, each with its block, checks and threshold.
func profile(lines: Int) -> String {
    var text = """
        name: bench
        variables: { base_url: "${BASE_URL:-embedded}", users: 100 }
        blocks:
          log_in:
            - post: ${base_url}/auth/login
              json: { username: "user-{{user}}", password: secret }
              capture: { token: $.access_token }
        scenarios:

        """
    var count = text.count { $0 == "\n" }
    var number = 0
    while count + 10 <= lines {
        let scenario = """
              scenario_\(number):
                tags: [rest, smoke]
                users: { count: "${users}", for: 30s }
                think: 1-3s
                steps:
                  - run: log_in
                  - get: ${base_url}/api/items/{{random 1 100}}?user={{user}}
                    name: item_\(number)
                    headers: { Authorization: "Bearer {{token}}", X-Request: "{{uuid}}" }
                    check: { ok: "status == 200", fast: "time < 500ms", named: "json $.name exists" }

            """
        text += scenario
        count += scenario.count { $0 == "\n" }
        number += 1
    }
    text += "thresholds: { http_req_failed: [\"rate<0.01\"] }\n"
    return text + String(repeating: "# a line\n", count: max(0, lines - count - 1))
}

/// Nine levels of nine aliases each: a billion nodes when they are followed.
func aliasBomb() -> String {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<9 {
        let aliases = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
        text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    return text
}

func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

let text = profile(lines: 1000)
precondition(text.count { $0 == "\n" } == 1000, "the profile has a thousand lines")
let floor = milliseconds { _ = try? Yams.compose(yaml: text) }
let reading = milliseconds {
    guard case .success(let profile) = read(text) else { preconditionFailure("the profile is valid") }
    precondition(profile.scenarios.count > 90, "every scenario was read")
}
print(
    "reading a profile of 1,000 lines: \(tenths(reading)) ms, \(tenths(reading / floor)) × composing its YAML (≤ 100 ms)"
)

func refusing(_ what: String, _ text: String, limit: String) {
    let time = milliseconds(rounds: 3) {
        guard case .failure = read(text) else { preconditionFailure("\(what) is refused") }
    }
    print("refusing \(what): \(tenths(time)) ms (≤ \(limit))")
}

refusing("a profile of 10 MB", String(repeating: text, count: 10_000_000 / text.utf8.count + 1), limit: "100 ms")
refusing("an alias bomb", aliasBomb(), limit: "100 ms")

let csv = "name,password,note\n" + (0..<250_000).map { "user-\($0),secret-of-\($0),\"a, \"\"b\"\"\"\n" }.joined()
let lines = (0..<170_000).map { "{\"name\":\"user-\($0)\",\"password\":\"secret-of-\($0)\",\"note\":\"a\"}\n" }.joined()
for (file, data) in [("accounts.csv", csv), ("accounts.jsonl", lines)] {
    let bytes = Array(data.utf8)
    let withData = """
        data: { accounts: { file: \(file) } }
        scenarios: { one: { users: { count: 1, for: 1s }, steps: [ { get: "embedded/{{accounts.name}}" } ] } }
        """
    let time = milliseconds(rounds: 3) {
        guard case .success = read(withData, data: bytes) else { preconditionFailure("\(file) is valid") }
    }
    print("reading \(file) of \(bytes.count / 1_000_000) MB: \(tenths(time)) ms (≤ 3000 ms)")
}
