import Foundation
import Testing

extension EndToEndCounts {
    /// No result takes the place of another one, or of what it is made of, however its path is spelt.
    @Suite struct SharedFileProofs {
        private func tool(_ arguments: [String], in folder: TemporaryFolder) throws -> (status: Int32, errors: String) {
            let words = [Project.streamload.path] + arguments
            let quoted = words.map { "'\($0)'" }.joined(separator: " ")
            let program = try Program(
                URL(filePath: "/bin/sh"), ["-c", "cd '\(folder.url.path)' && exec \(quoted) < own.json"])
            return (try program.wait(within: 30), program.errors)
        }

        /// A folder with `own.json`, a link to it, one to the folder, and a file under two names.
        private func folder() throws -> TemporaryFolder {
            let folder = try TemporaryFolder()
            let files = FileManager.default
            try Data("{}".utf8).write(to: URL(filePath: folder.path("own.json")))
            try Data("old".utf8).write(to: URL(filePath: folder.path("old.csv")))
            try files.linkItem(atPath: folder.path("old.csv"), toPath: folder.path("old_stats.csv"))
            try files.createSymbolicLink(atPath: folder.path("link.json"), withDestinationPath: "own.json")
            try files.createSymbolicLink(atPath: folder.path("here"), withDestinationPath: ".")
            return folder
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["--json", "q.json", "--html", "./q.json"], "--html: './q.json' is taken by --json, as 'q.json'"),
                (["--html", "here/q", "--junit", "q"], "--junit: 'q' is taken by --html, as 'here/q'"),
                (
                    ["--json", "link.json", "--out", "json=own.json"],
                    "--out: 'own.json' is taken by --json, as 'link.json'"
                ),
                (
                    ["--json", "run_stats.csv", "--csv", "here/run"],
                    "--csv: 'here/run_stats.csv' is taken by --json, as 'run_stats.csv'"
                ),
                (["--json", "old.csv", "--csv", "old"], "--csv: 'old_stats.csv' is taken by --json, as 'old.csv'"),
                (
                    ["report", "own.json", "--html", "own.json"],
                    "--html: 'own.json' is the result itself, which would be lost"
                ),
                (
                    ["report", "link.json", "--html", "./own.json"],
                    "--html: './own.json' is the result itself, which would be lost"
                ),
                (
                    ["report", "-", "--junit", "own.json"],
                    "--junit: 'own.json' is the result itself, which would be lost"
                ),
                (
                    ["compare", "own.json", "link.json", "--markdown", "here/own.json"],
                    "--markdown: 'here/own.json' is a result itself, which would be lost"
                ),
                (
                    ["run", "p.yaml", "--json", "./p.yaml"],
                    "--json: './p.yaml' is the profile itself, which would be lost"
                ),
            ])
        func `a result in the place of another file is refused, and the file is as it was`(
            flags: [String], words: String
        ) throws {
            let folder = try folder()
            let profile = "scenarios: { a: { users: { count: 1, for: 1s }, steps: [{ get: embedded/health }] } }\n"
            try Data(profile.utf8).write(to: URL(filePath: folder.path("p.yaml")))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
            let (status, errors) = try tool(flags, in: folder)
            #expect(status == 64)
            #expect(errors.split(separator: "\n").first.map(String.init) == words)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == names)
            #expect(try Data(contentsOf: URL(filePath: folder.path("own.json"))) == Data("{}".utf8))
            #expect(try Data(contentsOf: URL(filePath: folder.path("p.yaml"))) == Data(profile.utf8))
            #expect(try Data(contentsOf: URL(filePath: folder.path("old.csv"))) == Data("old".utf8))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a device takes any number of results`() throws {
            let flags = ["-c", "1", "-d", "100ms", "-q", "--json", "/dev/null", "--html", "/dev/null"]
            #expect(try tool(flags, in: folder()).status == 0)
        }
    }
}
