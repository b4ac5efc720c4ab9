import Foundation
import Testing

extension EndToEndCounts {
    /// Load as a profile plans it: what arrives, who is there at once, and what is sent is what the plan adds up to.
    @Suite struct ScheduleProofs {
        /// Arrivals with the number that the area under their rate comes to.
        private static let arrivals: [(load: String, planned: Int)] = [
            ("rate: 50/s, for: 2s", 100), ("rate: 50/s, for: 2s, spacing: poisson", 100),
            ("stages: [{ ramp: 100/s, over: 1s }, { hold: 100/s, for: 1s }, { ramp: 0/s, over: 500ms }]", 175),
            ("stages: [{ ramp: 100/s, over: 1s }, { hold: 20/s, for: 1s }], spacing: poisson", 70),
            ("rate: 300/m, for: 1900ms", 9),
        ]

        @Test(.timeLimit(.minutes(1)), arguments: arrivals, [1, 3])
        func `as many arrive as are planned`(row: (load: String, planned: Int), threads: Int) throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                scenarios:
                  visits:
                    arrivals: { \(row.load), users: 100 }
                    steps: [{ get: "http://127.0.0.1:\(peer.port)/ok", name: visit }]
                """)
            #expect(try profile.explanation().contains("\(row.planned) arrivals, \(row.planned) requests"))
            let run = try profile.run(["--threads", "\(threads)", "--seed", "7"])
            #expect(run.status == 0)
            #expect(run.count("iterations") == row.planned)
            #expect(run.count("dropped_iterations") == 0)
            #expect(run.requestsByName == ["visit": row.planned])
            #expect(try peer.finish()["requests"].counts == ["GET /ok": row.planned])
        }

        @Test(.timeLimit(.minutes(1)))
        func `arrivals wait for one of the users, the wait counts, and who waits at the end is dropped`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                scenarios:
                  visits:
                    arrivals: { rate: 100/s, for: 1s, users: 5 }
                    steps: [{ get: "http://127.0.0.1:\(peer.port)/slow?ms=100", name: visit }]
                """)
            let run = try profile.run(["--threads", "1"])
            let counts = try peer.finish()
            let (iterations, dropped) = (run.count("iterations") ?? 0, run.count("dropped_iterations") ?? 0)
            #expect(iterations + dropped == 100)
            #expect((20...55).contains(iterations))
            #expect(counts["requests"].counts == ["GET /slow": iterations])
            #expect(counts["peak"].int == 5)
            #expect(run.metric("vus")["max"].int == 5)
            // The last to be served had been due for about half a second; the request itself took a tenth.
            #expect((run.metric("http_response_time")["max"].double ?? 0) > 400)
            #expect((run.metric("http_response_time")["med"].double ?? 0) > 200)
            #expect((run.metric("http_req_duration")["min"].double ?? 0) > 90)
            let waited = run.metric("http_response_time")["avg"].double ?? 0
            #expect(waited > 2 * (run.metric("http_req_duration")["avg"].double ?? .infinity))
        }

        @Test(.timeLimit(.minutes(1)), arguments: [1, 2])
        func `users with a pace begin as often as the pace says, however long their steps take`(threads: Int) throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                scenarios:
                  paced:
                    users: { count: 4, for: 1900ms }
                    pacing: 200ms
                    steps: [{ get: "http://127.0.0.1:\(peer.port)/ok", name: fast }]
                  slower:
                    users: { count: 3, for: 1900ms }
                    pacing: 200ms
                    steps: [{ get: "http://127.0.0.1:\(peer.port)/slow?ms=100", name: slow }]
                """)
            let run = try profile.run(["--threads", "\(threads)"])
            #expect(run.status == 0)
            #expect(run.requestsByName == ["fast": 40, "slow": 30])
            #expect(run.count("iterations") == 70)
            #expect(run.metric("vus")["max"].int == 7)
            #expect(try peer.finish()["requests"].counts == ["GET /ok": 40, "GET /slow": 30])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a pace that the steps outlast is as fast as the steps`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                scenarios:
                  slow:
                    users: { count: 2, for: 950ms }
                    pacing: 10ms
                    steps: [{ get: "http://127.0.0.1:\(peer.port)/slow?ms=100", name: slow }]
                """)
            let run = try profile.run()
            let requests = try #require(run.count("http_reqs"))
            #expect((10...20).contains(requests))
            #expect(run.count("iterations") == requests)
            // Whoever was busy at the end was waited for.
            #expect(try peer.finish()["requests"].counts == ["GET /slow": requests])
        }

        @Test(.timeLimit(.minutes(1)), arguments: [1, 2])
        func `sessions come and go with their level`(threads: Int) throws {
            let service = try Service.target()
            let profile = try ProfileFile(
                """
                scenarios:
                  tide:
                    sessions:
                      stages:
                        - { ramp: 10, over: 400ms }
                        - { hold: 10, for: 400ms }
                        - { ramp: 2, at: 20/s }
                        - { hold: 2, for: 200ms }
                        - { ramp: 6, over: 0s }
                        - { hold: 6, for: 300ms }
                        - { ramp: 0, over: 200ms }
                    steps: [{ connect: "\(service.url)" }]
                """)
            let run = try profile.run(["--threads", "\(threads)"])
            let counts = try service.finish()
            #expect(try profile.explanation().contains("14 sessions"))
            #expect(run.status == 0)
            #expect(run.lifecycle["attempts"].int == 14)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 14])
            #expect(run.lifecycle["peak_open"].int == 10)
            #expect(run.count("iterations") == 14)
            #expect(counts["sessions"].int == 14)
            #expect(counts["sessions_peak"].int == 10)
            #expect(counts["closes_received"].counts == ["1000": 14])
        }

        @Test(.timeLimit(.minutes(1)), arguments: [1, 2])
        func `messages of all sessions together are as many as are planned`(threads: Int) throws {
            let service = try Service.target()
            let profile = try ProfileFile(
                """
                scenarios:
                  shared:
                    sessions: { open: 4, at: 20/s, hold: 1s }
                    messages: { rate: 50/s }
                    steps:
                      - connect: \(service.url)
                      - send: "message {{id}}"
                        reply: { match: order, within: 1s }
                  staged:
                    sessions: { open: 4, at: 20/s, hold: 1s }
                    messages: { stages: [{ ramp: 80/s, over: 500ms }, { hold: 80/s, for: 500ms }] }
                    steps:
                      - connect: \(service.url)
                      - send: { id: "{{id}}" }
                        reply: { match: $.id, within: 1s }
                """)
            #expect(try profile.explanation().contains("Planned in all: 8 sessions, 110 messages"))
            let run = try profile.run(["--threads", "\(threads)"])
            #expect(run.status == 0)
            #expect(run.count("ws_msgs_sent") == 110)
            #expect(run.count("ws_response_time") == 110)
            #expect(run.count("ws_msgs_unanswered") == 0)
            #expect(run.count("dropped_iterations") == 0)
            #expect(try service.finish()["messages_received"].int == 110)
        }

        @Test(.timeLimit(.minutes(1)))
        func `messages of each session are as many as its time allows, to one`() throws {
            let service = try Service.target()
            let profile = try ProfileFile(
                """
                scenarios:
                  steady:
                    sessions: { open: 6, hold: 1s }
                    messages: { rate: 20/s per session }
                    steps: [{ connect: "\(service.url)" }, { send: { id: "{{id}}" }, reply: { match: $.id } }]
                  rising:
                    sessions: { open: 3, hold: 1s }
                    messages:
                      stages: [{ ramp: 20/s per session, over: 500ms }, { hold: 20/s per session, for: 500ms }]
                    steps: [{ connect: "\(service.url)" }, { send: { id: "{{id}}" }, reply: { match: $.id } }]
                """)
            let run = try profile.run()
            let sent = try #require(run.count("ws_msgs_sent"))
            #expect(run.status == 0)
            // 6 × 20 and 3 × 15; each session is established a little after its start.
            #expect((165 - 9...165 + 9).contains(sent))
            #expect(run.count("ws_response_time") == sent)
            #expect(try service.finish()["messages_received"].int == sent)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what is explained in all is what runs`() throws {
            let peer = try Peer.python("rest_peer.py")
            let service = try Service.target()
            let profile = try ProfileFile(
                """
                variables: { url: "http://127.0.0.1:\(peer.port)" }
                scenarios:
                  pairs:
                    arrivals: { rate: 20/s, for: 1s, users: 20 }
                    steps: [{ get: "${url}/ok", name: one }, { loop: 3, steps: [{ get: "${url}/ok", name: three }] }]
                  listeners:
                    sessions: { open: 5, hold: 1s }
                    steps: [{ connect: "\(service.url)" }]
                """)
            let planned = try profile.explanation()
            #expect(planned.contains("Planned in all: 20 arrivals, 5 sessions, 80 requests"), "\(planned)")
            let run = try profile.run()
            #expect(run.requestsByName == ["one": 20, "three": 60])
            #expect(run.count("iterations") == 25)
            #expect(run.lifecycle["established"].int == 5)
            #expect(try peer.finish()["requests"].counts == ["GET /ok": 80])
            #expect(try service.finish()["sessions"].int == 5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a load shared by weight is shared to the user`() throws {
            let peer = try Peer.python("rest_peer.py")
            let profile = try ProfileFile(
                """
                users: { count: 10, for: 1500ms }
                scenarios:
                  many:
                    weight: 7
                    pacing: 1s
                    steps: [{ get: "http://127.0.0.1:\(peer.port)/ok", name: many }]
                  few:
                    weight: 3
                    pacing: 1s
                    steps: [{ get: "http://127.0.0.1:\(peer.port)/ok", name: few }]
                """)
            let run = try profile.run()
            #expect(run.requestsByName == ["many": 14, "few": 6])
            #expect(try peer.finish()["requests"].counts == ["GET /ok": 20])
        }
    }
}
