import Testing
import Timing

@testable import LoadEngine

@Suite("Messages that await a reply")
struct InFlightWindowTests {
    @Test("a reply is matched once, with the instant its message was sent at")
    func replyIsMatchedOnce() {
        var window = InFlightWindow()
        window.insert(3, sentAt: Instant(nanoseconds: 30))
        window.insert(5, sentAt: Instant(nanoseconds: 50))
        #expect(window.count == 2)
        #expect(window.resolve(5) == .outstanding(Instant(nanoseconds: 50)))
        #expect(window.resolve(5) == .unmatched)
        #expect(window.resolve(4) == .unmatched)
        #expect(window.resolve(6) == .unmatched)
        #expect(window.resolve(-1) == .unmatched)
        #expect(window.oldest?.index == 3)
        #expect(window.resolve(3) == .outstanding(Instant(nanoseconds: 30)))
        #expect(window.isEmpty && window.oldest == nil)
    }

    @Test("a reply to what was given up is late, once")
    func replyMayBeLate() {
        var window = InFlightWindow()
        window.insert(0, sentAt: Instant(nanoseconds: 1))
        window.insert(1, sentAt: Instant(nanoseconds: 2))
        window.giveUpOldest()
        #expect(window.oldest?.index == 1)
        #expect(window.resolve(0) == .late)
        #expect(window.resolve(0) == .unmatched)
        #expect(window.resolve(1) == .outstanding(Instant(nanoseconds: 2)))
        window.giveUpOldest()
        #expect(window.isEmpty)
    }

    @Test("any order of sends, replies and losses is answered as a dictionary would", arguments: UInt64(1)...8)
    func agreesWithADictionary(seed: UInt64) throws {
        var random = FastRandom(seed: seed)
        var window = InFlightWindow()
        var model = DictionaryWindow()
        var next = 0
        for _ in 0..<20_000 {
            switch random.below(8) {
            case 0...3:
                // Indexes that are skipped belong to messages that were dropped; rarely, very many were.
                next += random.below(10) == 0 ? Int(random.below(random.below(100) == 0 ? 3_000 : 4)) : 0
                let instant = Instant(nanoseconds: Int64(random.below(1_000_000)) + 1)
                window.insert(next, sentAt: instant)
                model.insert(next, sentAt: instant)
                next += 1
            case 4:
                window.giveUpOldest()
                model.giveUpOldest()
            default:
                let index = next - Int(random.below(random.below(4) == 0 ? 5_000 : 20))
                #expect(window.resolve(index) == model.resolve(index))
            }
            try #require(window.count == model.sentAt.count)
            #expect(window.oldest?.index == model.sentAt.keys.min())
            #expect(window.oldest?.sentAt == model.sentAt.keys.min().flatMap { model.sentAt[$0] })
            // Now and then all replies come, as after a stall.
            if random.below(500) == 0 {
                for index in model.sentAt.keys { #expect(window.resolve(index) == model.resolve(index)) }
                #expect(window.isEmpty)
            }
        }
    }
}

/// The same by storing everything.
private struct DictionaryWindow {
    var sentAt: [Int: Instant] = [:]
    private var expired: Set<Int> = []

    mutating func insert(_ index: Int, sentAt instant: Instant) { sentAt[index] = instant }

    mutating func resolve(_ index: Int) -> InFlightWindow.Match {
        if let instant = sentAt.removeValue(forKey: index) { return .outstanding(instant) }
        return expired.remove(index) == nil ? .unmatched : .late
    }

    mutating func giveUpOldest() {
        guard let index = sentAt.keys.min() else { return }
        sentAt[index] = nil
        expired.insert(index)
    }
}
