import TLS
import TestCertificates
import Testing

@Suite("TLS settings")
struct TLSContextTests {
    private let certificates: TestCertificates
    private let identity: TestCertificates.Identity

    init() throws {
        certificates = try TestCertificates()
        identity = try certificates.identity("DNS:localhost")
    }

    @Test("files that fit are taken")
    func rightFilesAreTaken() throws {
        _ = try TLSContext(
            caFile: certificates.authority, certificateFile: identity.certificate, keyFile: identity.key,
            verifiesPeer: true, resumes: true)
        _ = try TLSContext(certificateFile: identity.certificate, keyFile: identity.key)
        _ = try TLSContext(caFile: nil, certificateFile: nil, keyFile: nil, verifiesPeer: true, resumes: false)
    }

    @Test("an authority that is missing, empty or no PEM is refused with its name", arguments: [nil, "", "garbage"])
    func badAuthorityIsRefused(content: String?) throws {
        let file = try content.map { try certificates.file("bad.pem", $0) } ?? "/nonexistent/ca.pem"
        let error = #expect(throws: TLSError.self) {
            try TLSContext(caFile: file, certificateFile: nil, keyFile: nil, verifiesPeer: true, resumes: false)
        }
        #expect(error?.step == "reading \(file)")
        #expect(error?.reason.isEmpty == false && error?.reason != "no reason given")
    }

    @Test("a certificate that is missing, empty or no PEM is refused with its name", arguments: [nil, "", "garbage"])
    func badCertificateIsRefused(content: String?) throws {
        let file = try content.map { try certificates.file("bad.pem", $0) } ?? "/nonexistent/cert.pem"
        let error = #expect(throws: TLSError.self) { try TLSContext(certificateFile: file, keyFile: identity.key) }
        #expect(error?.step == "reading \(file)")
    }

    @Test("a key that is missing or no PEM is refused with its name, and so is one of another certificate")
    func badKeyIsRefused() throws {
        let garbage = try certificates.file("bad.key", "garbage")
        let other = try certificates.identity("DNS:localhost").key
        for file in ["/nonexistent/key.pem", garbage, other] {
            let error = #expect(throws: TLSError.self) {
                try TLSContext(certificateFile: identity.certificate, keyFile: file)
            }
            #expect(error?.description.contains(file) == true)
        }
    }
}
