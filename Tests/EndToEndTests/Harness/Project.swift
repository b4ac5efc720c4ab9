import Foundation

/// Where things are: the repository from this file, the binary from the build or the environment.
enum Project {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// `STREAMLOAD_BIN` where it is set (`make test` names the release build), else the debug build beside the tests.
    static let streamload: URL = {
        if let path = ProcessInfo.processInfo.environment["STREAMLOAD_BIN"] { return URL(filePath: path) }
        return root.appending(path: ".build/debug/streamload")
    }()

    /// The interpreter with the packages of `Tests/Peers/requirements.txt`, made by `make setup`.
    static let python = root.appending(path: ".venv/bin/python")

    static func peer(_ name: String) -> String { root.appending(path: "Tests/Peers/\(name)").path }
}

/// A folder that is gone when its owner is.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "streamload-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
}
