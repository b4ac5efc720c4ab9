import HTTP
import Target
import Testing
import Timing

@testable import Target

@Suite("The faults of event streams", .timeLimit(.minutes(1)))
struct StreamFaultTests {
    private func read(_ path: String, port: Int) throws -> StreamedAnswer {
        try StreamedAnswer(from: TestPeer(port: port), path)
    }

    @Test(
        "A stream ends where and as the plan says, after exactly so many events",
        arguments: [
            ("cut=4", StreamedAnswer.Ending.reset), ("cut_chunk=4", .cut), ("end=4", .inOrder), ("count=4", .inOrder),
            ("cut_chunk=4&count=9&framing=length", .cut), ("cut_chunk=4&framing=close", .finished),
            ("end=4&framing=close", .finished), ("cut=4&end=4&count=4", .reset), ("cut=9&end=4", .inOrder),
        ])
    func ends(query: String, ending: StreamedAnswer.Ending) throws {
        let counts = try withTarget { port in
            let answer = try read("/events?rate=200&\(query)", port: port)
            #expect(answer.ids == [1, 2, 3, 4])
            #expect(answer.ending == ending)
        }
        let isCut = query.hasPrefix("cut_chunk") || ending == .reset
        #expect(counts.streams.cut == (isCut ? 1 : 0))
        #expect(counts.streams.endedInOrder == (isCut ? 0 : 1))
        #expect(counts.streams.leftByPeer == 0)
    }

    @Test(
        "A stream ends when the plan says",
        arguments: [
            ("close_after=50", StreamedAnswer.Ending.inOrder), ("reset_after=50", .reset), ("eof_after=50", .cut),
            ("close_after=50&framing=length&count=9", .cut),
        ])
    func timedEnds(query: String, ending: StreamedAnswer.Ending) throws {
        try withTarget { port in
            let start = Instant.now()
            let answer = try read("/events?rate=0.1&\(query)", port: port)
            #expect(answer.ids == [1])
            #expect(answer.ending == ending)
            #expect(Instant.now() - start >= .milliseconds(50))
        }
    }

    @Test("The last event of a body lacks its final line end", arguments: ["count=3", "end=3"])
    func unfinished(query: String) throws {
        let counts = try withTarget { port in
            let answer = try read("/events?rate=200&unfinished&\(query)", port: port)
            #expect(answer.ids == [1, 2])
            #expect(answer.ending == .inOrder)
            #expect(answer.text.contains("\n\nid: 3\ndata: {\"seq\":3,"))
            #expect(answer.text.hasSuffix("}\n"))
        }
        #expect(counts.streams.events == 2)
        #expect(counts.streams.unfinished == 1)
    }

    @Test("An answer may say that it is a page")
    func wrongType() throws {
        try withTarget { port in
            let answer = try read("/events?count=0&type_wrong", port: port)
            #expect(answer.head.value("content-type") == "text/html")
        }
    }

    @Test("Events in pieces are the same events; every fourth comes byte by byte")
    func split() throws {
        try withTarget { port in
            let answer = try read("/events?rate=200&count=8&split&type=price&retry=9", port: port)
            #expect(answer.ids == Array(1...8))
            #expect(answer.events.allSatisfy { $0.type == "price" && $0.data.contains("\"text\":\"é€😀\"") })
            // The line ends take turns.
            #expect(answer.text.contains("id: 1\r\nevent"))
            #expect(answer.text.contains("id: 2\revent"))
            #expect(answer.text.contains("id: 3\nevent"))
            let bytes = answer.chunks.filter { $0.count == 1 }.count
            let fourth = answer.text.utf8.count / 9
            #expect(bytes >= 2 * (fourth - 20))
            #expect(answer.chunks.contains { String(validating: $0, as: UTF8.self) == nil })
        }
    }

    @Test(
        "Cuts go where careless readers break",
        arguments: [
            ("id: 1\n\n", ["i", "d: 1\n", "\n"]), ("a\r\n\r\n", ["a\r", "\n", "\r", "\n"]),
            ("data: x\rid: 2\r\r", ["d", "ata: x\ri", "d: 2\r", "\r"]), (":\n\n", [":\n", "\n"]), ("x", ["x"]),
        ])
    func cuts(text: String, pieces: [String]) {
        let bytes = Array(text.utf8)
        #expect(AwkwardCuts.pieces(of: bytes[...], number: 1).map { String(decoding: $0, as: UTF8.self) } == pieces)
        #expect(AwkwardCuts.pieces(of: bytes[...], number: 4).map { Array($0) } == bytes.map { [$0] })
    }

    @Test("Every byte of a character is a piece")
    func characters() {
        let pieces = AwkwardCuts.pieces(of: Array("é€😀".utf8)[...], number: 1)
        #expect(pieces.map(\.count) == [1, 2, 1, 2, 1, 1, 1])
    }

    @Test("A delay comes to every event, reorders none, and its content stays as made")
    func delay() throws {
        let counts = try withTarget { port in
            let start = Instant.now()
            let answer = try read("/events?rate=1k&count=10&delay=80", port: port)
            #expect(answer.ids == Array(1...10))
            for (index, instant) in answer.arrivals.enumerated() {
                #expect(instant - start >= .milliseconds(80 + Double(index)))
            }
        }
        #expect(counts.streams.events == 10)
        #expect(counts.unsent == 0)
    }

    @Test("Jitter loses and doubles nothing")
    func jitter() throws {
        try withTarget { port in
            let answer = try read("/events?rate=1k&count=50&jitter=20", port: port)
            #expect(answer.ids.sorted() == Array(1...50))
        }
    }

    @Test("An event whose stream ends before its delay is counted as unsent")
    func unsent() throws {
        let counts = try withTarget { port in
            let answer = try read("/events?rate=100&count=5&delay=3600s&close_after=60", port: port)
            #expect(answer.ids == [])
        }
        #expect(counts.unsent == 5)
        #expect(counts.streams.events == 0)
    }

    @Test("Requests for streams are refused and left hanging by their number")
    func handshakes() throws {
        let counts = try withFaults {
            $0.refuse = FaultPlan.Refusal(every: 3, status: 204)
            $0.hangEvery = 4
        } _: { port in
            var hung: [TestPeer] = []
            for number in 1...8 {
                let peer = try TestPeer(port: port)
                guard !number.isMultiple(of: 4) else {
                    peer.write("GET /events HTTP/1.1\r\n\r\n")
                    hung.append(peer)
                    continue
                }
                let answer = try StreamedAnswer(from: peer, "/events?count=1")
                #expect(answer.status == (number.isMultiple(of: 3) ? 204 : 200))
            }
            #expect(try TestPeer(port: port).ask("GET /health HTTP/1.1\r\n\r\n").status == 200)
        }
        #expect(counts.streams.opened == 4)
        #expect(counts.streams.refused == 2)
        #expect(counts.streams.hung == 2)
    }

    @Test("The whole target stands still for its streams too")
    func stall() throws {
        try withFaults {
            $0.stall = FaultPlan.Stall(after: .milliseconds(50), duration: .milliseconds(300))
        } _: { port in
            let arrivals = try read("/events?rate=100&count=30", port: port).arrivals
            #expect(zip(arrivals.dropFirst(), arrivals).map { $0.0 - $0.1 }.max() ?? .zero >= .milliseconds(290))
        }
    }

    @Test("What the server is asked for holds for every request, unless its query says otherwise")
    func flags() throws {
        try withFaults {
            $0.events.endAfter = 2
            $0.events.firstDelay = .milliseconds(40)
        } _: { port in
            let start = Instant.now()
            let asked = try read("/events?rate=100", port: port)
            #expect(asked.ids == [1, 2])
            #expect(Instant.now() - start >= .milliseconds(50))
            let otherwise = try read("/events?rate=100&end=3&first_delay=0", port: port)
            #expect(otherwise.ids == [1, 2, 3])
        }
    }
}
