import Glibc
import LWSTransport
import Testing
import Timing

@Suite("Connections over loopback", .timeLimit(.minutes(2)))
struct ConnectionTests {
    @Test("bytes go both ways, over IPv4 and IPv6, and are counted", arguments: ["127.0.0.1", "::1"])
    func bytesGoBothWays(address: String) throws {
        let bench = try TransportBench()
        let port = try bench.listen(address: address) { server in
            server.whenReceived = { connection, bytes in
                connection.send("you said " + String(decoding: bytes, as: UTF8.self))
            }
        }
        let client = try bench.dial(port, address: address) { client in
            client.whenOpened = { $0.send("hello") }
        }
        try bench.run { client.received.count == 14 }
        #expect(client.hasReachedPeer && client.isOpened)
        #expect(client.received == Array("you said hello".utf8))
        #expect(bench.transport.bytesSent == 19)
        #expect(bench.transport.bytesReceived == 19)
        bench.close()
        #expect(client.endings == [.closedLocally])
    }

    @Test("a dial from a source address arrives from it")
    func sourceAddressIsUsed() throws {
        let bench = try TransportBench()
        var peer = ""
        let port = try bench.listen { server in
            server.whenReceived = { connection, _ in peer = connection.peerAddress }
        }
        _ = try bench.dial(port, source: "127.0.0.2") { $0.whenOpened = { $0.send("x") } }
        try bench.run { !peer.isEmpty }
        #expect(peer == "127.0.0.2")
        bench.close()
    }

    @Test("4 MB each way at once arrive whole: neither side waits for the other to read")
    func largeEchoDoesNotDeadlock() throws {
        let bench = try TransportBench()
        let sent = Pattern.bytes(4 << 20)
        let port = try bench.listen { server in
            server.whenReceived = { connection, bytes in connection.send(bytes) }
        }
        let client = try bench.dial(port) { client in
            client.whenOpened = { #expect($0.send(sent) == .queued) }
        }
        try bench.run { client.received.count >= sent.count }
        #expect(client.received == sent)
        #expect(client.drains == 1)
        bench.close()
    }

    @Test("a peer that does not read makes us queue, and drains when it reads again")
    func backPressureIsFelt() throws {
        let bench = try TransportBench()
        let sent = Pattern.bytes(16 << 20)
        let port = try bench.listen { $0.whenOpened = { $0.setReading(false) } }
        let client = try bench.dial(port)
        try bench.run { bench.accepted.first?.isOpened == true && client.isOpened }
        #expect(client.connection?.send(sent) == .queued)
        #expect(client.connection?.send([1, 2, 3]) == .queued)
        #expect(client.connection?.hasPendingOutput == true)
        #expect(client.drains == 0)
        let server = try #require(bench.accepted.first)
        server.connection?.setReading(true)
        try bench.run { server.received.count == sent.count + 3 && client.drains > 0 }
        #expect(server.received == sent + [1, 2, 3])
        #expect(client.connection?.hasPendingOutput == false)
        #expect(client.connection?.send([4]) == .sent)
        bench.close()
    }

    @Test("nothing can be sent before the connection is up, nor after it was closed")
    func nothingIsSentWhileDown() throws {
        let bench = try TransportBench()
        let port = try bench.listen()
        let client = try bench.dial(port)
        let connection = try #require(client.connection)
        #expect(connection.send("early") == .gone)
        try bench.run { client.isOpened }
        connection.close()
        #expect(connection.send("late") == .gone)
        #expect(client.endings == [.closedLocally])
        connection.close()
        #expect(client.endings == [.closedLocally])
        bench.close()
    }

    @Test("many connections live and end beside each other")
    func manyConnectionsLive() throws {
        let bench = try TransportBench()
        let port = try bench.listen { server in
            server.whenReceived = { connection, bytes in connection.send(bytes) }
        }
        var clients: [RecordingHandler] = []
        for number in 0..<100 {
            clients.append(
                try bench.dial(port) { client in
                    client.whenOpened = { $0.send("\(number)") }
                    client.whenReceived = { connection, _ in connection.close() }
                })
        }
        try bench.run { clients.allSatisfy { $0.ending != nil } && bench.accepted.allSatisfy { $0.ending != nil } }
        for (number, client) in clients.enumerated() {
            #expect(client.received == Array("\(number)".utf8))
            #expect(client.endings == [.closedLocally])
        }
        #expect(bench.accepted.map(\.endings) == Array(repeating: [.finished], count: 100))
        bench.close()
    }
}

/// Bytes that tell when one of them is missing or doubled.
enum Pattern {
    static func bytes(_ count: Int) -> [UInt8] {
        var random = FastRandom(seed: 7)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count { unsafe withUnsafeBytes(of: random.next()) { unsafe bytes.append(contentsOf: $0) } }
        return Array(bytes.prefix(count))
    }
}
