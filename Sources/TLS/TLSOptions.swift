/// How a connection is secured: the files are PEM, their paths as given, already checked to be readable.
package struct TLSOptions: Sendable, Equatable {
    /// Certificates trusted in place of the system's (`--cacert`).
    package var caFile: String?
    /// What we present when the service asks for a certificate, with its chain (`--cert`).
    package var certificateFile: String?
    /// The private key of `certificateFile` (`--key`).
    package var keyFile: String?
    /// Accept any certificate under any name (`--insecure-skip-tls-verify`).
    package var insecureSkipVerify: Bool
    /// Reuse TLS sessions between connections (`--tls-resume`); full handshakes otherwise, since each simulated
    /// client is new.
    package var resumeSessions: Bool

    package init(
        caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil,
        insecureSkipVerify: Bool = false, resumeSessions: Bool = false
    ) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.insecureSkipVerify = insecureSkipVerify
        self.resumeSessions = resumeSessions
    }
}
