import Foundation
import Profiles
import Testing

@testable import StreamLoad

/// Files that a profile names, on this machine.
@Suite("What a profile reads")
struct ProfileFilesTests {
    private static let profile = """
        data: { rows: { file: rows.csv } }
        scenarios: { a: { users: { count: 1, for: 1s }, steps: [{ get: "embedded/{{rows.a}}" }] } }
        """

    /// What is wrong with the profile, beside `rows.csv` as `make` makes it at a path.
    private func mistakes(_ make: (String) throws -> Void) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "streamload-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "profile.yaml").path
        try Data(Self.profile.utf8).write(to: URL(filePath: file))
        try make(folder.appending(path: "rows.csv").path)
        switch Surroundings.system().readProfile(file, settings: [:]) {
        case .success: return []
        case .failure(let rejection):
            return rejection.diagnostics.map { $0.description.replacingOccurrences(of: "\(folder.path)/", with: "") }
        }
    }

    private static func refusal(_ kind: String) -> [String] {
        ["profile.yaml:1:23: 'rows.csv' cannot be read: it is \(kind); expected a regular file"]
    }

    @Test("A FIFO is not waited for", .timeLimit(.minutes(1)))
    func fifo() throws {
        let mistakes = try mistakes { path in
            // Safe: the path outlives the call.
            let status = unsafe mkfifo(path, 0o600)
            #expect(status == 0)
        }
        #expect(mistakes == Self.refusal("a FIFO"))
    }

    @Test(
        "What is no regular file is refused by its kind", .timeLimit(.minutes(1)),
        arguments: [("/dev/null", "a device"), ("/dev/zero", "a device"), ("/tmp", "a directory")])
    func others(path: String, kind: String) throws {
        let mistakes = try mistakes {
            try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: path)
        }
        #expect(mistakes == Self.refusal(kind))
    }

    @Test("A regular file is read, also through a link")
    func regular() throws {
        let own = try mistakes { try Data("a\n1\n".utf8).write(to: URL(filePath: $0)) }
        #expect(own == [])
        let linked = try mistakes { path in
            try Data("a\n1\n".utf8).write(to: URL(filePath: path + ".csv"))
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".csv")
        }
        #expect(linked == [])
    }
}
