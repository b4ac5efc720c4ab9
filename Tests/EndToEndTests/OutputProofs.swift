import Foundation
import Testing

extension EndToEndCounts {
    /// Where results go, what happens when they cannot go there, and that every kind of run writes what the schema says.
    @Suite struct OutputProofs {
        private static let load = ["-c", "5", "-r", "10", "-d", "1"]

        private func tool(_ arguments: [String]) throws -> (status: Int32, program: Program) {
            let program = try Program(Project.streamload, arguments)
            return (try program.wait(within: 30), program)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a full disk costs the JSON and not the report`() throws {
            let service = try Service.target()
            let (status, program) = try tool(["--streaming-url", service.url, "--json", "/dev/full"] + Self.load)
            #expect(status == 109)
            #expect(program.errors.contains("/dev/full"))
            #expect(program.errors.contains("No space left on device"))
            #expect(program.output.contains("5 of 5 attempts"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a report that cannot be written says the exit status that the process has`() throws {
            let url = "ws://127.0.0.1:\(try freePort())/"
            let (status, program) = try tool(["--streaming-url", url, "-q", "--json", "/dev/full"] + Self.load)
            #expect(status == 109)
            #expect(program.output.contains("(exit status 110)"))
            #expect(
                program.errors.contains(
                    "cannot write /dev/full: No space left on device; the exit status is 109"))
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: ["-c 1 -d 100ms -q", "validate profile.yaml", "explain profile.yaml", "explain -c 5", "serve"])
        func `what cannot be written to standard output is an error, and a closed pipe is none`(line: String) throws {
            let profile = try ProfileFile(
                "scenarios: { a: { users: { count: 1, for: 1s }, steps: [{ get: http://127.0.0.1:9/ }] } }\n")
            let words = line.replacing("profile.yaml", with: profile.path)
            let tool = Project.streamload.path
            let full = try Program(URL(filePath: "/bin/sh"), ["-c", "exec '\(tool)' \(words) > /dev/full"])
            #expect(try full.wait(within: 30) == 109)
            #expect(full.errors.contains("cannot write standard output: No space left on device"))
            guard line != "serve" else { return }
            let closed = try Program(URL(filePath: "/bin/sh"), ["-c", "'\(tool)' \(words) | true"])
            #expect(try closed.wait(within: 30) == 0)
            #expect(closed.errors.isEmpty)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a path that cannot be written is refused before the first dial`() throws {
            let service = try Service.target()
            let folder = try TemporaryFolder()
            let tooLong = folder.path(String(repeating: "n", count: 300))
            for path in [folder.path("missing/result.json"), folder.url.path, "/proc/result.json", tooLong] {
                let (status, program) = try tool(["--streaming-url", service.url, "--json", path] + Self.load)
                #expect(status == 64)
                #expect(program.output.isEmpty)
                #expect(program.errors.contains("--json"))
                #expect(program.errors.split(separator: "\n").count == 1)
            }
            #expect(try service.finish()["connections"].int == 0)
            // Trying leaves nothing behind.
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
        }

        @Test(.timeLimit(.minutes(1)))
        func `JSON on standard output stands there alone`() throws {
            let (status, program) = try tool(["--json", "-"] + Self.load)
            #expect(status == 0)
            let result = try JSON(Data(program.output.utf8))
            #expect(result["schema"].string == "streamload.result/1")
            #expect(result["lifecycle", "established"].int == 5)
            // The report goes beside it.
            #expect(program.errors.contains("5 of 5 attempts"))
        }

        // MARK: - The schema

        /// Validates the file named first against the schema, then changed copies of it, which must all fail. Prints
        /// how many changes were refused.
        private static let validator = """
            import copy, json, sys
            from jsonschema import Draft202012Validator
            schema, result = (json.load(open(path)) for path in sys.argv[1:])
            Draft202012Validator.check_schema(schema)
            check = Draft202012Validator(schema)
            for error in check.iter_errors(result):
                sys.exit(f"{error.json_path}: {error.message}")
            refused = 0
            for key in result:
                for change in ("drop", "type"):
                    changed = copy.deepcopy(result)
                    if change == "drop": del changed[key]
                    else: changed[key] = 3.5
                    if check.is_valid(changed): sys.exit(f"{change} {key} is not refused")
                    refused += 1
            for table in (result["metrics"], result["timeline"]["series"], result["llm"]):
                for key in list(table):
                    value = table.pop(key)
                    if check.is_valid(result): sys.exit(f"{key} is not missed")
                    table[key] = value
                    refused += 1
            def paths(value, path=()):
                if isinstance(value, dict):
                    yield path
                    for key in value: yield from paths(value[key], path + (key,))
            free = {("counters",), ("submetrics",), ("llm",), ("run", "options")}
            for path in paths({key: result[key] for key in ("tool", "run", "generator", "lifecycle", "timeline")}):
                if path in free or path[-1:] in (("causes",), ("closed_by_client",), ("closed_by_peer",)): continue
                changed = copy.deepcopy(result)
                inner = changed
                for key in path: inner = inner[key]
                inner["unknown_key"] = 1
                if check.is_valid(changed): sys.exit(f"a key added to {path} is not refused")
                refused += 1
            print(refused)
            """

        private func expectValid(_ arguments: [String], status: Int32, interruptedAfter seconds: Double? = nil) throws {
            let folder = try TemporaryFolder()
            let program = try Program(Project.streamload, arguments + ["--json", folder.path("result.json")])
            if let seconds {
                letPass(seconds: seconds)
                program.signal(SIGINT)
            }
            #expect(try program.wait(within: 30) == status)
            let schema = Project.root.appending(path: "schemas/result.schema.json").path
            let check = try Program(Project.python, ["-c", Self.validator, schema, folder.path("result.json")])
            #expect(try check.wait(within: 30) == 0, "\(check.errors)")
            #expect((Int(check.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 30)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run that passes writes what the schema says, and a changed result fails it`() throws {
            try expectValid(Self.load + ["--threshold", "ws_response_time p(95)<10000"], status: 0)
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ["embedded/events?rate=20&type=price,trade"], ["--stream-format", "openai", "--streams-per-user", "0"],
                ["embedded/ndjson?rate=20&count=10"],
            ])
        func `a run of streams writes what the schema says, and a changed result fails it`(stream: [String]) throws {
            try expectValid(stream + ["-c", "5", "-d", "1"], status: 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run of a profile writes what the schema says, and a changed result fails it`() throws {
            let profile = try ProfileFile(
                """
                scenarios:
                  visits:
                    users: { count: 2, for: 450ms }
                    pacing: 100ms
                    steps: [{ get: embedded/health, check: { fine: status == 200 }, count: { fine: status == 200 } }]
                thresholds: { "http_reqs{scenario:visits}": ["count==10"] }
                """)
            try expectValid(["run", profile.path], status: 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a result that is not as the schema says is told with its place`() throws {
            let folder = try TemporaryFolder()
            try Data("{}".utf8).write(to: URL(filePath: folder.path("result.json")))
            #expect(try ResultSchema.mistake(in: folder.path("result.json"))?.hasPrefix("$: ") == true)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run that misses a threshold writes what the schema says`() throws {
            try expectValid(Self.load + ["--threshold", "ws_msgs_sent count>1000000"], status: 99)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an interrupted run writes what the schema says`() throws {
            try expectValid(["-c", "5", "-r", "10", "-d", "60"], status: 105, interruptedAfter: 2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an unreachable target writes what the schema says`() throws {
            try expectValid(["--streaming-url", "ws://127.0.0.1:\(freePort())/"] + Self.load, status: 110)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a name that does not resolve writes what the schema says`() throws {
            try expectValid(["--streaming-url", "ws://no-such-host.invalid/"] + Self.load, status: 110)
            try expectValid(["--streaming-url", "http://no-such-host.invalid/", "-c", "5", "-d", "1"], status: 110)
        }
    }
}
