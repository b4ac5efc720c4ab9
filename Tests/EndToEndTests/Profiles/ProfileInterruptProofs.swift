import Foundation
import Testing

extension EndToEndCounts {
    /// Ctrl-C in each phase of a profile's run, for each kind of load: a drain that has its limit, a complete report, and
    /// counts that are the peer's.
    @Suite struct ProfileInterruptProofs {
        /// What users are at when the interrupt comes.
        struct Moment: Sendable, CustomTestStringConvertible {
            let testDescription: String
            /// `URL` is the peer's.
            let steps: String
            var length = "60s"
            var graceful = "500ms"
            var signals = 1
            /// How long after the last interrupt the run may last.
            var limit = 2.5
            /// What becomes of the requests; nil where none of them is left without an answer.
            var cause = "ok"
            /// Whether an iteration ends with each request.
            var endsIterations = false
        }

        private static let moments = [
            Moment(
                testDescription: "in the middle of requests", steps: "{ get: URL/slow?ms=300, name: visit }",
                graceful: "5s", endsIterations: true),
            Moment(
                testDescription: "in pauses",
                steps: "{ get: URL/ok, name: visit }, { wait: 60s }, { get: URL/ok, name: visit }"),
            Moment(
                testDescription: "again during the drain", steps: "{ get: URL/hang, name: visit }", graceful: "30s",
                signals: 2, limit: 2, cause: "unanswered"),
            Moment(
                testDescription: "during the drain at the end", steps: "{ get: URL/hang, name: visit }",
                length: "200ms", graceful: "30s", limit: 2, cause: "unanswered"),
        ]

        /// Loads of a length, and how many begin a second.
        private static let loads = [
            "users: { count: 10, for: LENGTH }", "sessions: { open: 10, hold: LENGTH }",
            "arrivals: { rate: 20/s, for: LENGTH, users: 50 }",
        ]

        private static func profile(_ load: String, steps: String, port: Int) -> String {
            """
            scenarios:
              visits:
                \(load)
                steps: [\(steps.replacingOccurrences(of: "URL", with: "http://127.0.0.1:\(port)"))]
            """
        }

        /// Runs, interrupts when the run has been under way for a while, and expects a complete report in time.
        private func interrupt(
            _ profile: ProfileFile, graceful: String, signals: Int = 1, endsWithin limit: Double
        ) throws -> LoadRun {
            var sent = Date()
            let run = try profile.run(["--graceful-stop", graceful]) { program in
                try program.waitUntilInterruptible()
                for number in 0..<signals {
                    letPass(seconds: number == 0 ? 0.7 : 0.2)
                    sent = Date()
                    program.signal(SIGINT)
                }
            }
            #expect(Date().timeIntervalSince(sent) < limit)
            #expect(run.status == 105)
            #expect(run.result["run", "exit_code"].int == 105)
            #expect(run.output.contains("interrupted"))
            let validity = try #require(run.result["generator", "validity"].string)
            #expect(run.output.contains(validity))
            return run
        }

        @Test(.timeLimit(.minutes(1)), arguments: loads, moments)
        func `requests are counted to the last, whatever its users are at`(load: String, moment: Moment) throws {
            let peer = try Peer.python("rest_peer.py")
            let load = load.replacingOccurrences(of: "LENGTH", with: moment.length)
            let profile = try ProfileFile(Self.profile(load, steps: moment.steps, port: peer.port))
            let run = try interrupt(
                profile, graceful: moment.graceful, signals: moment.signals, endsWithin: moment.limit)
            let requests = try #require(run.count("http_reqs"))
            #expect(requests > 0)
            #expect(run.statusesByName == ["visit": [moment.cause: requests]])
            #expect(run.count("iterations") == (moment.endsIterations ? requests : 0))
            #expect(run.count("dropped_iterations") == 0)
            #expect(try peer.finish()["requests"].counts.values.reduce(0, +) == requests)
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                "users: { count: 1000, at: 40/s, for: 60s }", "sessions: { open: 1000, at: 40/s, hold: 60s }",
                "arrivals: { stages: [{ ramp: 80/s, over: 1s }, { hold: 80/s, for: 60s }] }",
            ])
        func `who has not started yet never does`(load: String) throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                Self.profile(load, steps: "{ get: URL/ok, name: visit }, { wait: 60s }", port: peer.port))
            let run = try interrupt(profile, graceful: "200ms", endsWithin: 2)
            let requests = try #require(run.count("http_reqs"))
            #expect((3...120).contains(requests))
            #expect(run.metric("vus")["max"].int == requests)
            #expect(run.statusesByName == ["visit": ["ok": requests]])
            #expect(try peer.finish()["requests"].counts == ["GET /ok": requests])
        }

        // MARK: - Sessions and streams

        /// What five users do with a session, and how it then ends.
        struct Conversation: Sendable, CustomTestStringConvertible {
            let path: String
            let steps: String
            var signals = 1
            var limit = 2.5
            var unclean = 0
            var isCancelled = false

            var testDescription: String { "\(path) \(steps)" }
        }

        private static let conversations = [
            Conversation(path: "/silence", steps: "{ ping: }", isCancelled: true),
            Conversation(path: "/no-ack", steps: "{ subscribe: x, ack: { match: { $.a: b }, within: 60s } }"),
            Conversation(path: "/late?ms=60000", steps: "{ send: x, reply: { match: order, within: 60s } }"),
            Conversation(
                path: "/late?ms=60000", steps: "{ send: x, reply: { match: order, within: 60s } }", signals: 2,
                limit: 2, unclean: 5),
            Conversation(path: "/echo", steps: "{ wait: 60s }, { ping: }"),
            Conversation(path: "/echo", steps: "{ listen: 60s }"),
        ]

        @Test(
            .timeLimit(.minutes(1)), arguments: ["users: { count: 5, for: 60s }", "sessions: { open: 5, hold: 60s }"],
            conversations)
        func `sessions are closed in order, or cancelled while they are dialled`(
            load: String, conversation: Conversation
        ) throws {
            let peer = try Peer.raw()
            let steps = "{ connect: \"URL\(conversation.path)\" }, \(conversation.steps)"
            let profile = try ProfileFile(Self.profile(load, steps: steps, port: peer.port))
            let run = try interrupt(
                profile, graceful: conversation.signals == 1 ? "300ms" : "30s", signals: conversation.signals,
                endsWithin: conversation.limit)
            let ended = run.lifecycle["ended"]
            #expect(run.lifecycle["attempts"].int == 5)
            #expect(ended["cancelled"].int == (conversation.isCancelled ? 5 : 0))
            #expect(ended["closed_by_client"].counts == (conversation.isCancelled ? [:] : ["1000": 5]))
            #expect(run.lifecycle["unclean"].int == conversation.unclean)
            let sent = try #require(run.count("ws_msgs_sent"))
            #expect(run.count("ws_msgs_unanswered") == sent)
            #expect(run.count("ws_response_time") == sent)
            let counts = try peer.finish()
            #expect(counts["closes_received"].counts == ended["closed_by_client"].counts)
        }

        @Test(
            .timeLimit(.minutes(1)), arguments: ["users: { count: 5, for: 60s }", "sessions: { open: 5, hold: 60s }"])
        func `streams are ended by us, and what they brought is counted`(load: String) throws {
            let target = try Peer.target()
            let profile = try ProfileFile(
                Self.profile(
                    load, steps: "{ stream: \"URL/events?rate=20\" }, { read: { events: 1000 } }", port: target.port))
            let run = try interrupt(profile, graceful: "300ms", endsWithin: 2.5)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["eof": 5])
            let events = try #require(run.count("sse_events"))
            let sent = try #require(target.finish()["streams", "events"].int)
            #expect(events > 0)
            #expect((0...5).contains(sent - events))
        }
    }
}
