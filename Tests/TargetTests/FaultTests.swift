import Target
import TestSockets
import Testing
import Timing
import WSClient

@Suite("The faults of the target", .timeLimit(.minutes(1)))
struct FaultTests {
    /// Opens a session, sends numbers from 1 to `count`, closes, and returns what came back.
    private func converse(_ count: Int, port: Int) throws -> [Int] {
        let peer = try TestPeer(port: port)
        #expect(try peer.upgrade("/echo").status == 101)
        for number in 1...count { peer.send("\(number)") }
        return try peer.finish().compactMap { Int($0) }
    }

    @Test("Dropped, doubled and swapped messages are those that the plan names, in every session")
    func messages() throws {
        let counts = try withFaults {
            $0.dropEvery = 4
            $0.duplicateEvery = 3
            $0.swapEvery = 2
        } _: { port in
            for _ in 0..<2 {
                let echoed = try converse(12, port: port)
                #expect(echoed == [1, 3, 3, 2, 5, 6, 6, 7, 9, 9, 11, 10])
            }
        }
        #expect(counts.messagesReceived == 24)
        #expect(counts.messagesSent == 24)
        #expect(counts.dropped == 6)
        #expect(counts.duplicated == 6)
        #expect(counts.swapped == 4)
        #expect(counts.unsent == 0)
    }

    @Test("A message without a successor leaves before the Close, and was not swapped")
    func lastSwap() throws {
        let counts = try withFaults {
            $0.swapEvery = 3
        } _: { port in
            let echoed = try converse(6, port: port)
            #expect(echoed == [1, 2, 4, 3, 5, 6])
        }
        #expect(counts.swapped == 1)
        #expect(counts.messagesSent == 6)
    }

    @Test("A message without a successor does not wait for ever")
    func longHold() throws {
        try withFaults {
            $0.swapEvery = 1
        } _: { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            peer.send("alone")
            #expect(try peer.next() == .text("alone"))
        }
    }

    @Test("A delay comes to every message and reorders none")
    func delay() throws {
        let counts = try withFaults {
            $0.delay = .milliseconds(50)
        } _: { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            let start = Instant.now()
            for number in 1...20 { peer.send("\(number)") }
            for number in 1...20 { #expect(try peer.next() == .text("\(number)")) }
            #expect(Instant.now() - start >= .milliseconds(50))
            #expect(try peer.finish() == [])
        }
        #expect(counts.messagesSent == 20)
    }

    @Test("Jitter loses and doubles nothing")
    func jitter() throws {
        try withFaults {
            $0.jitter = .milliseconds(20)
        } _: { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            for number in 1...50 { peer.send("\(number)") }
            var seen: Set<String> = []
            for _ in 1...50 {
                guard case .text(let text) = try peer.next() else { throw TestPeer.Failure(what: "no echo") }
                seen.insert(text)
            }
            #expect(seen.count == 50)
        }
    }

    @Test("A message whose session ends before its delay is counted as unsent")
    func unsent() throws {
        let counts = try withFaults {
            $0.delay = .seconds(3_600)
        } _: { port in
            let echoed = try converse(3, port: port)
            #expect(echoed == [])
        }
        #expect(counts.messagesReceived == 3)
        #expect(counts.messagesSent == 0)
        #expect(counts.unsent == 3)
    }

    @Test("Handshakes are refused and left hanging by their number")
    func handshakes() throws {
        let counts = try withFaults {
            $0.refuse = FaultPlan.Refusal(every: 3, status: 429)
            $0.hangEvery = 4
        } _: { port in
            var hung: [TestPeer] = []
            for number in 1...8 {
                let peer = try TestPeer(port: port)
                guard !number.isMultiple(of: 4) else {
                    peer.write(TestPeer.upgradeRequest("/echo"))
                    hung.append(peer)
                    continue
                }
                #expect(try peer.upgrade("/echo").status == (number.isMultiple(of: 3) ? 429 : 101))
            }
            // The last hung request was sent before this one, so it has been counted when this one is answered.
            #expect(try TestPeer(port: port).ask("GET /health HTTP/1.1\r\n\r\n").status == 200)
        }
        #expect(counts.handshakes == TargetCounts.Handshakes(accepted: 4, refused: 2, hung: 2))
        #expect(counts.sessions == 4)
    }

    @Test(
        "Sessions are closed with the code that the plan names, legal or not", arguments: [0, 1000, 1005, 4000, 65_535])
    func close(code: UInt16) throws {
        let counts = try withFaults {
            $0.close = FaultPlan.Closing(after: .milliseconds(20), code: code == 0 ? nil : code)
        } _: { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            #expect(try peer.next() == .close(code == 0 ? nil : Int(code)))
            #expect(try peer.finish() == [])
        }
        #expect(counts.closesSent == [code == 0 ? "none" : "\(code)": 1])
        #expect(counts.closesReceived == ["1000": 1])
        #expect(counts.lost == 0)
    }

    @Test("Sessions are reset")
    func reset() throws {
        let counts = try withFaults {
            $0.resetAfter = .milliseconds(20)
        } _: { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            #expect(try peer.rest() == [.reset])
        }
        #expect(counts.resets == 1)
        #expect(counts.lost == 0)
    }

    @Test("Streams end without a Close")
    func endOfStream() throws {
        let counts = try withFaults {
            $0.endAfter = .milliseconds(20)
        } _: { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            #expect(try peer.rest() == [.finished])
        }
        #expect(counts.endsOfStream == 1)
        #expect(counts.lost == 0)
    }

    @Test("A session that is never read gets no pong")
    func neverReads() throws {
        let counts = try withFaults {
            $0.neverReads = true
        } _: { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            peer.frame(.ping, [1])
            peer.send("unheard")
            #expect(try TestPeer(port: port).ask("GET /health HTTP/1.1\r\n\r\n").status == 200)
        }
        #expect(counts.pingsReceived == 0)
        #expect(counts.pongsSent == 0)
        #expect(counts.messagesReceived == 0)
    }

    @Test("The whole target stands still once, for as long as the plan says")
    func stall() throws {
        try withFaults {
            $0.stall = FaultPlan.Stall(after: .milliseconds(50), duration: .milliseconds(300))
        } _: { port in
            let peer = try TestPeer(port: port)
            try peer.upgrade("/echo")
            var longest = Nanoseconds.zero
            let start = Instant.now()
            while Instant.now() - start < .milliseconds(600) {
                let sent = Instant.now()
                peer.send("x")
                #expect(try peer.next() == .text("x"))
                longest = max(longest, Instant.now() - sent)
            }
            #expect(longest >= .milliseconds(290))
        }
    }

    @Test("A stop goes through in the middle of a stall")
    func stopInStall() throws {
        let counts = try withFaults {
            $0.stall = FaultPlan.Stall(after: .zero, duration: .seconds(3_600))
        } _: { port in
            let peer = try TestPeer(port: port)
            #expect(try peer.upgrade("/echo").status == 101)
        }
        #expect(counts.sessions == 1)
    }

    @Test("A peer that vanishes without a Close is counted as lost")
    func lost() throws {
        let counts = try withTarget { port in
            do { try TestPeer(port: port).upgrade("/echo") }
            #expect(try TestPeer(port: port).ask("GET /health HTTP/1.1\r\n\r\n").status == 200)
        }
        #expect(counts.lost == 1)
    }
}
