internal import Foundation

/// A certificate authority of a test's own in a temporary folder, made with the `openssl` command line; the folder
/// goes with the object.
package final class TestCertificates {
    /// A PEM certificate and its key.
    package struct Identity: Sendable {
        package let certificate: String
        package let key: String
    }

    private let folder: URL

    /// - Throws: when the folder or the authority cannot be made.
    package init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["authority", "stranger"] {
            try openssl(
                ["req", "-x509"] + Self.newKey + [
                    "-keyout", path("\(name).key"), "-out", path("\(name).pem"), "-days", "30", "-subj", "/CN=\(name)",
                ])
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The certificate that signs all others.
    package var authority: String { path("authority.pem") }

    /// An authority that signed none of them.
    package var stranger: String { path("stranger.pem") }

    /// A file of the folder that holds `text`.
    package func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        return path(name)
    }

    /// Makes a certificate signed by the authority, for names as in `subjectAltName` (`DNS:localhost,IP:127.0.0.1`),
    /// that holds for so many days from now; less than 0 has expired.
    package func identity(_ names: String, days: Int = 30) throws -> Identity {
        let name = UUID().uuidString
        let identity = Identity(certificate: path("\(name).pem"), key: path("\(name).key"))
        try openssl(
            ["req", "-new"] + Self.newKey + [
                "-keyout", identity.key, "-out", path("\(name).csr"), "-subj", "/CN=test", "-addext",
                "subjectAltName=\(names)",
            ])
        try openssl([
            "x509", "-req", "-in", path("\(name).csr"), "-CA", authority, "-CAkey", path("authority.key"),
            "-copy_extensions", "copy", "-days", "\(days)", "-out", identity.certificate,
        ])
        return identity
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func openssl(_ arguments: [String]) throws {
        let process = try OpenSSLProcess(arguments)
        let text = process.read()
        guard process.wait() == 0 else { throw OpenSSLFailure(description: text) }
    }
}
