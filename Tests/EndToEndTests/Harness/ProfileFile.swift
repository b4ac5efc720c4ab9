import Foundation
import Testing

/// A profile that a test writes, with the files that it names beside it.
struct ProfileFile {
    private let folder: TemporaryFolder
    let path: String

    init(_ yaml: String, files: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        path = folder.path("profile.yaml")
        for (name, text) in files.merging(["profile.yaml": yaml], uniquingKeysWith: { $1 }) {
            try Data(text.utf8).write(to: URL(filePath: folder.path(name)))
        }
    }

    /// Runs it; `during` is called right after the start.
    func run(
        _ arguments: [String] = [], environment: [String: String] = [:], limit: Double = 60,
        during: (Program) throws -> Void = { _ in }
    ) throws -> LoadRun {
        try LoadRun(["run", path] + arguments, environment: environment, limit: limit, during: during)
    }

    /// What `streamload explain` says of it.
    func explanation(_ arguments: [String] = []) throws -> String {
        let program = try Program(Project.streamload, ["explain", path] + arguments)
        guard try program.wait(within: 20) == 0 else { throw ProgramError(program.errors) }
        return program.output
    }
}
