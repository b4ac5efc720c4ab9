import Foundation
import Testing

extension EndToEndCounts {
    /// Locust's tables and HdrHistogram's logs that are made of a result later.
    @Suite struct TableProofs {
        private func tool(_ arguments: [String]) throws -> (status: Int32, program: Program) {
            let program = try Program(Project.streamload, arguments)
            return (try program.wait(within: 30), program)
        }

        private func python(_ code: String, _ arguments: [String]) throws -> String {
            let program = try Program(Project.python, ["-c", code] + arguments)
            #expect(try program.wait(within: 30) == 0, "\(program.errors)")
            return program.output
        }

        /// REST, WebSocket and SSE steps, of which some fail; two scenarios share a name.
        private func everything() throws -> ProfileFile {
            let nobody = try "127.0.0.1:\(freePort())"
            return try ProfileFile(
                """
                scenarios:
                  reader:
                    users: { count: 2, for: 1500ms }
                    steps: [{ get: embedded/health }, { get: embedded/nothing }, { wait: 100ms }]
                  again: { users: { count: 1, for: 1s }, steps: [{ get: embedded/health }, { wait: 100ms }] }
                  chat:
                    sessions: { open: 3, hold: 1s }
                    messages: { rate: 5/s per session }
                    steps:
                      - connect: embedded/echo
                      - send: '{"id":"{{id}}"}'
                        reply: { match: $.id, within: 1s }
                  gone:
                    users: { count: 1, for: 1s }
                    pacing: 300ms
                    steps: [{ connect: "ws://\(nobody)/", name: far away }]
                  listener: { sessions: { open: 3, hold: 1s }, steps: [{ stream: "embedded/events?rate=20" }] }
                  deaf: { users: { count: 1, for: 1s }, pacing: 300ms, steps: [{ stream: "http://\(nobody)/" }] }
                """)
        }

        private func expectSameTables(_ arguments: [String], in folder: TemporaryFolder) throws {
            let json = folder.path("result.json")
            let (status, _) = try tool(arguments + ["-q", "--json", json, "--csv", folder.path("run")])
            #expect([0, 111].contains(status))
            let (later, program) = try tool(["report", json, "--csv", folder.path("later")])
            #expect(later == 0 && program.output.isEmpty && program.errors.isEmpty)
            for table in ["stats", "failures", "exceptions"] {
                let own = try Data(contentsOf: URL(filePath: folder.path("run_\(table).csv")))
                #expect(try Data(contentsOf: URL(filePath: folder.path("later_\(table).csv"))) == own, "\(table)")
            }
            let histories = try ["run", "later"].map {
                try String(contentsOfFile: folder.path("\($0)_stats_history.csv"), encoding: .utf8)
                    .split(separator: "\r\n").first
            }
            #expect(histories[0] == histories[1])
        }

        /// Rows of the failures that have not exactly one row of the stats under their method and name.
        private static let joiner = """
            import csv, sys
            stats, failures = (list(csv.DictReader(open(path, newline=""))) for path in sys.argv[1:])
            for row in failures:
                twins = [s for s in stats if (s["Type"], s["Name"]) == (row["Method"], row["Name"])]
                assert len(twins) == 1 and int(twins[0]["Failure Count"]) >= int(row["Occurrences"]), row
                print(row["Method"], row["Name"])
            """

        @Test(.timeLimit(.minutes(1)))
        func `the tables of a profile are those of the run to the byte, and every failure has its row`() throws {
            let folder = try TemporaryFolder()
            let profile = try everything()
            try expectSameTables(["run", profile.path], in: folder)
            let files = [folder.path("run_stats.csv"), folder.path("run_failures.csv")]
            let rows = try python(Self.joiner, files).split(separator: "\n").map(String.init)
            #expect(Set(rows) == ["GET /nothing", "WS connect", "SSE connect"])
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [["-c", "5", "-r", "10", "-d", "2"], ["embedded/events?rate=20", "-c", "5", "-d", "2"]])
        func `the tables of a run of flags are those of the run to the byte`(flags: [String]) throws {
            try expectSameTables(flags, in: try TemporaryFolder())
        }

        /// Encodes all histograms of a result again, as the installed hdrhistogram does, and prints how many samples of a
        /// trend there are.
        private static let encoder = """
            import json, sys
            from hdrh.histogram import HdrHistogram
            result = json.load(open(sys.argv[1]))
            for name, distribution in result["distributions"].items():
                histogram = HdrHistogram.decode(distribution["hdr"])
                distribution["hdr"] = histogram.encode().decode()
                count = result["metrics"].get(name, result["submetrics"].get(name))["count"]
                assert histogram.get_total_count() == count, name
            json.dump(result, open(sys.argv[2], "w"))
            """

        @Test(.timeLimit(.minutes(1)))
        func `histograms that hdrhistogram has read and written again make the same tables`() throws {
            let folder = try TemporaryFolder()
            let profile = try everything()
            try expectSameTables(["run", profile.path], in: folder)
            _ = try python(Self.encoder, [folder.path("result.json"), folder.path("again.json")])
            #expect(try tool(["report", folder.path("again.json"), "--csv", folder.path("again")]).status == 0)
            let own = try Data(contentsOf: URL(filePath: folder.path("run_stats.csv")))
            #expect(try Data(contentsOf: URL(filePath: folder.path("again_stats.csv"))) == own)
        }

        /// Whether the lines of one log add up to the one of another, bucket by bucket.
        private static let adder = """
            import sys
            from hdrh.histogram import HdrHistogram
            from hdrh.log import HistogramLogReader
            totals = []
            for path in sys.argv[1:]:
                total, lines = HdrHistogram(1, 3600 * 1000 * 1000 * 1000, 3), 0
                reader = HistogramLogReader(path, total)
                while reader.add_next_interval_histogram(): lines += 1
                totals.append((total, lines))
            (run, _), (later, lines) = totals
            assert lines == 1 and later.get_total_count() > 0
            counts = [[(i.value_iterated_to, i.count_added_in_this_iter_step) for i in h.get_recorded_iterator()]
                      for h in (run, later)]
            assert counts[0] == counts[1]
            """

        @Test(.timeLimit(.minutes(1)))
        func `the one line of a log has all samples of the run's lines`() throws {
            let folder = try TemporaryFolder()
            let json = folder.path("result.json")
            let (status, _) = try tool(
                ["-c", "20", "-r", "50", "-d", "2", "-q", "--hdr", folder.path("run"), "--json", json])
            #expect([0, 111].contains(status))
            #expect(try tool(["report", json, "--hdr", folder.path("later")]).status == 0)
            for name in ["ws_response_time", "ws_connecting", "send_lateness"] {
                _ = try python(Self.adder, [folder.path("run_\(name).hlog"), folder.path("later_\(name).hlog")])
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a result without samples costs the tables and none of the other reports`() throws {
            let folder = try TemporaryFolder()
            let json = folder.path("result.json")
            _ = try tool(["-c", "2", "-r", "10", "-d", "1", "-q", "--json", json])
            let text = try String(contentsOfFile: json, encoding: .utf8)
            let older = text.replacing(/,\n +"sum_ns": [0-9]+,\n +"hdr": "[^"]+"/, with: "")
            try Data(older.utf8).write(to: URL(filePath: json))
            let (status, program) = try tool(
                ["report", json, "--csv", folder.path("later"), "--junit", folder.path("junit.xml")])
            #expect(status == 64)
            #expect(program.errors.hasPrefix("\(json): 'distributions.ws_connecting.hdr' is missing: an older "))
            #expect(try JUnitFile(folder.path("junit.xml")).cases.count == 1)
            #expect(!FileManager.default.fileExists(atPath: folder.path("later_stats.csv")))
        }

        @Test(.timeLimit(.minutes(1)))
        func `k6's lines cannot be made of a result`() throws {
            let (status, program) = try tool(["report", "result.json", "--out", "json=lines.json", "--junit", "-"])
            #expect(status == 64)
            #expect(program.errors.hasPrefix("--out: k6's lines are of single samples, which no result has"))
        }
    }
}
