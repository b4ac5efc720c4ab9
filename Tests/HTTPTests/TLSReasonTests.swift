import HTTP
import Testing

@Suite("Why a handshake failed, for people")
struct TLSReasonTests {
    @Test(
        "numbers are left out, and what most often is meant is said",
        arguments: [
            ("wrong version number", "wrong version number: what answers there may not speak TLS"),
            (
                "OpenSSL/3.0.22: error:0A00010B:SSL routines::wrong version number",
                "wrong version number: what answers there may not speak TLS"
            ),
            (
                "SSL certificate problem: unable to get local issuer certificate",
                "SSL certificate problem: unable to get local issuer certificate"
            ),
            ("error:0A000412:SSL routines::sslv3 alert bad certificate", "sslv3 alert bad certificate"),
            ("", ""),
        ])
    func explained(reason: String, words: String) {
        #expect(TLSReason.explained(reason) == words)
        #expect(DialFailure.tls(reason).detail == words)
    }
}
