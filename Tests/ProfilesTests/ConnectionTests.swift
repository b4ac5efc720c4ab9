import TLS
import Testing

@testable import Profiles

@Suite("Connections of profiles")
struct ConnectionTests {
    private static let certificate = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
    private static let key = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"

    private static func text(tls: String = "{}", scenario: String = "") -> String {
        """
        tls: \(tls)
        scenarios:
          s: { users: { count: 1, for: 1s }, \(scenario)steps: [{ get: embedded/health }] }
        """
    }

    @Test("connections are kept, their version is negotiated and answers are plain unless a scenario says so")
    func usual() throws {
        let scenario = try ProfileTexts.read(Self.text()).get().scenarios[0].value
        #expect(scenario.connections == .keep)
        #expect(scenario.http == nil)
        #expect(!scenario.compresses)
        let other = try ProfileTexts.read(Self.text(scenario: "connections: fresh, http: 2, compress: true, ")).get()
        #expect(other.scenarios[0].value.connections == .fresh)
        #expect(other.scenarios[0].value.http == .http2)
        #expect(other.scenarios[0].value.compresses)
        #expect(try ProfileTexts.read(Self.text(scenario: "http: 1.1, ")).get().scenarios[0].value.http == .http1)
    }

    @Test("files of TLS are read where they are named, and stand beside the profile")
    func files() throws {
        let profile = try ProfileTexts.read(
            Self.text(tls: "{ cacert: ca.pem, cert: c.pem, key: /keys/c.key, insecure_skip_verify: true }"),
            files: ["ca.pem": Self.certificate, "c.pem": Self.certificate, "/keys/c.key": Self.key]
        ).get()
        #expect(
            profile.tls
                == TLSOptions(
                    caFile: "ca.pem", certificateFile: "c.pem", keyFile: "/keys/c.key", insecureSkipVerify: true))
        #expect(try ProfileTexts.fixture("every-word").tls?.caFile?.hasSuffix("Fixtures/authority.pem") == true)
    }

    @Test(
        "what cannot secure a connection is told where it stands",
        arguments: [
            ("{ cacert: none.pem }", "1:16", "'none.pem' cannot be read: No such file or directory"),
            (
                "{ cacert: c.key }", "1:16",
                "'c.key' holds no certificate in PEM: expected a line '-----BEGIN … CERTIFICATE-----'"
            ),
            ("{ cert: c.pem }", "1:8", "'cert' stands without 'key'; expected both or none"),
            ("{ key: c.key }", "1:8", "'key' stands without 'cert'; expected both or none"),
            (
                "{ cacert: c.pem, insecure: true }", "1:23",
                "'insecure' is not a tls key; a tls has cacert, cert, key, insecure_skip_verify, resume"
            ),
        ])
    func mistakes(tls: String, place: String, message: String) {
        let files = ["c.pem": Self.certificate, "c.key": Self.key]
        #expect(ProfileTexts.mistakes(Self.text(tls: tls), files: files) == ["test.yaml:\(place): \(message)"])
    }
}
