import EventLoop
import Glibc
import LWSTransport
import TestSockets
import Testing
import Timing

@Suite("How connections fail and end", .timeLimit(.minutes(2)))
struct ConnectionEndingTests {
    @Test("a port where nobody listens refuses", arguments: ["127.0.0.1", "::1"])
    func closedPortRefuses(address: String) throws {
        let bench = try TransportBench()
        // Bound, so that nobody else listens there, on IPv4 at least.
        let socket = LoopbackSocket()
        #expect(try bench.failure(socket.port, address: address) == .failed(.system(errno: ECONNREFUSED)))
        bench.close()
    }

    @Test("a dial that is refused only on its second SYN is refused all the same")
    func lateRefusalIsTold() throws {
        let bench = try TransportBench()
        let socket = LoopbackSocket()
        socket.listenWithFullQueue()
        let client = try bench.dial(socket.port)
        socket.stopListening()
        try bench.run { client.ending != nil }
        #expect(client.endings == [.failed(.system(errno: ECONNREFUSED))])
        #expect(!client.hasReachedPeer)
        bench.close()
    }

    @Test("a dial that nobody answers can be given up, and says so once")
    func dialIsGivenUp() throws {
        let bench = try TransportBench()
        let socket = LoopbackSocket()
        socket.listenWithFullQueue()
        let client = try bench.dial(socket.port)
        bench.loop.runOnce()
        #expect(client.endings == [])
        client.connection?.close()
        #expect(client.endings == [.closedLocally])
        #expect(!client.hasReachedPeer)
        bench.close()
    }

    @Test("a source address that is not ours fails with EADDRNOTAVAIL", arguments: ["192.0.2.7", "203.0.113.9"])
    func foreignSourceFails(source: String) throws {
        let bench = try TransportBench()
        let port = try bench.listen()
        let ending = try bench.failure(port, source: source)
        #expect(ending == .failed(.system(errno: EADDRNOTAVAIL)))
        bench.close()
    }

    @Test("a listener says why it cannot listen")
    func listenerSaysWhy() throws {
        let bench = try TransportBench()
        let port = try bench.listen()
        #expect {
            try bench.transport.listen(address: "127.0.0.1", port: port, tls: nil) { _ in RecordingHandler {} }
        } throws: { error in
            "\(error)" == "cannot listen on 127.0.0.1 port \(port): Address already in use"
        }
        bench.close()
    }

    @Test("a peer's FIN finishes, after the bytes before it")
    func finFinishes() throws {
        let bench = try TransportBench()
        let port = try bench.listen { server in
            server.whenReceived = { connection, _ in
                connection.send("last words")
                connection.close()
            }
        }
        let client = try bench.dial(port) { $0.whenOpened = { $0.send("go") } }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.finished])
        #expect(client.received == Array("last words".utf8))
        #expect(bench.accepted.first?.endings == [.closedLocally])
        bench.close()
    }

    @Test("a peer that ends only its own side finishes the connection")
    func halfCloseFinishes() throws {
        let bench = try TransportBench()
        let port = try bench.listen { $0.whenReceived = { connection, _ in connection.finishSending() } }
        let client = try bench.dial(port) { $0.whenOpened = { $0.send("go") } }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.finished])
        bench.close()
    }

    @Test("a peer's reset breaks the connection, after the bytes before it", arguments: ["", "last words"])
    func resetBreaks(words: String) throws {
        let bench = try TransportBench()
        let port = try bench.listen { server in
            server.whenReceived = { connection, _ in
                connection.send(words)
                connection.reset()
            }
        }
        let client = try bench.dial(port) { $0.whenOpened = { $0.send("go") } }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.broken(errno: ECONNRESET)])
        #expect(client.received == Array(words.utf8))
        bench.close()
    }

    @Test("a reset is the peer's doing though our own bytes were still waiting")
    func resetUnderBackPressureBreaks() throws {
        let bench = try TransportBench()
        let port = try bench.listen { $0.whenOpened = { $0.setReading(false) } }
        let client = try bench.dial(port)
        try bench.run { bench.accepted.first?.isOpened == true && client.isOpened }
        #expect(client.connection?.send(Pattern.bytes(16 << 20)) == .queued)
        bench.accepted.first?.connection?.reset()
        try bench.run { client.ending != nil }
        #expect(client.endings == [.broken(errno: ECONNRESET)])
        bench.close()
    }

    @Test("a reset found while sending is the peer's doing")
    func resetFoundWhileSendingBreaks() throws {
        let bench = try TransportBench()
        let port = try bench.listen()
        let client = try bench.dial(port)
        try bench.run { bench.accepted.first?.isOpened == true && client.isOpened }
        bench.accepted.first?.connection?.reset()
        // Whether the reset comes before the first of these is the kernel's affair.
        while client.ending == nil, client.connection?.send("hello?") != .gone { bench.loop.runOnce() }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.broken(errno: ECONNRESET)])
        bench.close()
    }

    @Test("closed within a callback, a connection ends after it, and hears nothing more")
    func closeWithinACallback() throws {
        let bench = try TransportBench()
        let port = try bench.listen { server in
            server.whenOpened = { connection in
                for _ in 0..<3 { connection.send(Pattern.bytes(100_000)) }
            }
        }
        let client = try bench.dial(port) { client in
            client.whenReceived = { [unowned client] connection, _ in
                connection.close()
                #expect(client.endings == [])
            }
        }
        try bench.run { client.ending != nil }
        #expect(client.endings == [.closedLocally])
        #expect(client.received.count <= 65_536)
        bench.close()
    }

    @Test("closed as soon as it opens, a connection ends on both sides")
    func closeWhenOpened() throws {
        let bench = try TransportBench()
        let port = try bench.listen()
        let client = try bench.dial(port) { $0.whenOpened = { $0.close() } }
        try bench.run { client.ending != nil && bench.accepted.first?.ending != nil }
        #expect(client.endings == [.closedLocally])
        #expect(bench.accepted.first?.endings == [.finished])
        bench.close()
    }
}
