import Foundation
import Testing

extension EndToEndCounts {
    /// Cookies as a peer sees them that sets them: each user's own, and as long as it was told to keep them.
    @Suite struct CookieProofs {
        private func run(_ yaml: String) throws -> (run: LoadRun, counts: JSON) {
            let peer = try Peer.python("rest_peer.py")
            let text = yaml.replacingOccurrences(of: "URL", with: "http://127.0.0.1:\(peer.port)")
            let run = try ProfileFile(text).run(["--threads", "2"])
            return (run, try peer.finish())
        }

        @Test(.timeLimit(.minutes(1)), arguments: [("keep", 4), ("fresh", 28)])
        func `the cookie of a login goes with every request of its user, over whatever connection`(
            connections: String, dials: Int
        ) throws {
            let (run, counts) = try run(
                """
                login: { steps: [{ get: URL/cookie, name: login, query: { set: "session=of-{{user}}; HttpOnly" } }] }
                scenarios:
                  visitors:
                    users: { count: 4, for: 750ms }
                    pacing: 300ms
                    connections: \(connections)
                    steps: [{ loop: 2, steps: [{ get: "URL/note?user={{user}}", name: note }] }]
                """)
            #expect(run.status == 0)
            #expect(run.requestsByName == ["login": 4, "note": 24])
            let notes = counts["notes"].array.map { [$0["user"].string ?? "", $0["cookie"].string ?? "none"] }
            #expect(Set(notes) == Set((0..<4).map { ["\($0)", "session=of-\($0)"] }))
            #expect(notes.count == 24)
            #expect(counts["connections"].int == dials)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a cookie is replaced, kept to its path, forgotten, and refused from a stranger as RFC 6265 says`() throws
        {
            let told = ["a=1", "a=2", "b=3; Path=/elsewhere", "c=4; Domain=example.com", "a=; Max-Age=0"]
            let steps = told.map {
                "[{ get: URL/cookie, query: { set: \"\($0)\" } }, { get: URL/note }]".dropFirst().dropLast()
            }
            let (run, counts) = try run(
                """
                scenarios:
                  visitor:
                    users: { count: 1, for: 500ms }
                    pacing: 60s
                    steps: [\(steps.joined(separator: ", "))]
                """)
            #expect(run.status == 0)
            #expect(
                counts["notes"].array.map { $0["cookie"].string ?? "none" } == ["a=1", "a=2", "a=2", "a=2", "none"])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a cookie that was captured goes with a stream in a header`() throws {
            let (run, counts) = try run(
                """
                scenarios:
                  visitors:
                    users: { count: 3, for: 500ms }
                    pacing: 60s
                    steps:
                      - get: URL/cookie
                        query: { set: "sid=of-{{user}}; Path=/" }
                        capture: { sid: cookie sid }
                      - stream: URL/note?user={{user}}
                        headers: { Cookie: "sid={{sid}}" }
                """)
            // What answers there is no event stream; it has seen who asked.
            #expect(run.causes == ["content_type": 3])
            let notes = counts["notes"].array.map { [$0["user"].string ?? "", $0["cookie"].string ?? "none"] }
            #expect(notes.sorted { $0[0] < $1[0] } == (0..<3).map { ["\($0)", "sid=of-\($0)"] })
        }
    }
}
