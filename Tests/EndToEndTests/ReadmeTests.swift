import Foundation
import Testing

extension EndToEndCounts {
    /// The README's commands do what the README says they do.
    @Suite struct Readme {
        static let text = (try? String(contentsOf: Project.root.appending(path: "README.md"), encoding: .utf8)) ?? ""

        /// The lines of all `sh` blocks.
        static var commands: [String] {
            var isShell = false
            return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
                if line.hasPrefix("```") {
                    isShell = line == "```sh"
                    return nil
                }
                return isShell && line.hasPrefix("streamload ") ? String(line) : nil
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `every command of an sh block passes`() throws {
            #expect(Self.commands.count == 13)
            for command in Self.commands {
                let line = Project.streamload.path + command.dropFirst("streamload".count)
                let program = try Program(URL(filePath: "/bin/sh"), ["-c", line])
                #expect(try program.wait(within: 30) == 0, "\(command): \(program.errors)")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `the help lists every flag that the README names`() throws {
            let help = try ([[], ["serve"], ["compare"]] as [[String]]).map { command in
                let program = try Program(Project.streamload, command + ["--help"])
                try program.wait(within: 10)
                return program.output
            }.joined()
            let ours = Self.text.split(whereSeparator: { " `\n|,;=".contains($0) }).filter {
                $0.hasPrefix("--") && $0.dropFirst(2).first?.isLetter == true
            }
            #expect(ours.count > 30)
            for flag in Set(ours) { #expect(help.contains(flag), "\(flag)") }
        }
    }
}
