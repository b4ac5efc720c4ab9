import Testing
import Timing

@testable import LoadEngine

@Suite("What a loop has to do later")
struct DeadlineQueueTests {
    @Test("nothing is due before its instant, and everything is at it")
    func nothingIsEarly() {
        var queue = DeadlineQueue()
        let entry = Self.entry(due: 100, session: 4)
        queue.add(entry)
        #expect(queue.next == entry)
        #expect(queue.popDue(at: Instant(nanoseconds: 99)) == nil)
        #expect(queue.popDue(at: Instant(nanoseconds: 100)) == entry)
        #expect(queue.popDue(at: .distantFuture) == nil)
        #expect(queue.next == nil)
    }

    @Test("any order of adding comes out soonest first, and nothing is lost", arguments: UInt64(1)...4)
    func soonestComesFirst(seed: UInt64) {
        var random = FastRandom(seed: seed)
        var queue = DeadlineQueue()
        var waiting: [Int64] = []
        var now: Int64 = 0
        for round in 0..<2_000 {
            for _ in 0..<random.below(4) {
                let due = now + Int64(random.below(1_000)) - 100
                waiting.append(due)
                queue.add(Self.entry(due: due, session: Int32(round)))
            }
            now += Int64(random.below(200))
            let due = waiting.filter { $0 <= now }.sorted()
            waiting.removeAll { $0 <= now }
            var popped: [Int64] = []
            while let entry = queue.popDue(at: Instant(nanoseconds: now)) { popped.append(entry.due.nanoseconds) }
            #expect(popped == due)
            #expect(queue.next?.due.nanoseconds == waiting.min())
        }
    }

    private static func entry(due: Int64, session: Int32) -> DeadlineQueue.Entry {
        DeadlineQueue.Entry(due: Instant(nanoseconds: due), member: session, ticket: 1, kind: .send)
    }
}
