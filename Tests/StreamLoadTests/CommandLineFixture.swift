import ArgumentParser
import EventLoop
import LoadEngine
import Testing
import Timing

@testable import StreamLoad

/// A command line read on a made-up machine: eight cores, seed 42, `[1]` on standard input, and the files `ca.pem`,
/// `cert.pem`, `key.pem`, `locked.pem`, `notes.txt`, `body.json` and `run.yaml`; nothing can be written below `/sealed`, and 192.0.2.1 is another machine's.
struct CommandLineFixture {
    var arguments: [String]
    var environment: [String: String] = [:]

    init(_ arguments: [String], environment: [String: String] = [:]) {
        self.arguments = arguments
        self.environment = environment
    }

    func resolve() throws -> Result<ResolvedRun, Refusal> { resolve(try RunOptions.parse(arguments)) }

    /// The same with options that were parsed before, which takes longer than all else.
    func resolve(_ options: RunOptions) -> Result<ResolvedRun, Refusal> { options.resolve(in: surroundings) }

    /// The run, where nothing is wrong.
    func run() throws -> ResolvedRun { try resolve().get() }

    /// The lines that tell what is wrong; none for a run that can start.
    func mistakes() throws -> [String] { mistakes(try RunOptions.parse(arguments)) }

    func mistakes(_ options: RunOptions) -> [String] {
        guard case .failure(let refusal) = resolve(options) else { return [] }
        return refusal.diagnostics.map(\.description) + refusal.profileLines
    }

    private static let files = [
        "ca.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "cert.pem": "-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----\r\n",
        "key.pem": "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----\n",
        "locked.pem": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "notes.txt": "hello\n", "body.json": " \n{\"a\":1}",
        "run.yaml": """
        variables: { my_token: of the file }
        scenarios:
          a: { users: { count: 5, for: 1m }, steps: [{ get: embedded/health }] }
          b: { sessions: { open: 9, hold: 1m }, steps: [{ connect: embedded/echo }] }
        """,
    ]

    private static func read(_ path: String) -> Result<[UInt8], Surroundings.FileError> {
        files[path].map { .success(Array($0.utf8)) }
            ?? .failure(Surroundings.FileError(reason: "No such file or directory"))
    }

    /// A name is a place, and `./` before it changes nothing.
    private static func place(_ path: String) -> FilePlace? {
        guard !path.hasPrefix("/dev/") else { return nil }
        let name = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return path == "-" ? .standardStream : .entry(device: 1, inode: 1, name: name)
    }

    private var surroundings: Surroundings {
        Surroundings(
            arguments: arguments, environment: environment, coreCount: 8, seed: 42, readFile: Self.read,
            readRegularFile: Self.read,
            readInput: { .success(Array("[1]".utf8)) },
            writeFailure: { $0.hasPrefix("/sealed") ? "Permission denied" : nil },
            outputPlace: Self.place, inputPlace: Self.place,
            bindFailure: { $0.text == "192.0.2.1" ? "Cannot assign requested address" : nil })
    }
}
