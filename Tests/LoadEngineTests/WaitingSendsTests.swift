import Testing

@testable import LoadEngine

@Suite("Sends that wait")
struct WaitingSendsTests {
    @Test("sends leave in the order in which they were taken up")
    func orderIsKept() {
        var waiting = WaitingSends()
        #expect(waiting.isEmpty && waiting.first == nil)
        for index in [4, 9, 5] { waiting.append(index) }
        var left: [Int] = []
        while let first = waiting.first {
            left.append(first)
            waiting.removeFirst()
        }
        #expect(left == [4, 9, 5])
        #expect(waiting.isEmpty)
    }

    @Test("it is full at 1,024, no sooner")
    func limitIsExact() {
        var waiting = WaitingSends()
        for index in 0..<1_024 {
            #expect(!waiting.isFull)
            waiting.append(index)
        }
        #expect(waiting.isFull && waiting.count == 1_024)
        waiting.removeFirst()
        #expect(!waiting.isFull)
        waiting.removeAll()
        #expect(waiting.isEmpty)
    }
}
