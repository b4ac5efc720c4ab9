import Foundation

/// The embedded target as a child process: its own program, told to end with our end of its input.
final class EmbeddedTarget {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    let port: Int

    /// How long it may take to end by itself.
    private static let patience = 2.0

    /// - Throws: when it cannot be started, or says no port.
    init() throws {
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["serve", "--port", "0", "--until-stdin-closes"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // The flags of a run must not become the target's.
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("STREAMLOAD_") }
        try process.run()
        guard let port = try Self.readPort(from: output.fileHandleForReading) else {
            process.terminate()
            throw EmbeddedTargetError()
        }
        self.port = port
    }

    private static func readPort(from handle: FileHandle) throws -> Int? {
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let piece = handle.availableData
            guard !piece.isEmpty else { return nil }
            line.append(piece)
        }
        return try JSONDecoder().decode([String: Int].self, from: line.prefix { $0 != UInt8(ascii: "\n") })["port"]
    }

    /// Ends it: last of all, when every report is written.
    func stop() {
        try? input.fileHandleForWriting.close()
        let limit = Date(timeIntervalSinceNow: Self.patience)
        while process.isRunning, Date() < limit { usleep(2_000) }
        if process.isRunning { process.terminate() }
    }
}

struct EmbeddedTargetError: Error, CustomStringConvertible {
    let description = "the embedded target did not start"
}
