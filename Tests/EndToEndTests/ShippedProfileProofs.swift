import Foundation
import Testing

extension EndToEnd {
    /// What the counters and tags of profiles that are shipped say, against the embedded target's own counts.
    @Suite struct ShippedProfiles {
        /// A run of a profile and the counts of the target that it ran against.
        private struct Smoke {
            let run: LoadRun
            let target: JSON

            init(_ name: String, _ arguments: [String] = []) throws {
                let peer = try Peer.target()
                let services = ["BASE", "GATEWAY", "AUTH", "ENTITLEMENTS", "METRICS", "NEWS", "EVENTS", "LLM"]
                var environment = Dictionary(
                    uniqueKeysWithValues: services.map { ("\($0)_URL", "http://127.0.0.1:\(peer.port)") })
                environment["STREAMING_URL"] = "ws://127.0.0.1:\(peer.port)"
                environment["LOAD"] = "smoke"
                let file = Project.root.appending(path: "profiles/\(name).yaml").path
                run = try LoadRun(["run", file] + arguments, environment: environment, limit: 40)
                target = try peer.finish()
            }

            /// Answers of the target with these statuses, on all routes or one.
            func answers(_ statuses: ClosedRange<Int>, to route: String? = nil) -> Int {
                target["routes"].object.filter { route == nil || $0.key == route }.values.reduce(0) { sum, counts in
                    counts.counts.reduce(sum) { $0 + (statuses.contains(Int($1.key) ?? 0) ? $1.value : 0) }
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `limits, blocks and revocations are counted as the target made them`() throws {
            let smoke = try Smoke("token-auth")
            let counters = smoke.run.result["counters"]
            let login = "POST /auth/login"
            #expect(counters["rate_limit_blocks"].int == smoke.answers(429...429, to: login))
            #expect(counters["address_blocks"].int == smoke.answers(403...403, to: login))
            #expect(counters["revocations"].int == smoke.answers(200...200, to: "POST /auth/revoke"))
            #expect(counters["false_positives"].int == 0)
            let revoked = try #require(counters["revocations"].int)
            #expect(revoked > 0)
            // One refusal of each revoked token at either door.
            #expect(smoke.answers(401...401, to: "POST /auth/verify") == revoked)
            #expect(smoke.answers(401...401, to: "GET /api/protected") == revoked)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a tag selects a scenario, and the target sees no other`() throws {
            let smoke = try Smoke("api-gateway", ["--tags", "rate-limit"])
            #expect(smoke.run.status == 0, "\(smoke.run.output)\(smoke.run.errors)")
            #expect(Set(smoke.target["routes"].object.keys) == ["GET /api/limited"])
            let counters = smoke.run.result["counters"]
            #expect(counters["rate_limit_blocks"].int == smoke.answers(429...429))
            #expect(counters["let_through"].int == smoke.answers(200...200))
        }
    }
}
