import Foundation

/// The embedded target as a child process: its own program, told to end with our end of its input.
final class EmbeddedTarget {
    private let process: ChildProcess
    let port: Int

    /// How long it may take to end by itself.
    private static let patience = 2.0

    /// - Throws: when it cannot be started, or says no port.
    init() throws {
        // The flags of a run must not become the target's.
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("STREAMLOAD_") }
        process = try ChildProcess(
            URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path,
            ["serve", "--port", "0", "--until-stdin-closes"], environment: environment)
        guard let port = try Self.readPort(from: process) else {
            process.terminate()
            throw EmbeddedTargetError()
        }
        self.port = port
    }

    private static func readPort(from process: ChildProcess) throws -> Int? {
        var line: [UInt8] = []
        while !line.contains(UInt8(ascii: "\n")) {
            let piece = process.readOutput()
            guard !piece.isEmpty else { return nil }
            line += piece
        }
        let object = Data(line.prefix { $0 != UInt8(ascii: "\n") })
        return try JSONDecoder().decode([String: Int].self, from: object)["port"]
    }

    /// Ends it: last of all, when every report is written.
    func stop() {
        process.closeInput()
        let limit = Date(timeIntervalSinceNow: Self.patience)
        while process.isRunning, Date() < limit { usleep(2_000) }
        process.terminate()
    }
}

struct EmbeddedTargetError: Error, CustomStringConvertible {
    let description = "the embedded target did not start"
}
