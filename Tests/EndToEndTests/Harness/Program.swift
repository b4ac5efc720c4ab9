import Foundation
import Testing

/// A process started by a test: its output goes to files, so that no pipe fills up, and it is ended by its id.
final class Program {
    let process = Process()
    private let folder: TemporaryFolder
    private let input = Pipe()

    init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        for (name, isOutput) in [("stdout", true), ("stderr", false)] {
            let path = folder.path(name)
            FileManager.default.createFile(atPath: path, contents: nil)
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            if isOutput { process.standardOutput = handle } else { process.standardError = handle }
        }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var output: String { (try? String(contentsOfFile: folder.path("stdout"), encoding: .utf8)) ?? "" }
    var errors: String { (try? String(contentsOfFile: folder.path("stderr"), encoding: .utf8)) ?? "" }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Ends the input, which a peer takes as the wish to report and leave.
    func endInput() { try? input.fileHandleForWriting.close() }

    /// Waits until the output satisfies a condition.
    ///
    /// - Throws: when the process ends before, or the limit is reached.
    func waitForOutput(
        within seconds: Double = 20, _ what: String, until isMet: (_ output: String, _ errors: String) -> Bool
    ) throws {
        let limit = Date(timeIntervalSinceNow: seconds)
        while !isMet(output, errors) {
            guard process.isRunning, Date() < limit else {
                throw ProgramError("\(what) did not come; output: \(output.suffix(500)) errors: \(errors.suffix(2000))")
            }
            // Polling the file for a condition with a limit, not a guess at how long it takes.
            usleep(5_000)
        }
    }

    /// Waits for the end.
    ///
    /// - Throws: when the limit is reached; the process is then killed.
    @discardableResult
    func wait(within seconds: Double) throws -> Int32 {
        let limit = Date(timeIntervalSinceNow: seconds)
        while process.isRunning {
            guard Date() < limit else {
                kill(process.processIdentifier, SIGKILL)
                throw ProgramError("still running after \(seconds) s; errors: \(errors.suffix(2000))")
            }
            usleep(5_000)
        }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}

struct ProgramError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
