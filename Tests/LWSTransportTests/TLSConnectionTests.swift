import Glibc
import LWSTransport
import TLS
import TestCertificates
import Testing

@Suite("Connections over TLS", .timeLimit(.minutes(2)))
struct TLSConnectionTests {
    private let certificates: TestCertificates
    private let server: TLSContext

    init() throws {
        certificates = try TestCertificates()
        let identity = try certificates.identity("DNS:localhost,IP:127.0.0.1,IP:::1")
        server = try TLSContext(certificateFile: identity.certificate, keyFile: identity.key)
    }

    @Test(
        "a certificate is accepted under each of its names",
        arguments: [("127.0.0.1", "localhost"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("::1", "localhost")])
    func rightNameIsAccepted(address: String, host: String) throws {
        let bench = try TransportBench()
        let port = try bench.listen(address: address, tls: server) { server in
            server.whenReceived = { connection, bytes in connection.send(bytes) }
        }
        let client = try bench.dial(port, address: address, tls: try client(), host: host) { client in
            client.whenOpened = { $0.send("hello") }
        }
        try bench.run { client.received.count == 5 || client.ending != nil }
        #expect(client.received == Array("hello".utf8))
        #expect(client.hasReachedPeer && client.isOpened)
        bench.close()
    }

    @Test(
        "another name is refused, with the reason",
        arguments: [
            ("example.com", "hostname mismatch"), ("127.0.0.2", "IP address mismatch"), ("::2", "IP address mismatch"),
        ])
    func wrongNameIsRefused(host: String, reason: String) throws {
        let bench = try TransportBench()
        let port = try bench.listen(tls: server)
        #expect(
            try bench.failure(port, tls: try client(), host: host)
                == .failed(.tls("certificate refused: \(reason)")))
        bench.close()
    }

    @Test("an authority that is not trusted is refused")
    func unknownAuthorityIsRefused() throws {
        let bench = try TransportBench()
        let port = try bench.listen(tls: server)
        let client = try client(trusting: certificates.stranger)
        #expect(
            try bench.failure(port, tls: client)
                == .failed(.tls("certificate refused: unable to get local issuer certificate")))
        bench.close()
    }

    @Test("an expired certificate is refused")
    func expiredIsRefused() throws {
        let bench = try TransportBench()
        let expired = try certificates.identity("DNS:localhost", days: -1)
        let port = try bench.listen(
            tls: try TLSContext(certificateFile: expired.certificate, keyFile: expired.key))
        #expect(
            try bench.failure(port, tls: try client())
                == .failed(.tls("certificate refused: certificate has expired")))
        bench.close()
    }

    @Test("without verification anything is accepted")
    func unverifiedIsAccepted() throws {
        let bench = try TransportBench()
        let expired = try certificates.identity("DNS:example.com", days: -1)
        let port = try bench.listen(
            tls: try TLSContext(certificateFile: expired.certificate, keyFile: expired.key))
        let client = try bench.dial(port, tls: try client(trusting: certificates.stranger, verifies: false))
        try bench.run { client.isOpened || client.ending != nil }
        #expect(client.isOpened)
        bench.close()
    }

    @Test("4 MB each way at once arrive whole")
    func largeEchoDoesNotDeadlock() throws {
        let bench = try TransportBench()
        let sent = Pattern.bytes(4 << 20)
        let port = try bench.listen(tls: server) { server in
            server.whenReceived = { connection, bytes in connection.send(bytes) }
        }
        let client = try bench.dial(port, tls: try client()) { client in
            client.whenOpened = { #expect($0.send(sent) == .queued) }
        }
        try bench.run { client.received.count >= sent.count || client.ending != nil }
        #expect(client.received == sent)
        #expect(bench.transport.bytesSent > 2 * sent.count)
        #expect(bench.transport.bytesSent == bench.transport.bytesReceived)
        bench.close()
    }

    @Test("a peer that ends in order finishes, after the bytes before it")
    func closeNotifyFinishes() throws {
        let bench = try TransportBench()
        let port = try bench.listen(tls: server) { server in
            server.whenReceived = { connection, _ in
                connection.send("last words")
                connection.close()
            }
        }
        let client = try bench.dial(port, tls: try client()) { $0.whenOpened = { $0.send("go") } }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.finished])
        #expect(client.received == Array("last words".utf8))
        bench.close()
    }

    @Test("a peer that ends without a close_notify truncates, after the bytes before it")
    func missingCloseNotifyTruncates() throws {
        let bench = try TransportBench()
        let port = try bench.listen(tls: server) { server in
            server.whenReceived = { connection, _ in
                connection.send("last words")
                connection.finishBeneathTLS()
            }
        }
        let client = try bench.dial(port, tls: try client()) { $0.whenOpened = { $0.send("go") } }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.truncated])
        #expect(client.received == Array("last words".utf8))
        bench.close()
    }

    @Test("a peer's reset breaks the connection, after the bytes before it")
    func resetBreaks() throws {
        let bench = try TransportBench()
        let port = try bench.listen(tls: server) { server in
            server.whenReceived = { connection, _ in
                connection.send("last words")
                connection.reset()
            }
        }
        let client = try bench.dial(port, tls: try client()) { $0.whenOpened = { $0.send("go") } }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.broken(errno: ECONNRESET)])
        #expect(client.received == Array("last words".utf8))
        bench.close()
    }

    @Test("a reset is the peer's doing though our own bytes were still waiting")
    func resetUnderBackPressureBreaks() throws {
        let bench = try TransportBench()
        let port = try bench.listen(tls: server) { $0.whenOpened = { $0.setReading(false) } }
        let client = try bench.dial(port, tls: try client())
        try bench.run { bench.accepted.first?.isOpened == true && client.isOpened }
        #expect(client.connection?.send(Pattern.bytes(16 << 20)) == .queued)
        bench.accepted.first?.connection?.reset()
        try bench.run { client.ending != nil }
        #expect(client.endings == [.broken(errno: ECONNRESET)])
        bench.close()
    }

    @Test("records that make no sense corrupt the connection, in OpenSSL's words")
    func garbageCorrupts() throws {
        let bench = try TransportBench()
        let port = try bench.listen(tls: server) { server in
            server.whenReceived = { connection, _ in connection.sendBeneathTLS(Array("no TLS record".utf8)) }
        }
        let client = try bench.dial(port, tls: try client()) { $0.whenOpened = { $0.send("go") } }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.corrupted("wrong version number")])
        bench.close()
    }

    @Test("a peer that speaks no TLS fails the handshake")
    func plainPeerFails() throws {
        let bench = try TransportBench()
        let port = try bench.listen {
            $0.whenReceived = { connection, _ in connection.send("HTTP/1.1 400 No\r\n\r\n") }
        }
        #expect(try bench.failure(port, tls: try client()) == .failed(.tls("wrong version number")))
        bench.close()
    }

    @Test("a peer that ends within the handshake is told apart from one that resets")
    func endWithinTheHandshake() throws {
        let bench = try TransportBench()
        let closing = try bench.listen { $0.whenReceived = { connection, _ in connection.close() } }
        #expect(try bench.failure(closing, tls: try client()) == .failed(.closedInHandshake))
        let resetting = try bench.listen { $0.whenReceived = { connection, _ in connection.reset() } }
        #expect(try bench.failure(resetting, tls: try client()) == .failed(.system(errno: ECONNRESET)))
        bench.close()
    }

    @Test("an alert is read though a reset follows it at once")
    func alertBeforeResetIsRead() throws {
        let bench = try TransportBench()
        let port = try bench.listen { server in
            server.whenReceived = { connection, _ in
                // RFC 8446 §6: a fatal alert, handshake_failure.
                connection.send([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])
                connection.reset()
            }
        }
        let ending = try bench.failure(port, tls: try client())
        #expect(ending == .failed(.tls("sslv3 alert handshake failure")))
        bench.close()
    }

    @Test("a client certificate is presented when asked for, and its absence is told in the server's words")
    func clientCertificateIsPresented() throws {
        let bench = try TransportBench()
        let identity = try certificates.identity("DNS:localhost")
        let peer = try StrictServer(identity, authority: certificates.authority)
        let own = try TLSContext(
            caFile: certificates.authority, certificateFile: identity.certificate, keyFile: identity.key,
            verifiesPeer: true, resumes: false)
        let client = try bench.dial(peer.port, tls: own) { $0.whenOpened = { $0.send("straight\n") } }
        try bench.run { client.received.count == 9 || client.ending != nil }
        #expect(client.received == Array("thgiarts\n".utf8))
        // The server takes one at a time.
        client.connection?.close()
        let bare = try bench.dial(peer.port, tls: try self.client())
        try bench.run { bare.ending != nil }
        #expect(bare.endings == [.corrupted("tlsv13 alert certificate required")])
        bench.close()
    }

    private func client(trusting authority: String? = nil, verifies: Bool = true) throws -> TLSContext {
        try TLSContext(
            caFile: authority ?? certificates.authority, certificateFile: nil, keyFile: nil, verifiesPeer: verifies,
            resumes: false)
    }
}
