import HTTP
import Target
import Testing
import Timing

@Suite("Event streams of the target", .timeLimit(.minutes(1)))
struct EventStreamTests {
    /// One request on a connection of its own.
    private func read(
        _ path: String, port: Int, method: String = "GET", fields: [String] = [], until count: Int = .max
    ) throws -> StreamedAnswer {
        try StreamedAnswer(from: TestPeer(port: port), path, method: method, fields: fields, until: count)
    }

    @Test(
        "Events are numbered from 1, carry types in turn, and none comes before its time", arguments: ["GET", "POST"])
    func events(method: String) throws {
        let counts = try withTarget { port in
            let start = Instant.now()
            let answer = try read("/events?rate=100&count=7&type=a,b&first_delay=60", port: port, method: method)
            #expect(answer.status == 200)
            #expect(answer.head.value("content-type") == "text/event-stream")
            #expect(answer.ending == .inOrder)
            #expect(answer.ids == Array(1...7))
            #expect(answer.events.map(\.type) == ["a", "b", "a", "b", "a", "b", "a"])
            for (index, event) in answer.events.enumerated() {
                #expect(event.data.hasPrefix("{\"seq\":\(index + 1),\"sent_at\":"))
                #expect(event.data.hasSuffix(",\"type\":\"\(event.type ?? "")\"}"))
                let offset = Nanoseconds.milliseconds(60 + 10 * Double(index))
                #expect(answer.arrivals[index] - start >= offset)
            }
            // Each event is one part of the body.
            #expect(answer.chunks.count == 8)
        }
        #expect(counts.streams.opened == 1)
        #expect(counts.streams.peak == 1)
        #expect(counts.streams.events == 7)
        #expect(counts.streams.endedInOrder == 1)
        #expect(counts.requests == 0)
    }

    @Test("An extra pause comes before every n-th event")
    func gaps() throws {
        try withTarget { port in
            let start = Instant.now()
            let answer = try read("/events?rate=1k&count=6&gap=40&gap_every=2", port: port)
            for (index, offset) in [0, 41, 42, 83, 84, 125].enumerated() {
                #expect(answer.arrivals[index] - start >= .milliseconds(Double(offset)))
            }
        }
    }

    @Test("The reconnection time comes first, and comments keep coming while no event is due")
    func comments() throws {
        let counts = try withTarget { port in
            let answer = try read("/events?rate=20&count=2&first_delay=100&retry=250&heartbeat=20", port: port)
            #expect(answer.text.hasPrefix("retry: 250\n\n:\n\n"))
            #expect(answer.ids == [1, 2])
            #expect(answer.comments >= 3)
        }
        #expect(counts.streams.comments >= 3)
    }

    @Test(
        "Data is as long as it was asked to be, and never shorter than it must be",
        arguments: [0, 40, 41, 48, 49, 1_000, 70_000])
    func size(size: Int) throws {
        try withTarget { port in
            let answer = try read("/events?rate=1k&count=3&size=\(size)", port: port)
            let shortest = #"{"seq":1,"sent_at":1700000000000.250}"#.utf8.count
            #expect(answer.events.map(\.data.utf8.count) == Array(repeating: max(size, shortest), count: 3))
        }
    }

    @Test(
        "A body is delimited as it was asked for",
        arguments: [
            ("chunked", StreamedAnswer.Ending.inOrder, "transfer-encoding"),
            ("length", .inOrder, "content-length"), ("close", .finished, "connection"),
        ])
    func framing(name: String, ending: StreamedAnswer.Ending, field: String) throws {
        let counts = try withTarget { port in
            let query =
                "rate=1k&count=12&size=60&retry=5&framing=\(name)&duplicate_every=3&drop_every=5&swap_every=4&split"
            let answer = try read("/events?\(query)&unfinished", port: port)
            #expect(answer.ending == ending)
            #expect(answer.head.value(field) != nil)
            // 5 and 10 are dropped, 4 and 8 follow their successors, and 12 is doubled but never finished.
            #expect(answer.ids == [1, 2, 3, 3, 6, 6, 4, 7, 9, 9, 8, 11])
        }
        #expect(counts.streams.events == 12)
        #expect(counts.streams.unfinished == 2)
        #expect(counts.dropped == 2)
        #expect(counts.duplicated == 4)
        #expect(counts.swapped == 2)
    }

    @Test("NDJSON is the same data, a line each")
    func ndjson() throws {
        try withTarget { port in
            let answer = try read("/ndjson?rate=1k&count=3&type=a,b", port: port)
            #expect(answer.head.value("content-type") == "application/x-ndjson")
            #expect(answer.events.count == 3)
            #expect(answer.events.last?.data.hasPrefix(#"{"seq":3,"sent_at":"#) == true)
            #expect(answer.events.last?.data.hasSuffix(#","type":"a"}"#) == true)
        }
    }

    @Test("A connection serves another request after a stream that ended in order")
    func keepAlive() throws {
        let counts = try withTarget { port in
            let peer = try TestPeer(port: port)
            for _ in 1...3 {
                #expect(try StreamedAnswer(from: peer, "/events?rate=1k&count=2").ids == [1, 2])
                #expect(try StreamedAnswer(from: peer, "/ndjson?rate=1k&count=2&framing=length").events.count == 2)
            }
            #expect(try peer.ask("GET /health HTTP/1.1\r\n\r\n").status == 200)
            let last = try StreamedAnswer(from: peer, "/events?rate=1k&count=1", fields: ["Connection: close"])
            #expect(last.ending == .inOrder)
            #expect(try peer.nextBytes() == nil)
        }
        #expect(counts.connections == 1)
        #expect(counts.streams.endedInOrder == 7)
    }

    @Test(
        "What cannot be streamed is refused, and the body says why",
        arguments: [
            ("GET", "/events?rate=x", 400, "rate: 'x' is not a rate"),
            ("GET", "/events?rat=1", 400, "Did you mean 'rate'"),
            ("GET", "/events?framing=length", 400, "a length needs an end"),
            ("GET", "/events?type=a%22", 400, "type: expected"), ("GET", "/events?type=", 400, "type: expected"),
            ("GET", "/events?heartbeat=0", 400, "1 ms or more"),
            ("GET", "/events?split=maybe", 400, "neither true nor false"),
            ("GET", "/events?gap=5", 400, "belong together"), ("GET", "/ndjson?retry=5", 400, "'retry' is not known"),
            ("GET", "/events?no_replay&replay_extra=1", 400, "contradict"), ("PUT", "/events", 405, "Not Allowed"),
            ("HEAD", "/events", 405, ""), ("GET", "/events?status=204", 204, ""),
            ("GET", "/events?status=418", 418, ""),
        ])
    func refusals(method: String, path: String, status: Int, reason: String) throws {
        let counts = try withTarget { port in
            let answer = try TestPeer(port: port).ask("\(method) \(path) HTTP/1.1\r\n\r\n")
            #expect(answer.status == status)
            #expect(reason.isEmpty || answer.body.contains(reason))
            if status == 204 { #expect(answer.head.value("content-length") == nil) }
            if status == 405 { #expect(answer.head.value("allow") == "GET, POST") }
        }
        #expect(counts.streams.refused == 1)
        #expect(counts.streams.opened == 0)
    }

    @Test("A client that leaves is counted, and a server that stops ends its streams in order")
    func leaving() throws {
        var left: TestPeer?
        var answers: [StreamedAnswer] = []
        let target = try RunningTarget(TargetPlan())
        let port = target.port
        left = try TestPeer(port: port)
        if let left { answers.append(try StreamedAnswer(from: left, "/events?rate=1k", until: 3)) }
        left = nil
        let staying = try TestPeer(port: port)
        _ = try staying.open("GET /events?rate=0 HTTP/1.1\r\n\r\n")
        let counts = target.stop()
        #expect(answers.first?.ids.prefix(3) == [1, 2, 3])
        #expect(try staying.nextBytes() == Array("0\r\n\r\n".utf8))
        #expect(try staying.nextBytes() == nil)
        #expect(counts.streams.opened == 2)
        #expect(counts.streams.leftByPeer == 1)
        #expect(counts.streams.endedInOrder == 1)
    }

    @Test("A reader that stops reading costs no memory: its events wait, and when too many do its stream is reset")
    func slowReader() throws {
        let counts = try withTarget { port in
            let slow = try TestPeer(port: port)
            _ = try slow.open("GET /events?rate=5k&size=20k HTTP/1.1\r\n\r\n")
            // Its neighbour is served all the while.
            #expect(try read("/events?rate=200&count=300", port: port).ids == Array(1...300))
            #expect(throws: TestPeer.Reset.self) {
                while let bytes = try slow.nextBytes() { #expect(!bytes.isEmpty) }
            }
        }
        #expect(counts.streams.overflowed == 1)
        #expect(counts.streams.endedInOrder == 1)
    }
}
