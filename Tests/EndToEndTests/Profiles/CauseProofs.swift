import Foundation
import Testing

extension EndToEndCounts {
    /// What goes wrong in a profile's steps is told in the words that somebody needs to mend it.
    @Suite struct StepCauses {
        private struct Mistake {
            let steps: String
            /// Names and causes, as the result groups them.
            let errors: [String]
        }

        private static func mistakes(target: Int, raw: Int, nobody: Int) -> [String: Mistake] {
            let service = "http://127.0.0.1:\(target)"
            let hostile = "http://127.0.0.1:\(raw)"
            return [
                "captures": Mistake(
                    steps: """
                        - post: \(service)/auth/login
                          name: login
                          json: { username: user-0, password: secret }
                          capture: { token: $.acces_token, kind: header X-Kind, who: regex name=(.*) }
                        - { get: "\(service)/x?q={{token}}", name: use }
                        - connect: "\(service)/ws/stream?token={{token}}"
                        """,
                    errors: [
                        "login capture token: no $.acces_token", "login capture kind: no header X-Kind",
                        "login capture who: no match of name=(.*)", "use no value for {{token}}",
                        "connect /ws/stream no value for {{token}}",
                    ]),
                "refused": Mistake(
                    steps:
                        "- { get: \"http://127.0.0.1:\(nobody)/\", name: get }\n- { connect: \"ws://127.0.0.1:\(nobody)/\", name: room }",
                    errors: ["get refused: 127.0.0.1:\(nobody)", "room refused: 127.0.0.1:\(nobody)"]),
                "nowhere": Mistake(
                    steps: "- { get: \"http://nowhere.invalid/\", name: get }\n- stream: http://nowhere.invalid/",
                    errors: [
                        "get dns: 'nowhere.invalid' does not resolve",
                        "stream / dns: 'nowhere.invalid' does not resolve",
                    ]),
                "plain": Mistake(
                    steps:
                        "- { get: \"https://127.0.0.1:\(target)/\", name: get }\n- connect: wss://127.0.0.1:\(target)/",
                    errors: [
                        "get tls: wrong version number: what answers there may not speak TLS",
                        "connect / tls: wrong version number: what answers there may not speak TLS",
                    ]),
                "circle": Mistake(
                    steps: "- { get: \(hostile)/redirect-loop, name: get }\n- stream: \(hostile)/redirect-loop",
                    errors: [
                        "get redirects: more than 10 redirects",
                        "stream /redirect-loop http_302: more than 20 redirects",
                    ]),
                "elsewhere": Mistake(
                    steps: "- connect: \(hostile)/redirect-loop",
                    errors: ["connect /redirect-loop http_302: a WebSocket follows no redirect"]),
                "answers": Mistake(
                    steps: "- { get: \(hostile)/status/500, name: get }\n- stream: \(service)/health",
                    errors: ["get 500", "stream /health content_type: application/json"]),
                "unopened": Mistake(
                    steps: "- connect: \(service)/echo\n- close\n- send: hello",
                    errors: ["ws send no session is open; a connect step opens one"]),
                "unread": Mistake(
                    steps: "- { stream: \(service)/events, until: { events: 1 } }\n- close\n- read: { events: 1 }",
                    errors: ["sse read no stream is open; a stream step opens one"]),
                "unheard": Mistake(
                    steps: """
                        - connect: \(service)/echo
                        - { send: { id: "{{id}}" }, reply: { match: $.ident, within: 1s } }
                        - { expect: { match: { $.type: x }, within: 100ms } }
                        """,
                    errors: [
                        "ws send the message has no $.ident by which to know its reply",
                        "ws expect no message with the awaited $.type in time",
                    ]),
            ]
        }

        private static func write(_ mistakes: [String: Mistake], in folder: TemporaryFolder) throws -> String {
            var lines = ["scenarios:"]
            for (name, mistake) in mistakes {
                lines += ["  \(name):", "    users: { count: 1, for: 1s }", "    steps:"]
                lines += mistake.steps.split(separator: "\n").map { "      \($0)" }
            }
            let file = folder.path("profile.yaml")
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: file))
            return file
        }

        @Test(.timeLimit(.minutes(1)))
        func `each mistake is one failure under the name of its step, with what is wrong`() throws {
            let (target, raw) = (try Peer.target(), try Peer.raw())
            let mistakes = Self.mistakes(target: target.port, raw: raw.port, nobody: try freePort())
            let folder = try TemporaryFolder()
            let run = try LoadRun(["run", Self.write(mistakes, in: folder), "--once", "--dump"])
            #expect(run.status == 0)
            var told: [String: [String]] = [:]
            for error in run.result["errors"].array {
                #expect(error["count"].int == 1)
                told[error["scenario"].string ?? "", default: []]
                    .append("\(error["name"].string ?? "") \(error["cause"].string ?? "")")
            }
            for (name, mistake) in mistakes {
                #expect(Set(told[name] ?? []) == Set(mistake.errors), "\(name)")
                // Whoever watches reads the same words.
                for error in mistake.errors where !error.hasSuffix("500") {
                    let words = error.drop { $0 != " " && $0 != ":" }.drop { $0 == " " }
                    let cause = words.split(separator: " ", maxSplits: 1).last.map(String.init) ?? ""
                    #expect(run.errors.contains(cause), "\(error)")
                }
            }
            #expect(told.count == mistakes.count)
            // Each name is looked up once before the run, and warned of once.
            #expect(run.errors.components(separatedBy: "warning: ").count == 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run in which no step reached the target says so, and not that the target cannot be reached`() throws {
            let folder = try TemporaryFolder()
            let file = folder.path("profile.yaml")
            let profile = """
                data: { rows: { file: rows.csv } }
                scenarios:
                  lost:
                    users: { count: 1, for: 1s }
                    steps: [{ get: "http://{{rows.host}}/" }]
                """
            try Data("host\nno host\n".utf8).write(to: URL(filePath: folder.path("rows.csv")))
            try Data(profile.utf8).write(to: URL(filePath: file))
            let run = try LoadRun(["run", file, "--once"])
            #expect(run.status == 110)
            #expect(run.output.contains("nothing was tested: no step came as far as the target"))
        }
    }
}
