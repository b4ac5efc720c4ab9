import Foundation
import Testing

extension EndToEndCounts {
    /// Every shipped profile, against a target that counts for itself: each row of a run is what the target saw at its
    /// route.
    @Suite struct RouteCountProofs {
        /// A profile, and where each of its requests goes.
        struct Row: Sendable, CustomTestStringConvertible {
            let profile: String
            /// Routes of the target by the names of the requests.
            let routes: [String: String]
            /// Where event streams go.
            var streams = "GET /sse/stream"

            var testDescription: String { profile }
        }

        private static let market = [
            "instruments": "GET /api/v1/instruments", "curves": "GET /api/v1/curves",
            "products": "GET /api/v1/products", "pricing": "GET /api/v1/pricing",
            "historical": "GET /api/v1/historical", "login": "POST /auth/login",
        ]
        private static let verification = [
            "login": "POST /auth/login", "verify_token": "POST /auth/verify",
            "verify_ws_token": "POST /auth/verify_ws_token", "verify_bad_token": "POST /auth/verify",
        ]
        private static let metrics = ["track": "POST /metrics/track", "export": "GET /metrics/export"]

        static let rows = [
            Row(
                profile: "smoke",
                routes: [
                    "health": "GET /health", "login": "POST /auth/login", "protected": "GET /api/protected",
                    "logout": "POST /auth/logout", "after logout": "GET /api/protected",
                ]),
            Row(profile: "streaming", routes: ["login": "POST /auth/login"]),
            Row(profile: "gateway", routes: market),
            Row(profile: "auth", routes: verification),
            Row(profile: "entitlements", routes: ["check": "POST /entitlements/check"]),
            Row(profile: "metrics", routes: metrics),
            Row(
                profile: "access-layer",
                routes: market.merging(verification) { $1 }.merging(metrics) { $1 }
                    .merging(["check": "POST /entitlements/check"]) { $1 }),
            Row(
                profile: "token-auth",
                routes: [
                    "login": "POST /auth/login", "logout": "POST /auth/logout", "verify": "POST /auth/verify",
                    "guess": "POST /auth/login", "spray": "POST /auth/login",
                    "login beside the attack": "POST /auth/login", "revoke": "POST /auth/revoke",
                    "verify after revocation": "POST /auth/verify",
                    "protected after revocation": "GET /api/protected", "protected": "GET /api/protected",
                    "refresh": "POST /auth/refresh",
                ]),
            Row(
                profile: "api-gateway",
                routes: [
                    "hello": "GET /api/hello", "hello with a name": "GET /api/hello", "sustained": "GET /api/hello",
                    "echo": "POST /api/echo", "mixed payload": "POST /api/echo", "small payload": "POST /api/echo",
                    "large payload": "POST /api/echo", "mixed query": "GET /api/echo",
                    "user": "GET /api/users/{id}", "change user": "PUT /api/users/{id}",
                    "protected post": "POST /api/protected", "mixed read": "GET /api/protected",
                    "mixed write": "PUT /api/protected", "login": "POST /auth/login", "logout": "POST /auth/logout",
                    "limited": "GET /api/limited", "health": "GET /health",
                ]),
            Row(
                profile: "policy-registry",
                routes: [
                    "health": "GET /health", "register": "POST /api/v1/servers",
                    "read back": "GET /api/v1/servers/{id}", "evaluate": "POST /api/v1/policies/evaluate",
                    "list": "GET /api/v1/servers", "policies": "GET /api/v1/policies",
                    "limited policies": "GET /api/v1/policies", "query by name": "GET /api/v1/servers",
                    "query by page": "GET /api/v1/servers", "change": "PUT /api/v1/servers/{id}",
                    "change too late": "PUT /api/v1/servers/{id}", "forget": "DELETE /api/v1/servers/{id}",
                    "read forgotten": "GET /api/v1/servers/{id}",
                ]),
            Row(
                profile: "llm-streaming", routes: ["completion": "POST /v1/chat/completions"],
                streams: "POST /v1/chat/completions"),
        ]

        private static let variables = [
            "BASE_URL", "GATEWAY_URL", "AUTH_URL", "ENTITLEMENTS_URL", "METRICS_URL", "NEWS_URL", "EVENTS_URL",
            "LLM_URL",
        ]

        private func run(_ profile: String, against target: Peer, _ arguments: [String] = []) throws -> LoadRun {
            let address = "127.0.0.1:\(target.port)"
            let file = Project.root.appending(path: "profiles/\(profile).yaml").path
            var environment = Dictionary(uniqueKeysWithValues: Self.variables.map { ($0, "http://\(address)") })
            environment["STREAMING_URL"] = "ws://\(address)"
            // The smoke profile is small by itself, and has no loads to choose from.
            let load = profile == "smoke" ? [] : ["-e", "LOAD=smoke"]
            return try LoadRun(["run", file] + load + arguments, environment: environment)
        }

        /// Answers below 400 together, as a run tells them; the others by status.
        private func answers(_ counts: JSON) -> [String: [String: Int]] {
            counts["routes"].object.mapValues { statuses in
                statuses.counts.reduce(into: [:]) { $0[$1.key < "4" ? "ok" : $1.key, default: 0] += $1.value }
            }
        }

        @Test(.timeLimit(.minutes(1)), arguments: rows)
        func `a smoke run passes, and its counts are the target's own`(row: Row) throws {
            let target = try Peer.target()
            let run = try run(row.profile, against: target)
            let counts = try target.finish()
            #expect(run.status == 0, "\(run.output)")
            #expect(run.isTrustworthy)

            var expected: [String: [String: Int]] = [:]
            for (name, statuses) in run.statusesByName {
                let route = try #require(row.routes[name], "nobody knows where \(name) goes")
                expected[route, default: [:]].merge(statuses, uniquingKeysWith: +)
            }
            let (sessions, streams) = (run.count("ws_sessions") ?? 0, run.count("sse_streams") ?? 0)
            if sessions > 0 { expected["GET /ws/stream", default: [:]]["ok", default: 0] += sessions }
            if streams > 0 { expected[row.streams, default: [:]]["ok", default: 0] += streams }
            #expect(answers(counts) == expected)
            #expect(run.count("http_reqs") ?? 0 == run.requestsByName.values.reduce(0, +))

            #expect(counts["sessions"].int == sessions)
            #expect(counts["streams", "opened"].int == streams)
            #expect(run.lifecycle["attempts"].int == sessions + streams)
            #expect(run.lifecycle["established"].int == sessions + streams)
            // Every refusal was asked for, and nothing failed.
            #expect(run.result["errors"].array.allSatisfy { $0["expected"].isTrue })
            #expect(counts["messages_received"].int == run.count("ws_msgs_sent") ?? 0)
            #expect(counts["subscriptions"].int == run.count("ws_subscribe_ack") ?? 0)
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
            // A tick or an event that left the target while its session was being closed is not received any more.
            let unread = (counts["messages_sent"].int ?? 0) - (run.count("ws_msgs_received") ?? 0)
            #expect((0...2 * sessions).contains(unread))
            let unreadEvents = (counts["streams", "events"].int ?? 0) - (run.count("sse_events") ?? 0)
            #expect((0...streams).contains(unreadEvents))
            #expect(counts["protocol_errors"].int == 0)
            #expect(counts["lost"].int == 0)
        }
    }
}
