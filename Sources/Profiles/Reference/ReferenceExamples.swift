/// An example of every mapping of the language, each a part of a profile that is valid.
enum ReferenceExamples {
    /// Where an example stands.
    enum Frame {
        case file
        case scenario
        case steps
    }

    struct Example {
        let frame: Frame
        let text: String
    }

    static let all: [String: Example] = [
        "profile": Example(
            frame: .file,
            text: """
                name: shop
                variables: { base_url: "${BASE_URL:-embedded}" }
                scenarios:
                  browse:
                    users: { count: 50, for: 5m }
                    think: 1-3s
                    steps: [{ get: "${base_url}/health" }]
                """),
        "tls": Example(frame: .file, text: "tls: { cacert: authority.pem, cert: client.pem, key: client.key }"),
        "data": Example(frame: .file, text: "data: { accounts: { file: accounts.csv, pick: per_user } }"),
        "login": Example(
            frame: .file,
            text: """
                login:
                  refresh_before: 30s
                  steps:
                    - post: embedded/auth/login
                      json: { username: "user-{{user}}", password: secret }
                      capture: { token: $.access_token, expires: $.expires_in }
                """),
        "users": Example(frame: .scenario, text: "users: { count: 100, at: 10/s, for: 5m }"),
        "arrivals": Example(frame: .scenario, text: "arrivals: { rate: 50/s, for: 5m, spacing: poisson, users: 200 }"),
        "sessions": Example(frame: .scenario, text: "sessions: { open: 1000, at: 100/s, hold: 5m }"),
        "stage": Example(
            frame: .scenario,
            text: "users: { stages: [{ ramp: 100, over: 30s }, { hold: 100, for: 5m }, { ramp: 0, at: 10/s }] }"),
        "stage of arrivals": Example(
            frame: .scenario,
            text: "arrivals: { stages: [{ ramp: 50/s, over: 30s }, { hold: 50/s, for: 5m }, { ramp: 0, at: 10/s }] }"),
        "stage of messages": Example(
            frame: .scenario,
            text: """
                sessions: { open: 1000, hold: 5m }
                messages: { stages: [{ ramp: 5000/s, over: 30s }, { hold: 5000/s, for: 4m }] }
                """),
        "messages": Example(
            frame: .scenario,
            text: "sessions: { open: 1000, hold: 5m }\nmessages: { rate: 5/s per session, in_flight: 16 }"),
        "scenario": Example(
            frame: .file,
            text: """
                scenarios:
                  browse:
                    tags: [rest, smoke]
                    users: { count: 50, for: 5m }
                    pacing: 2s
                    steps: [{ get: embedded/health }]
                """),
        "reconnect": Example(
            frame: .scenario,
            text: "sessions: { open: 10, hold: 5m }\nreconnect: { delay: 500ms, factor: 2, max: 30s, attempts: 5 }"),
        "end": Example(frame: .scenario, text: "sessions: { open: 10, hold: 5m }\nend: { close: 1001, within: 2s }"),
        "threshold": Example(
            frame: .file,
            text: "thresholds: { checks: [{ threshold: rate>0.99, abortOnFail: true, delayAbortEval: 10s }] }"),
        "grades": Example(
            frame: .file,
            text: """
                grades:
                  response_time: { ws_connecting: [500, 1000, 2000] }
                  error_rate: { shop: [0.1%, 0.5%, 1%] }
                  throughput: { shop: [200/s, 100/s, 50/s] }
                """),
        "target": Example(
            frame: .file, text: "targets: [{ metric: http_req_duration, stat: p(95), target: 500ms, critical: 1s }]"),
    ].merging(steps) { first, _ in first }

    private static let steps: [String: Example] = [
        "get, post, put, patch, delete, head, options steps": """
        - post: embedded/api/echo
          name: echo
          json: { id: "{{uuid}}", price: 1.5 }
          expect: { status: [200, 429] }
          check: { fast: time < 200ms, echoed: json $.id exists }
          count: { limited: status == 429 }
          capture: { echoed_id: $.id }
        """,
        "basic": "- get: embedded/health\n  basic: { username: ada, password: \"${PASSWORD:-secret}\" }",
        "expect": "- get: embedded/health\n  expect: { status: [200, 404] }",
        "connect step": """
        - connect: embedded/ws/stream
          subprotocol: quotes.v1
          headers: { X-Client: "{{user}}" }
        """,
        "ping": "- connect: embedded/echo\n  ping: { every: 10s, pong_within: 20s }",
        "subscribe step": """
        - subscribe: { action: subscribe, channels: [power, gas] }
          ack: { match: { $.type: subscribed }, within: 2s }
        """,
        "send step":
            "- send: { type: ping, id: \"{{id}}\", at: \"{{timestamp}}\" }\n  reply: { match: $.id, within: 2s }",
        "reply": "- send: '{\"id\":\"{{id}}\"}'\n  reply: { match: id, within: 2s }",
        "expect step": "- expect: { match: { $.type: tick }, within: 5s, capture: { price: $.price } }",
        "expected message": "- expect: { match: { $.type: tick, $.price: 5 }, within: 5s }",
        "single ping": "- ping: { within: 1s }",
        "ping step": "- ping: { within: 1s }",
        "listen step": "- listen: 10s",
        "listen": "- listen: { for: 10s, messages: 100 }",
        "on_message step": "- on_message: { sequence: $.seq, sent_at: $.ts }",
        "on_message": "- on_message: { sequence: { path: $.seq, per: $.channel }, sent_at: $.ts }",
        "sequence": "- on_message: { sequence: { path: $.seq, per: $.channel } }",
        "close step": "- close: 1001",
        "close": "- close: { code: 1001, reason: leaving, within: 2s }",
        "stream step": """
        - stream: embedded/events
          sequence: id
          until: { events: 100, time: 60s }
        """,
        "until": "- stream: embedded/events\n  until: { data: \"[DONE]\", time: 60s }",
        "read step": "- read: { events: 10 }",
        "wait step": "- wait: 500ms",
        "think step": "- think: 1-3s",
        "pacing step": "- pacing: 1s",
        "loop step": "- loop: 3\n  steps: [{ get: embedded/health }]",
        "loop": "- loop: { for: 30s }\n  steps: [{ get: embedded/health }]",
        "choose step": """
        - choose:
            - { weight: 9, steps: [{ get: embedded/health }] }
            - { weight: 1, steps: [{ wait: 1s }] }
        """,
        "choice": "- choose: [{ weight: 9, steps: [{ get: embedded/health }] }, { steps: [{ wait: 1s }] }]",
        "group step": "- group: checkout\n  steps: [{ get: embedded/health }]",
        "run step": "- run: look",
    ].mapValues { Example(frame: .steps, text: $0) }

    /// A whole profile with an example in its place.
    static func profile(of example: Example) -> String {
        func indented(_ text: String, by width: Int) -> String {
            text.split(separator: "\n").map { String(repeating: " ", count: width) + $0 }.joined(separator: "\n")
        }
        let blocks = "blocks: { look: [{ get: embedded/health }] }\n"
        let users = "    users: { count: 1, for: 1s }\n"
        // What steps that need a session or a stream stand after.
        let opening = "      - connect: embedded/echo\n      - stream: embedded/events\n"
        switch example.frame {
        case .file:
            let shop = "\nscenarios:\n  shop:\n\(users)    steps: [{ get: embedded/health }]\n"
            return example.text + (example.text.contains("scenarios:") ? "" : shop)
        case .scenario:
            return "scenarios:\n  shop:\n\(indented(example.text, by: 4))\n    steps: [{ connect: embedded/echo }]\n"
        case .steps:
            return "scenarios:\n  shop:\n\(users)    steps:\n\(opening)\(indented(example.text, by: 6))\n\(blocks)"
        }
    }
}
