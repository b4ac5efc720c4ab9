import Foundation

/// A server that a test starts: its first line says `{"port": N}`, its last line is its own exact counts.
final class Peer {
    let program: Program
    let port: Int

    init(_ executable: URL, _ arguments: [String]) throws {
        program = try Program(executable, arguments)
        try program.waitForOutput("the port") { output, _ in output.contains("\n") }
        let first = program.output.split(separator: "\n").first.map(String.init) ?? ""
        guard let object = try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any],
            let port = object["port"] as? Int
        else { throw ProgramError("no port in \(first)") }
        self.port = port
    }

    /// One of the standard-library Python peers, which share no code with us.
    static func python(_ script: String, _ arguments: [String] = []) throws -> Peer {
        try Peer(Project.python, [Project.peer(script)] + arguments)
    }

    static func raw(_ arguments: [String] = []) throws -> Peer { try python("raw_peer.py", arguments) }

    /// The embedded target with a fault plan.
    static func target(_ arguments: [String] = []) throws -> Peer {
        try Peer(Project.streamload, ["serve", "--port", "0", "--until-stdin-closes"] + arguments)
    }

    /// Ends the peer and reads its counts.
    func finish() throws -> JSON {
        program.endInput()
        try program.wait(within: 20)
        let last = program.output.split(separator: "\n").last.map(String.init) ?? ""
        return try JSON(Data(last.utf8))
    }
}
