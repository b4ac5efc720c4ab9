import Foundation
import Testing

/// Real processes and real sockets on loopback. One after another: they measure time on a machine with few cores.
@Suite(.serialized, .repeatedWhenStarved)
enum EndToEnd {}

/// Profiles, reports, causes and endings, beside the others: these count more than they time, and most of both is
/// waiting. A browser is not to be among them: what it takes to draw, the generator beside it lacks.
@Suite(.serialized, .repeatedWhenStarved)
enum EndToEndCounts {}

/// A port that was free a moment ago: bound, noted and released.
func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // The C calls take the general form of an address; the memory is ours for the length of each call.
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
            unsafe bind(descriptor, general, length) == 0 && getsockname(descriptor, general, &length) == 0
        }
    }
    guard status else { throw ProgramError("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
}

/// A certificate authority, a server's certificate for localhost, and a client's, made for one test.
final class Certificates {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let maker = try Program(Project.python, [Project.peer("make_cert.py"), folder.url.path])
        guard try maker.wait(within: 30) == 0 else { throw ProgramError("no certificates: \(maker.errors)") }
    }

    var authority: String { folder.path("ca.pem") }
    /// The peers' flags for serving TLS.
    var server: [String] { serving("server") }
    /// An authority that signed none of the others.
    var stranger: String { folder.path("other-ca.pem") }

    /// The peers' flags for serving TLS with a certificate that no client should accept: `expired` or `wrong-name`.
    func serving(_ name: String) -> [String] {
        ["--cert", folder.path("\(name).pem"), "--key", folder.path("\(name).key")]
    }
    /// Our flags for showing a client's certificate.
    var client: [String] { ["--cert", folder.path("client.pem"), "--key", folder.path("client.key")] }
}
