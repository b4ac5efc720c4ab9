import Foundation
import Testing

extension EndToEnd {
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

        /// Cases by suite with what they came to, as `junitparser` reads them, whose counts must be the suites'.
        private static let junitReader = """
            import sys
            from junitparser import JUnitXml
            for path in sys.argv[1:]:
                for suite in JUnitXml.fromfile(path):
                    told = suite.tests, suite.failures, suite.errors, suite.skipped
                    suite.update_statistics()
                    assert told == (suite.tests, suite.failures, suite.errors, suite.skipped), (path, suite.name, told)
                    for case in suite:
                        print(suite.name, [type(result).__name__ for result in case.result])
            """

        @Test(.timeLimit(.minutes(1)))
        func `JUnit is what junitparser reads, whatever the texts are`() throws {
            let folder = try TemporaryFolder()
            let (status, _) = try tool(Self.load + Self.threshold + ["--junit", folder.path("junit.xml")])
            #expect(status == 99)
            let cases = try python(Self.junitReader, [folder.path("junit.xml")])
            #expect(cases == "run []\nthresholds ['Failure']\n")
            let goldens = Project.root.appending(path: "Tests/ReportsTests/Goldens").path
            let files = try FileManager.default.contentsOfDirectory(atPath: goldens).filter { $0.contains("junit") }
            #expect(files.count >= 4)
            _ = try python(Self.junitReader, files.map { "\(goldens)/\($0)" })
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
                (["-"], "report: nothing to write: expected --junit or --markdown\n-: not a JSON object\n"),
            ] {
                let program = try Program(Project.streamload, ["report"] + arguments)
                program.endInput()
                #expect(try program.wait(within: 30) == 64)
                #expect(program.errors == words)
            }
        }
    }
}
