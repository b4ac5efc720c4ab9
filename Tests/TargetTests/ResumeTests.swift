import Target
import Testing
import Timing

@testable import Target

@Suite("Resuming event streams", .timeLimit(.minutes(1)))
struct ResumeTests {
    private func read(
        _ query: String, after last: Int? = nil, port: Int, until count: Int = .max
    ) throws -> StreamedAnswer {
        let fields = last.map { ["Last-Event-ID: \($0)"] } ?? []
        return try StreamedAnswer(from: TestPeer(port: port), "/events?\(query)", fields: fields, until: count)
    }

    @Test("A client that comes back after each end has every event once")
    func resume() throws {
        let counts = try withTarget { port in
            var ids: [Int] = []
            for _ in 1...4 { ids += try read("rate=200&end=5&count=18", after: ids.last, port: port).ids }
            #expect(ids == Array(1...18))
            // There is nothing to come back for.
            #expect(try read("rate=200&end=5&count=18", after: 18, port: port).status == 204)
        }
        #expect(counts.streams.opened == 4)
        #expect(counts.streams.resumed == 3)
        #expect(counts.streams.refused == 1)
        #expect(counts.streams.events == 18)
        #expect([counts.streams.skipped, counts.streams.replayed, counts.streams.repeated] == [0, 0, 0])
    }

    @Test("What was due in the reconnection time comes at once, and the rest in time")
    func replay() throws {
        let counts = try withTarget { port in
            let start = Instant.now()
            let answer = try read("rate=20&retry=500&count=17", after: 4, port: port)
            // Ten were missed, 5 to 14; 15 is the first of its own time.
            #expect(answer.ids == Array(5...17))
            #expect(answer.arrivals[11] - start >= .milliseconds(50))
            #expect(answer.arrivals[12] - start >= .milliseconds(100))
        }
        #expect(counts.streams.replayed == 10)
    }

    @Test("Without replay the numbering goes on as if what was missed had been sent")
    func noReplay() throws {
        let counts = try withTarget { port in
            var ids: [Int] = []
            for _ in 1...3 { ids += try read("rate=100&retry=60&end=3&no_replay", after: ids.last, port: port).ids }
            #expect(ids == [1, 2, 3, 10, 11, 12, 19, 20, 21])
        }
        #expect(counts.streams.skipped == 12)
        #expect(counts.streams.replayed == 0)
    }

    @Test("Events that the client has are sent again as often as the plan says")
    func repeats() throws {
        let counts = try withTarget { port in
            var ids: [Int] = []
            for _ in 1...3 { ids += try read("rate=100&end=4&replay_extra=2", after: ids.last, port: port).ids }
            #expect(ids == [1, 2, 3, 4, 3, 4, 5, 6, 5, 6, 7, 8])
        }
        #expect(counts.streams.repeated == 4)
        #expect(counts.streams.events == 12)
    }

    @Test("A named stream goes on with time, and who comes back gets what was due meanwhile")
    func named() throws {
        let counts = try withTarget { port in
            let start = Instant.now()
            let first = try read("stream=s&rate=100&end=3", port: port)
            #expect(first.ids == [1, 2, 3])
            // The clock of this stream is looked at through another client of it.
            let other = try read("stream=s&rate=100", port: port, until: 20)
            #expect(other.ids.first ?? 0 >= 4)
            let back = try read("stream=s&rate=100&end=40", after: 3, port: port)
            #expect(back.ids == Array(4...43))
            for (index, instant) in back.arrivals.enumerated() {
                #expect(instant - start >= .milliseconds(10 * Double(index + 3)))
            }
        }
        #expect(counts.streams.replayed >= 20)
        #expect(counts.streams.skipped == 0)
    }

    @Test("A named stream without replay loses exactly what is counted as skipped")
    func namedLoss() throws {
        var lost = 0
        let counts = try withTarget { port in
            var last: Int?
            for _ in 1...4 {
                let ids = try read("stream=s&rate=500&end=3&no_replay", after: last, port: port).ids
                #expect(ids.count == 3)
                if let last, let first = ids.first { lost += first - last - 1 }
                last = ids.last
                _ = try read("rate=100&count=4", port: port)
            }
        }
        #expect(lost >= 3 * 10)
        #expect(counts.streams.skipped == lost)
    }

    @Test("An id that no event can have begins anew", arguments: ["", "x", "-1", "99999999999999999999"])
    func strangeID(id: String) throws {
        try withTarget { port in
            let answer = try StreamedAnswer(
                from: TestPeer(port: port), "/events?rate=1k&count=2", fields: ["Last-Event-ID: \(id)"])
            #expect(answer.ids == [1, 2])
        }
    }

    struct Row: Sendable {
        let last: Int
        let missed: Int
        var skips = false
        var repeated = 0
        let first: Int
        let counted: [Int]
    }

    @Test(
        "Where a resume begins is arithmetic",
        arguments: [
            Row(last: 4, missed: 2, first: 5, counted: [2, 0, 0]),
            Row(last: 4, missed: 2, skips: true, first: 7, counted: [0, 2, 0]),
            Row(last: 4, missed: 2, repeated: 3, first: 2, counted: [2, 0, 3]),
            Row(last: 4, missed: 0, repeated: 9, first: 1, counted: [0, 0, 4]),
            Row(last: 0, missed: 0, first: 1, counted: [0, 0, 0]),
        ])
    func points(_ row: Row) {
        var faults = EventFaults()
        faults.skipsMissed = row.skips
        faults.repeated = row.repeated
        let point = ResumePoint(after: row.last, missed: row.missed, faults: faults)
        #expect(point.first == row.first)
        #expect(point.firstLive == row.last + row.missed + 1)
        #expect([point.replayed, point.skipped, point.repeated] == row.counted)
    }
}
