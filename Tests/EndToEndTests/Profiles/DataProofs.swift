import Foundation
import Testing

extension EndToEndCounts {
    /// Rows of data files as they go over the wire: which, how often, in what order, and every character of them.
    @Suite struct DataProofs {
        private static let cells = [
            ["ada, countess", "1"], ["bob \"the\" b", "2.50"], ["éve\ntwo lines", "true"],
        ]
        /// The cells as CSV (RFC 4180) and as lines of JSON.
        private static let texts = [
            "csv": "name,word\n\"ada, countess\",1\n\"bob \"\"the\"\" b\",2.50\n\"éve\ntwo lines\",true\n",
            "jsonl": """
            {"name":"ada, countess","word":1}
            {"word":2.50,"name":"bob \\"the\\" b"}
            {"name":"\\u00e9ve\\ntwo lines","word":true}

            """,
        ]

        private func run(
            _ yaml: String, files: [String: String], _ arguments: [String] = []
        ) throws -> (run: LoadRun, counts: JSON) {
            let peer = try Peer.python("rest_peer.py")
            let text = yaml.replacingOccurrences(of: "URL", with: "http://127.0.0.1:\(peer.port)")
            let run = try ProfileFile(text, files: files).run(["--seed", "5"] + arguments)
            return (run, try peer.finish())
        }

        /// A scenario whose requests tell which of its user's rows they are.
        private static func readers(_ name: String, of data: String, _ load: String) -> String {
            let query = #"of: \#(name), user: "{{user}}", name: "{{\#(data).name}}", word: "{{\#(data).word}}""#
            return "  \(name): { \(load), steps: [{ post: URL/note, name: \(name), query: { \(query) } }] }\n"
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["csv", "jsonl"], [1, 2])
        func `users get the rows that their pick gives them, to the character`(format: String, threads: Int) throws {
            let picks = ["queued": "queue", "turning": "circular", "chance": "random", "own": "per_user"]
            let sources = picks.map { "  \($0.key): { file: rows.\(format), pick: \($0.value) }\n" }.joined()
            let (run, counts) = try run(
                "data:\n\(sources)scenarios:\n"
                    + Self.readers("first", of: "queued", "users: { count: 1, for: 950ms }, pacing: 150ms")
                    + Self.readers("second", of: "queued", "users: { count: 2, for: 950ms }, pacing: 100ms")
                    + Self.readers("turning", of: "turning", "users: { count: 1, for: 650ms }, pacing: 100ms")
                    + Self.readers("chance", of: "chance", "users: { count: 2, for: 930ms }, pacing: 50ms")
                    + Self.readers("own", of: "own", "users: { count: 5, for: 450ms }, pacing: 100ms"),
                files: ["rows.\(format)": try #require(Self.texts[format])], ["--threads", "\(threads)"])
            var rows: [String: [[String]]] = [:]
            var usersRows: [Int: Set<[String]>] = [:]
            for note in counts["notes"].array {
                let row = ["name", "word"].map { note[$0].string ?? "" }
                rows[note["of"].string ?? "", default: []].append(row)
                guard note["of"].string == "own", let user = Int(note["user"].string ?? "") else { continue }
                usersRows[user, default: []].insert(row)
            }
            // A queue's rows are given once, whichever scenario asks; who then asks again is gone.
            let queued = (rows["first"] ?? []) + (rows["second"] ?? [])
            #expect(Set(queued) == Set(Self.cells))
            #expect(queued.count == 3)
            #expect(run.errorsByCause == ["queued data exhausted": 3])
            #expect(rows["turning"] == (0..<7).map { Self.cells[$0 % 3] })
            #expect(rows["chance"]?.count == 38)
            #expect(Set(rows["chance"] ?? []) == Set(Self.cells))
            #expect(usersRows == Dictionary(uniqueKeysWithValues: (0..<5).map { ($0, [Self.cells[$0 % 3]]) }))
            #expect(rows["own"]?.count == 25)
            #expect(run.count("iterations") == 3 + 7 + 38 + 25)
            #expect(counts["requests"].counts == ["POST /note": 73])
        }

        @Test(.timeLimit(.minutes(1)), arguments: [1, 3])
        func `a queue is used up to its last row by however few users, and arrivals after it find none`(
            threads: Int
        ) throws {
            let loads = [
                ("users: { count: 1, for: 950ms }, pacing: 50ms", 1, 0),
                ("arrivals: { rate: 20/s, for: 1s, users: 5 }", 10, 10),
            ]
            for (load, errors, dropped) in loads {
                let rows = "name,word\n" + (0..<10).map { "n\($0),w\($0)\n" }.joined()
                let (run, counts) = try run(
                    "data: { queued: { file: rows.csv, pick: queue } }\nscenarios:\n"
                        + Self.readers("readers", of: "queued", load), files: ["rows.csv": rows],
                    ["--threads", "\(threads)"])
                #expect(counts["notes"].array.compactMap { $0["name"].string }.sorted() == (0..<10).map { "n\($0)" })
                #expect(run.errorsByCause == ["queued data exhausted": errors])
                #expect(run.requestsByName == ["readers": 10])
                #expect(run.count("iterations") == 10)
                #expect(run.count("dropped_iterations") == dropped)
            }
        }
    }
}
