import TLS
import TestCertificates
import Testing

@Suite("TLS streams whose ciphertext is fed")
struct TLSStreamTests {
    private let certificates: TestCertificates
    private let server: TLSContext

    init() throws {
        certificates = try TestCertificates()
        let identity = try certificates.identity("DNS:localhost")
        server = try TLSContext(certificateFile: identity.certificate, keyFile: identity.key)
    }

    @Test("plaintext arrives however the ciphertext is cut", arguments: [1, 2, 7, 65_536])
    func cutsDoNotMatter(size: Int) throws {
        let pair = try TLSPair(client: try client(), server: server)
        #expect(pair.shakeHands() == (.wantsInput, .wantsInput))
        #expect(pair.client.isEstablished && pair.server.isEstablished)
        #expect(pair.client.write("to the server") == .wrote(13))
        #expect(pair.moveToServer(by: size) == .wantsInput)
        #expect(pair.server.write("to ") == .wrote(3))
        #expect(pair.server.write("the client") == .wrote(10))
        #expect(pair.moveToClient(by: size) == .wantsInput)
        #expect(pair.serverReceived == Array("to the server".utf8))
        #expect(pair.clientReceived == Array("to the client".utf8))
    }

    @Test("close_notify is the end, after the bytes before it")
    func closeNotifyIsTheEnd() throws {
        let pair = try TLSPair(client: try client(), server: server)
        _ = pair.shakeHands()
        #expect(pair.server.write("bye") == .wrote(3))
        pair.server.shutdown()
        #expect(pair.moveToClient() == .done)
        #expect(pair.clientReceived == Array("bye".utf8))
    }

    @Test("an offered session is resumed, and a full handshake is made without one")
    func sessionIsResumed() throws {
        let resuming = try client(resumes: true)
        for expected in [false, true, true] {
            let pair = try TLSPair(client: resuming, server: server)
            #expect(pair.shakeHands().client == .wantsInput)
            #expect(pair.client.isEstablished)
            #expect(pair.client.isResumed == expected)
            pair.client.shutdown()
        }
        let fresh = try client(resumes: false)
        for _ in 0..<2 {
            let pair = try TLSPair(client: fresh, server: server)
            _ = pair.shakeHands()
            #expect(pair.client.isEstablished && !pair.client.isResumed)
        }
    }

    @Test("a refused certificate fails the client, and the server hears of it")
    func refusalReachesTheServer() throws {
        let pair = try TLSPair(client: try client(), server: server, host: "example.com")
        let progress = pair.shakeHands()
        #expect(progress.client == .failed("certificate refused: hostname mismatch"))
        #expect(
            progress.server == .failed("tlsv1 alert bad certificate")
                || progress.server == .failed("sslv3 alert bad certificate"))
        #expect(!pair.client.isEstablished)
    }

    private func client(resumes: Bool = false) throws -> TLSContext {
        try TLSContext(
            caFile: certificates.authority, certificateFile: nil, keyFile: nil, verifiesPeer: true, resumes: resumes)
    }
}
