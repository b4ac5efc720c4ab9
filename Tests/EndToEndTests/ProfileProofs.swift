import Foundation
import Testing

extension EndToEnd {
    /// Profiles on the command line: checked, explained, and refused where they are not served yet.
    @Suite struct Profiles {
        private static let folder = Project.root.appending(path: "Tests/ProfilesTests/Fixtures")

        private static let names = ["chat-ramp", "every-word", "streaming", "token-authentication", "token-stream"]

        private static var files: [String] { names.map { folder.appending(path: "\($0).yaml").path } }

        private func tool(_ arguments: [String], environment: [String: String] = [:]) throws -> (Int32, Program) {
            let program = try Program(Project.streamload, arguments, environment: environment)
            return (try program.wait(within: 20), program)
        }

        @Test(.timeLimit(.minutes(1)))
        func `valid profiles are a line each and pass`() throws {
            let (status, program) = try tool(["validate"] + Self.files)
            #expect(status == 0, "\(program.errors)")
            #expect(program.output.split(separator: "\n").count == Self.files.count)
            #expect(program.output.contains("streaming.yaml: valid, 2 scenarios, 4 thresholds"))
            #expect(program.errors == "")
        }

        @Test(.timeLimit(.minutes(1)))
        func `a rejected profile exits with 104, and all its mistakes stand on standard error`() throws {
            let folder = try TemporaryFolder()
            let file = folder.path("bad.yaml")
            try Data(
                """
                scenarios:
                  chat:
                    sessions: { stages: [{ rampp: 5, over: 1s }] }
                    steps: [{ conect: embedded }]
                """.utf8
            ).write(to: URL(filePath: file))
            for command in ["validate", "explain"] {
                let (status, program) = try tool([command, file])
                #expect(status == 104)
                #expect(program.output == "")
                let lines = program.errors.split(separator: "\n")
                #expect(lines.count == 2)
                #expect(
                    lines.first?.hasPrefix("\(file):3:28: 'rampp' is not a stage key. Did you mean 'ramp'?") == true)
                #expect(lines.last?.hasPrefix("\(file):4:15: 'conect' is not a step. Did you mean 'connect'?") == true)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a file that is not there is a line, and does not hide the others`() throws {
            let (status, program) = try tool(["validate", "/nowhere/a.yaml", Self.files[0]])
            #expect(status == 104)
            #expect(program.errors == "/nowhere/a.yaml: cannot be read: No such file or directory\n")
            #expect(program.output.hasSuffix("chat-ramp.yaml: valid, 1 scenario, 4 thresholds\n"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `-e sets a variable over the environment`() throws {
            let environment = ["STREAMING_URL": "wss://env.example"]
            let (status, program) = try tool(["explain", Self.files[2]], environment: environment)
            #expect(status == 0)
            #expect(program.output.contains("connect to wss://env.example/ws/stream"))
            let (set, second) = try tool(
                ["explain", "-e", "STREAMING_URL=wss://set.example", Self.files[2]], environment: environment)
            #expect(set == 0)
            #expect(second.output.contains("connect to wss://set.example/ws/stream"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `flags are explained as a profile, which a run then accepts`() throws {
            let folder = try TemporaryFolder()
            let (status, explained) = try tool(["explain", "-c", "5", "-r", "20", "-d", "2", "--connect-rate", "1000"])
            #expect(status == 0, "\(explained.errors)")
            try Data(explained.output.utf8).write(to: URL(filePath: folder.path("flags.yaml")))
            let (code, run) = try tool([folder.path("flags.yaml"), "--json", folder.path("result.json")])
            #expect(code == 0, "\(run.errors)")
            let result = try JSON(Data(contentsOf: URL(filePath: folder.path("result.json"))))
            #expect(result["lifecycle", "established"].int == 5)
            #expect(result["lifecycle", "ended", "closed_by_client"].counts == ["1000": 5])
            // 20/s of each for 2 s and what is left of the ramp when it is ready.
            let sent = try #require(result["metrics", "ws_msgs_sent", "count"].int)
            #expect(sent >= 5 * 39 && sent <= 5 * 41)
            #expect(result["metrics", "ws_service_time", "count"].int == sent)
        }

        @Test(.timeLimit(.minutes(1)))
        func `an explanation is of the scenarios that are selected`() throws {
            let (status, program) = try tool(["explain", Self.files[2], "--tags", "sse"])
            #expect(status == 0, "\(program.errors)")
            #expect(program.output.contains("Scenario news"))
            #expect(!program.output.contains("Scenario quotes"))
            #expect(program.output.contains("Planned in all: 200 streams, 200 login requests in 1m5s"))
            let (refused, other) = try tool(["explain", Self.files[2], "--scenario", "newss"])
            #expect(refused == 64)
            #expect(
                other.errors
                    == "--scenario: 'newss' is not a scenario of the profile. Did you mean 'news'? Expected one of quotes, news\n"
            )
        }

        /// Validates YAML files, read by a parser that is not ours, against the schema; then says how many changed copies
        /// were refused.
        private static let validator = """
            import copy, json, sys, yaml
            from jsonschema import Draft202012Validator
            schema = json.load(open(sys.argv[1]))
            Draft202012Validator.check_schema(schema)
            check = Draft202012Validator(schema)
            refused = 0
            for path in sys.argv[2:]:
                profile = yaml.safe_load(open(path))
                for error in check.iter_errors(profile):
                    sys.exit(f"{path} {error.json_path}: {error.message}")
                def paths(value, path=()):
                    if isinstance(value, dict):
                        yield path
                        for key in value: yield from paths(value[key], path + (key,))
                    elif isinstance(value, list):
                        for index, item in enumerate(value): yield from paths(item, path + (index,))
                names = {"scenarios", "blocks", "variables", "loads", "data", "thresholds", "response_time", "error_rate",
                         "throughput", "json", "headers", "query", "form", "match", "capture", "check", "count", "rate",
                         "send", "subscribe"}
                for path_ in paths(profile):
                    if path_[-1:] and path_[-1] in names or "json" in path_ or path_[:1] == ("loads",): continue
                    changed = copy.deepcopy(profile)
                    inner = changed
                    for key in path_: inner = inner[key]
                    inner["unknown_key"] = 1
                    if check.is_valid(changed): sys.exit(f"a key added to {path_} of {path} is not refused")
                    refused += 1
            print(refused)
            """

        @Test(.timeLimit(.minutes(1)))
        func `the schema accepts every example, and refuses a key more anywhere in it`() throws {
            let schema = Project.root.appending(path: "schemas/profile.schema.json").path
            let check = try Program(Project.python, ["-c", Self.validator, schema] + Self.files)
            #expect(try check.wait(within: 30) == 0, "\(check.errors)")
            #expect((Int(check.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 80)
        }
    }
}
