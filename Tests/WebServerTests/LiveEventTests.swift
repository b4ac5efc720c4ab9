import Glibc
import HTTP
import TestSockets
import Testing
import Timing

@testable import WebServer

@Suite("Event streams of the page", .timeLimit(.minutes(1)))
struct LiveEventTests {
    private static func event(_ data: String) -> String {
        String(decoding: ServerSentEvent.bytes("tick", data: Array(data.utf8)), as: UTF8.self)
    }

    /// Waits until the server has done what it was told: it serves one thing after another.
    private static func settle(_ server: WebServer) throws {
        #expect(try WebPeer(port: server.port).ask("GET /").status == 200)
    }

    @Test("What is broadcast reaches everyone who listens, as it is and in order")
    func broadcasts() throws {
        try withWebServer { server in
            let peers = try (0..<3).map { _ in try WebPeer(port: server.port) }
            for peer in peers {
                let head = try peer.listen(first: firstEvent)
                #expect(head.value("content-type") == "text/event-stream")
                #expect(head.value("cache-control") == "no-store")
                #expect(head.value("content-length") == nil)
            }
            #expect(server.listeners == 3)
            let events = (0..<20).map { "{\"n\":\($0)}" } + ["two\nlines", ""]
            for data in events { server.broadcast(event: "tick", data: Array(data.utf8)) }
            let expected = events.map(Self.event).joined()
            for peer in peers { #expect(try peer.streamed(expected.utf8.count) == expected) }
            server.stop()
            for peer in peers { #expect(try peer.rest() == ("", true)) }
            #expect(server.listeners == 0)
            #expect(server.counts.skipped == 0)
        }
    }

    @Test("A stream that is left is counted no more, and HEAD opens none")
    func leaving() throws {
        try withWebServer { server in
            let staying = try WebPeer(port: server.port)
            try staying.listen(first: firstEvent)
            do {
                let leaving = try WebPeer(port: server.port)
                try leaving.listen(first: firstEvent)
                #expect(server.listeners == 2)
            }
            let asking = try WebPeer(port: server.port)
            let head = try asking.ask("HEAD /events")
            #expect((head.status, head.head.value("content-type")) == (200, "text/event-stream"))
            #expect(try asking.isAtEnd())
            // Each broadcast comes after everything that the server heard before it.
            var heard = 0
            while server.listeners > 1 {
                server.broadcast(event: "tick", data: [])
                #expect(try staying.streamed(Self.event("").utf8.count) == Self.event(""))
                heard += 1
                try #require(heard < 10_000)
            }
            #expect(server.listeners == 1)
        }
    }

    @Test("More streams than are served get 503")
    func tooMany() throws {
        var limits = WebLimits()
        limits.eventStreams = 2
        try withWebServer(limits: limits) { server in
            let peers = try (0..<2).map { _ in try WebPeer(port: server.port) }
            for peer in peers { try peer.listen(first: firstEvent) }
            let refused = try WebPeer(port: server.port)
            #expect(try refused.ask("GET /events").status == 503)
            #expect(try refused.ask("GET /").status == 200)
            #expect(server.listeners == 2)
        }
    }

    @Test("A peer of HTTP/1.0 gets the stream without chunks")
    func oldPeer() throws {
        try withWebServer { server in
            let peer = try WebPeer(port: server.port)
            peer.write("GET /events HTTP/1.0\r\nHost: localhost\r\n\r\n")
            let head = try peer.readHead()
            #expect((head.value("transfer-encoding"), head.value("connection")) == (nil, "close"))
            #expect(try peer.bytes(firstEvent.utf8.count) == firstEvent)
            server.broadcast(event: "tick", data: Array("1".utf8))
            #expect(try peer.bytes(Self.event("1").utf8.count) == Self.event("1"))
            server.stop()
            #expect(try peer.isAtEnd())
        }
    }

    @Test("A browser that does not read misses events, costs no more than one of them, and is told when it reads again")
    func slowBrowser() throws {
        try withWebServer { server in
            let slow = try WebPeer(port: server.port, receiveBuffer: 4_096)
            slow.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let fast = try WebPeer(port: server.port)
            try fast.listen(first: firstEvent)
            try Self.settle(server)
            #expect(server.listeners == 2)
            let data = String(repeating: "x", count: 100_000)
            let event = Self.event(data)
            let rounds = 32
            for _ in 0..<rounds {
                server.broadcast(event: "tick", data: Array(data.utf8))
                #expect(try fast.streamed(event.utf8.count) == event)
            }
            try Self.settle(server)
            // The kernel alone would have taken all of them.
            let skipped = server.counts.skipped
            #expect((rounds / 2..<rounds).contains(skipped))
            #expect(server.counts.mostUnsent <= StreamPart(Array(event.utf8)).chunk.count)
            #expect(server.listeners == 2)

            #expect(BlockingHTTP.status(of: try slow.readHead()) == 200)
            let behind = "event: behind\ndata: \n\n"
            let missed = firstEvent + String(repeating: event, count: rounds - skipped) + behind
            #expect(try slow.streamed(missed.utf8.count) == missed)
            server.broadcast(event: "tick", data: Array("again".utf8))
            #expect(try slow.streamed(Self.event("again").utf8.count) == Self.event("again"))
        }
    }

    @Test("A browser that leaves an event unread for too long is cut off, and others are not")
    func deadBrowser() throws {
        var limits = WebLimits()
        limits.undelivered = .seconds(1)
        limits.sweep = .milliseconds(10)
        try withWebServer(limits: limits) { server in
            let dead = try WebPeer(port: server.port, receiveBuffer: 4_096)
            try dead.listen(first: firstEvent)
            server.broadcast(event: "tick", data: [UInt8](repeating: 0x78, count: 8_000_000))
            let alive = try WebPeer(port: server.port)
            try alive.listen(first: firstEvent)
            #expect(dead.waitForReset())
            try Self.settle(server)
            #expect(server.listeners == 1)
            server.broadcast(event: "tick", data: Array("1".utf8))
            #expect(try alive.streamed(Self.event("1").utf8.count) == Self.event("1"))
        }
    }

    @Test("A browser that vanishes is cut off although the kernel took all that it was sent")
    func vanishedBrowser() throws {
        var limits = WebLimits()
        limits.undelivered = .seconds(1)
        limits.sweep = .milliseconds(10)
        try withWebServer(limits: limits) { server in
            let vanished = try WebPeer(port: server.port, receiveBuffer: 4_096)
            try vanished.listen(first: firstEvent)
            server.broadcast(event: "tick", data: [UInt8](repeating: 0x78, count: 100_000))
            #expect(vanished.waitForReset())
            try Self.settle(server)
            #expect(server.listeners == 0)
            #expect(server.counts.mostUnsent == 0)
        }
    }

    @Test("A stream on which nothing happens is sent comments, and they find out who is not there")
    func silence() throws {
        var limits = WebLimits()
        limits.undelivered = .milliseconds(500)
        limits.silence = .milliseconds(1)
        limits.sweep = .milliseconds(1)
        try withWebServer(limits: limits) { server in
            let vanished = try WebPeer(port: server.port, receiveBuffer: 1)
            try vanished.listen(first: firstEvent)
            let there = try WebPeer(port: server.port)
            try there.listen(first: firstEvent)
            let comments = String(repeating: ":\n\n", count: 8)
            while server.listeners == 2 { #expect(try there.streamed(comments.utf8.count) == comments) }
            #expect(vanished.waitForReset())
            #expect(server.listeners == 1)
        }
    }

    @Test("A browser that reads slowly is waited for, however long an event takes it")
    func slowReader() throws {
        var limits = WebLimits()
        limits.undelivered = .seconds(2)
        limits.sweep = .milliseconds(10)
        try withWebServer(limits: limits) { server in
            let slow = try WebPeer(port: server.port, receiveBuffer: 65_536)
            try slow.listen(first: firstEvent)
            let event = Self.event(String(repeating: "x", count: 3_000_000))
            server.broadcast(event: "tick", data: [UInt8](repeating: 0x78, count: 3_000_000))
            var read = ""
            for _ in 0..<50 {
                // Its pace: longer in all than the server waits for one that reads nothing.
                usleep(80_000)
                read += try slow.streamed(60_000)
            }
            read += try slow.streamed(event.utf8.count - read.utf8.count)
            #expect(read == event)
            #expect(server.listeners == 1)
        }
    }

    @Test("A server stops although a browser does not read, and may be stopped twice")
    func stopping() throws {
        try withWebServer { server in
            let dead = try WebPeer(port: server.port, receiveBuffer: 4_096)
            try dead.listen(first: firstEvent)
            server.broadcast(event: "tick", data: [UInt8](repeating: 0x78, count: 8_000_000))
            server.stop()
            #expect(server.listeners == 0)
            server.stop()
            server.broadcast(event: "tick", data: [])
        }
    }
}
