import TestCertificates
import Testing

/// `openssl s_server`, which demands a certificate of its clients and sends their lines back in reverse; it ends with
/// the object.
final class StrictServer {
    private let process: OpenSSLProcess
    let port: Int

    init(_ identity: TestCertificates.Identity, authority: String) throws {
        process = try OpenSSLProcess([
            "s_server", "-accept", "127.0.0.1:0", "-cert", identity.certificate, "-key", identity.key, "-CAfile",
            authority, "-Verify", "1", "-verify_return_error", "-rev",
        ])
        // It says `ACCEPT 127.0.0.1:port` on a line of its own.
        let text = process.read { $0.hasPrefix("ACCEPT") }
        port = try #require(text.split(whereSeparator: { ":\n".contains($0) }).last.flatMap { Int($0) }, "\(text)")
    }
}
