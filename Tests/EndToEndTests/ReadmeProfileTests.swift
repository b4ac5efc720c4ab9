import Foundation
import Testing

extension EndToEndCounts {
    /// The profiles of the README and of the reference are what the program makes of them.
    @Suite struct ReadmeProfiles {
        private static let reference =
            (try? String(contentsOf: Project.root.appending(path: "docs/profiles.md"), encoding: .utf8)) ?? ""

        /// The blocks of a language.
        private static func blocks(_ language: String, of text: String) -> [String] {
            text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
                $0.components(separatedBy: "```").first
            }
        }

        struct Example: Sendable, CustomTestStringConvertible {
            let yaml: String

            var testDescription: String { String(yaml.prefix { $0 != "\n" }) }
        }

        /// The blocks that are whole profiles.
        static let profiles = [Readme.text, reference].flatMap { blocks("yaml", of: $0) }
            .filter { $0.hasPrefix("scenarios:") || $0.contains("\nscenarios:") }.map(Example.init)

        private static func file(_ yaml: String) throws -> ProfileFile {
            try ProfileFile(yaml, files: ["accounts.csv": "username,password\nada,secret\n"])
        }

        @Test(.timeLimit(.minutes(1)), arguments: profiles)
        func `a profile is valid, and one user of each scenario takes its steps without a failure`(example: Example)
            throws
        {
            let file = try Self.file(example.yaml)
            let validation = try Program(Project.streamload, ["validate", file.path])
            #expect(try validation.wait(within: 20) == 0, "\(validation.errors)")
            let run = try file.run(["--once", "--quiet"])
            // Of a choice one part is taken: a threshold on the other has no samples.
            #expect([0, 99].contains(run.status))
            #expect(run.result["errors"].array.isEmpty)
            #expect(run.metric("http_req_failed")["passes"].int ?? 0 == 0)
            #expect(run.count("iterations") ?? 0 > 0)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the README and the reference have their profiles`() {
            #expect(Self.profiles.count == 7)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the chat is explained as the README shows, and its mistakes told as the README tells them`() throws {
            let chat = try #require(Self.profiles.first { $0.yaml.hasPrefix("name: chat ramp") }).yaml
            let shown = Self.blocks("text", of: Readme.text)
            #expect(try shown.contains(Self.file(chat).explanation()))

            let wrong = chat.replacingOccurrences(of: "{ ramp: 1000", with: "{ rampp: 1000")
                .replacingOccurrences(of: "within:", with: "witin:")
            let file = try Self.file(wrong)
            let validation = try Program(Project.streamload, ["validate", file.path])
            #expect(try validation.wait(within: 20) == 104)
            let told = validation.errors.replacingOccurrences(of: file.path, with: "chat.yaml")
            #expect(shown.contains(told), "\(told)")
        }
    }
}
