import Foundation

/// A peer under test at one of its paths: the embedded target with a fault plan, or the raw peer that shares no code
/// with us. A proof that holds against both is a proof about the tool.
struct Service {
    let peer: Peer
    let url: String

    static func target(_ path: String = "/echo", faults: [String] = []) throws -> Service {
        Service(peer: try Peer.target(faults), path: path)
    }

    static func raw(_ path: String) throws -> Service { Service(peer: try Peer.raw(), path: path) }

    /// The embedded target's event streams.
    static func streams(_ path: String, faults: [String] = []) throws -> Service {
        Service(peer: try Peer.target(faults), scheme: "http", path: path)
    }

    private init(peer: Peer, scheme: String = "ws", path: String) {
        self.peer = peer
        url = "\(scheme)://127.0.0.1:\(peer.port)\(path)"
    }

    /// Runs the tool against it; `during` is called right after the start, with the tool's process.
    func run(_ arguments: [String], limit: Double = 60, during: (Program) throws -> Void = { _ in }) throws -> LoadRun {
        try LoadRun(["--streaming-url", url] + arguments, limit: limit, during: during)
    }

    /// Ends the peer and reads its counts.
    func finish() throws -> JSON { try peer.finish() }
}

/// Lets a run get on for some seconds before something is done to it: the fault has its time, nothing is awaited.
func letPass(seconds: Double) { usleep(UInt32(seconds * 1_000_000)) }
