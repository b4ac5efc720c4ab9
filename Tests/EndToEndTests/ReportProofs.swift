import Foundation
import Testing

extension EndToEndCounts {
    /// The files that a run leaves for other programs, read by other programs.
    @Suite struct ReportProofs {
        private static let load = ["-c", "5", "-r", "10", "-d", "1", "-q"]
        private static let threshold = ["--threshold", "ws_msgs_sent count>1000000"]

        private func tool(_ arguments: [String]) throws -> (status: Int32, program: Program) {
            let program = try Program(Project.streamload, arguments)
            return (try program.wait(within: 30), program)
        }

        private func python(_ code: String, _ arguments: [String]) throws -> String {
            let program = try Program(Project.python, ["-c", code] + arguments)
            #expect(try program.wait(within: 30) == 0, "\(program.errors)")
            return program.output
        }

        @Test(.timeLimit(.minutes(1)))
        func `reports made later are those of the run`() throws {
            let folder = try TemporaryFolder()
            func paths(_ name: String) -> [String] {
                ["--junit", folder.path("\(name).xml"), "--markdown", folder.path("\(name).md")]
            }
            let json = folder.path("result.json")
            #expect(try tool(Self.load + Self.threshold + ["--json", json] + paths("live")).status == 99)
            let (status, program) = try tool(["report", json] + paths("later"))
            #expect(status == 0 && program.output.isEmpty && program.errors.isEmpty)
            for kind in ["xml", "md"] {
                let live = try Data(contentsOf: URL(filePath: folder.path("live.\(kind)")))
                #expect(try Data(contentsOf: URL(filePath: folder.path("later.\(kind)"))) == live)
                #expect(live.count > 500)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a full disk costs one report and none of the others`() throws {
            let folder = try TemporaryFolder()
            let (status, program) = try tool(
                Self.load + ["--json", folder.path("result.json"), "--junit", "/dev/full", "--markdown", "-"])
            #expect(status == 109)
            #expect(program.errors.contains("cannot write /dev/full: No space left on device"))
            #expect(program.output.hasPrefix("## ✅ streamload: passed"))
            // The report gives way to what took standard output.
            #expect(program.errors.contains("5 of 5 attempts"))
            #expect(FileManager.default.fileExists(atPath: folder.path("result.json")))
            let (later, words) = try tool(["report", folder.path("result.json"), "--junit", "/dev/full"])
            #expect(later == 109)
            #expect(words.errors == "error: cannot write /dev/full: No space left on device\n")
        }

        /// The headers that the installed Locust writes.
        private static let locustHeaders = """
            from locust.env import Environment
            from locust.stats import StatsCSVFileWriter, PERCENTILES_TO_REPORT
            import sys
            files = StatsCSVFileWriter(Environment(), PERCENTILES_TO_REPORT, sys.argv[1], full_history=False)
            for columns in (files.requests_csv_columns, files.stats_history_csv_columns, files.failures_columns,
                            files.exceptions_columns):
                print(",".join(columns))
            """

        /// The headers of the files, as Python's csv module reads them, and the rows of the one named last.
        private static let csvReader = """
            import csv, sys
            for path in sys.argv[1:]:
                with open(path, newline="") as file:
                    rows = list(csv.reader(file))
                assert all(len(row) == len(rows[0]) for row in rows), path
                print(",".join(rows[0]))
            for row in rows[1:]: print("|".join(row[:4]))
            """

        @Test(.timeLimit(.minutes(1)))
        func `the CSV files have Locust's headers, and a row for each step of a protocol`() throws {
            let folder = try TemporaryFolder()
            let arguments = ["-c", "5", "-r", "10", "-d", "2", "-q", "--ping-interval", "500ms"]
            let (status, _) = try tool(arguments + ["--csv", folder.path("run"), "--json", folder.path("result.json")])
            #expect(status == 0)
            let files = ["_stats_history", "_failures", "_exceptions", "_stats"].map { folder.path("run\($0).csv") }
            let lines = try python(Self.csvReader, files).split(separator: "\n").map(String.init)
            let headers = try python(Self.locustHeaders, [folder.path("locust")]).split(separator: "\n").map(
                String.init)
            #expect(headers.count == 4)
            #expect(Array(lines.prefix(4)) == [headers[1], headers[2], headers[3], headers[0]])
            let result = try JSON(Data(contentsOf: URL(filePath: folder.path("result.json"))))
            let sent = try #require(result["metrics", "ws_msgs_sent", "count"].int)
            let pings = try #require(result["metrics", "ws_ping", "count"].int)
            #expect(
                Array(lines.dropFirst(4)) == [
                    "WS|connect|5|0", "WS|message|\(sent)|0", "WS|ping|\(pings)|0", "|Aggregated|\(5 + sent + pings)|0",
                ])
            // A row each for connects, messages, once there are some pings, and all, in at least two seconds.
            let history = try String(contentsOfFile: files[0], encoding: .utf8).split(separator: "\r\n")
            #expect(history.count > 6)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run of requests and streams has their steps in its CSV`() throws {
            let folder = try TemporaryFolder()
            let profile = try ProfileFile(
                """
                scenarios:
                  reader: { users: { count: 2, for: 1s }, steps: [{ get: embedded/health }, { wait: 100ms }] }
                  listener:
                    sessions: { open: 3, hold: 1s }
                    steps: [{ stream: "embedded/events?rate=20" }]
                """)
            #expect(try tool(["run", profile.path, "-q", "--csv", folder.path("run")]).status == 0)
            let lines = try python(Self.csvReader, [folder.path("run_stats.csv")]).split(separator: "\n")
            let steps = lines.dropFirst().map { $0.split(separator: "|", omittingEmptySubsequences: false)[..<2] }
            #expect(
                steps.map { $0.joined(separator: " ") } == [
                    "SSE connect", "SSE first event", "SSE event", "GET /health", " Aggregated",
                ])
        }

        /// The count, mean and maximum in milliseconds, and the intervals of a log, as the installed hdrhistogram reads it.
        private static let logReader = """
            import sys
            from hdrh.histogram import HdrHistogram
            from hdrh.log import HistogramLogReader
            total = HdrHistogram(1, 3600 * 1000 * 1000 * 1000, 3)
            reader = HistogramLogReader(sys.argv[1], total)
            intervals = 0
            while reader.add_next_interval_histogram(): intervals += 1
            print(total.get_total_count(), total.get_mean_value() / 1e6, total.get_max_value() / 1e6, intervals)
            """

        @Test(.timeLimit(.minutes(1)))
        func `the histogram logs are what hdrhistogram reads, to the last sample`() throws {
            let folder = try TemporaryFolder()
            let (status, _) = try tool(
                [
                    "-c", "20", "-r", "50", "-d", "2", "-q", "--hdr", folder.path("run"), "--json",
                    folder.path("result.json"),
                ])
            #expect([0, 111].contains(status))
            let result = try JSON(Data(contentsOf: URL(filePath: folder.path("result.json"))))
            for name in ["ws_response_time", "ws_service_time", "ws_connecting", "send_lateness", "loop_lag"] {
                let words = try python(Self.logReader, [folder.path("run_\(name).hlog")]).split(separator: " ")
                let metric = result["metrics", name]
                #expect(Int(words[0]) == metric["count"].int, "\(name)")
                // Percentiles are left out: the tools differ by a rank.
                for (word, figure) in [(words[1], "avg"), (words[2], "max")] {
                    let read = try #require(Double(word))
                    let told = try #require(metric[figure].double)
                    #expect(abs(read - told) <= told / 900 + 1e-6, "\(name) \(figure): \(read) for \(told)")
                }
            }
            // What had no samples has no file.
            #expect(!FileManager.default.fileExists(atPath: folder.path("run_ws_subscribe_ack.hlog")))
        }

        /// Sums of counters, means of rates and counts of times, as a jq script would make them.
        private static let lineReader = """
            import json, sys
            known, sums, counts = set(), {}, {}
            for line in open(sys.argv[1]):
                entry = json.loads(line)
                if entry["type"] == "Metric":
                    assert entry["metric"] == entry["data"]["name"] and entry["metric"] not in known
                    known.add(entry["metric"])
                    continue
                name, value = entry["metric"], entry["data"]["value"]
                assert name in known and entry["type"] == "Point" and entry["data"]["time"].endswith("Z")
                sums[name] = sums.get(name, 0) + value
                counts[name] = counts.get(name, 0) + 1
            print(json.dumps({"sums": sums, "counts": counts}))
            """

        @Test(.timeLimit(.minutes(1)))
        func `k6's lines add up to the result`() throws {
            let folder = try TemporaryFolder()
            let (status, _) = try tool(
                Self.load + ["--out", "json=\(folder.path("lines.json"))", "--json", folder.path("result.json")])
            #expect([0, 111].contains(status))
            let result = try JSON(Data(contentsOf: URL(filePath: folder.path("result.json"))))
            let lines = try JSON(Data(python(Self.lineReader, [folder.path("lines.json")]).utf8))
            for name in ["ws_sessions", "ws_msgs_sent", "ws_msgs_received", "data_sent", "data_received"] {
                #expect(lines["sums", name].int == result["metrics", name, "count"].int, "\(name)")
            }
            for name in ["ws_response_time", "ws_connecting", "send_lateness"] {
                #expect(lines["counts", name].int == result["metrics", name, "count"].int, "\(name)")
            }
            #expect(lines["sums", "ws_connect_failed"].int == 0 && lines["counts", "ws_connect_failed"].int == 5)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an interrupted run has all its reports`() throws {
            let folder = try TemporaryFolder()
            let program = try Program(
                Project.streamload,
                [
                    "-c", "5", "-r", "10", "-d", "60", "-q", "--json", folder.path("result.json"), "--junit",
                    folder.path("junit.xml"), "--markdown", folder.path("summary.md"), "--csv", folder.path("run"),
                    "--hdr", folder.path("run"), "--out", "json=\(folder.path("lines.json"))",
                ])
            letPass(seconds: 2)
            program.signal(SIGINT)
            #expect(try program.wait(within: 30) == 105)
            #expect(try JUnitFile(folder.path("junit.xml")).cases.map(\.outcome) == ["Error"])
            let markdown = try String(contentsOfFile: folder.path("summary.md"), encoding: .utf8)
            #expect(markdown.hasPrefix("## ❌ streamload: interrupted before its end"))
            let result = try JSON(Data(contentsOf: URL(filePath: folder.path("result.json"))))
            let sent = try #require(result["metrics", "ws_msgs_sent", "count"].int)
            let rows = try python(Self.csvReader, [folder.path("run_stats.csv")])
            #expect(rows.contains("WS|message|\(sent)|0"))
            let words = try python(Self.logReader, [folder.path("run_ws_response_time.hlog")]).split(separator: " ")
            #expect(Int(words[0]) == sent)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a disk that is full from the start costs the journals and not the result`() throws {
            let folder = try TemporaryFolder()
            try FileManager.default.createSymbolicLink(
                atPath: folder.path("run_stats_history.csv"), withDestinationPath: "/dev/full")
            let (status, program) = try tool(
                Self.load + [
                    "--csv", folder.path("run"), "--out", "json=/dev/full", "--json", folder.path("result.json"),
                ])
            #expect(status == 109)
            for path in [folder.path("run_stats_history.csv"), "/dev/full"] {
                #expect(program.errors.contains("cannot write \(path): No space left on device"))
            }
            #expect(program.output.contains("5 of 5 attempts"))
            for name in ["result.json", "run_stats.csv", "run_failures.csv"] {
                #expect(FileManager.default.fileExists(atPath: folder.path(name)))
            }
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["--junit", "/proc/x.xml"], "--junit: '/proc/x.xml' cannot be written: "),
                (["--json", "-", "--markdown", "-"], "--markdown: standard output is taken by --json"),
                (["--json", "same", "--junit", "same"], "--junit: 'same' is taken by --json"),
                (["--markdown", ""], "--markdown: a file name is missing; - is standard output"),
            ])
        func `what cannot be written is refused before the run`(flags: [String], words: String) throws {
            let (status, program) = try tool(Self.load + flags)
            #expect(status == 64)
            #expect(program.errors.hasPrefix(words) && program.errors.split(separator: "\n").count == 1)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what is no result is refused with what is wrong`() throws {
            let folder = try TemporaryFolder()
            try Data("{}".utf8).write(to: URL(filePath: folder.path("empty.json")))
            for (arguments, words) in [
                ([folder.path("empty.json"), "--junit", "-"], "\(folder.path("empty.json")): 'schema' is missing\n"),
                (["/no/such.json", "--junit", "-"], "/no/such.json: cannot be read: No such file or directory\n"),
                (
                    ["-"],
                    "report: nothing to write: expected --html, --junit, --markdown, --csv or --hdr\n-: not a JSON object\n"
                ),
            ] {
                let program = try Program(Project.streamload, ["report"] + arguments)
                program.endInput()
                #expect(try program.wait(within: 30) == 64)
                #expect(program.errors == words)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a comparison of results is a gate`() throws {
            let folder = try TemporaryFolder()
            let (base, new, broken) = (folder.path("base.json"), folder.path("new.json"), folder.path("broken.json"))
            _ = try tool(Self.load + ["--json", base])
            // The same run with figures of our own: a busy machine must not fail the test.
            for (path, time) in [(base, 100.0), (new, 120.0)] {
                let data = try Data(contentsOf: URL(filePath: base))
                var text = try #require(String(data: data, encoding: .utf8))
                text = text.replacing(/"validity": "[A-Z]+"/, with: #""validity": "VALID""#)
                text = text.replacing(/"p\(95\)": [0-9.]+/, with: "\"p(95)\": \(time)")
                try Data(text.utf8).write(to: URL(filePath: path))
            }
            try Data("{}".utf8).write(to: URL(filePath: broken))
            let rule = ["compare", "--fail-if", "ws_response_time p(95) > +10%"]
            for (arguments, status, words) in [
                (rule + [base, new], 99, "✗ ws_response_time p(95) > +10%: +20.0 %"),
                (rule + [base, base], 0, "✓ ws_response_time p(95) > +10%: +0.0 %"),
                (rule + [base, new, "--", new, base], 0, "+0.0 %, within the spread"),
                (["compare", base, new], 0, "ws_response_time p(95)"),
                (rule + ["--markdown", "-", base, new], 99, "## ❌ streamload: failed: 1 of 1"),
            ] as [([String], Int32, String)] {
                let (ended, program) = try tool(arguments)
                #expect(ended == status && program.output.contains(words), "\(program.output) \(program.errors)")
            }
            for (arguments, words) in [
                (["compare", base], "expected two results"), (rule + [base, broken], "\(broken): 'schema' is missing"),
                (["compare", "--fail-if", "x p(95) > 1", base, new], "--fail-if: 'x' is in none of the results"),
            ] as [([String], String)] {
                let (ended, program) = try tool(arguments)
                #expect(ended == 64 && program.errors.contains(words), "\(program.errors)")
            }
        }
    }
}
