import EventLoop
import Testing

@Suite("What the process uses")
struct ProcessUsageTests {
    @Test func `memory held shows in both figures, and the highest stays`() {
        let before = ProcessUsage.now()
        var block: [UInt8]? = [UInt8](repeating: 1, count: 64 << 20)
        let during = ProcessUsage.now()
        #expect(during.rssBytes >= before.rssBytes + (32 << 20))
        #expect(block?.last == 1)
        block = nil
        let after = ProcessUsage.now()
        // The kernel counts both in batches of pages a thread.
        #expect(after.maxRSSBytes >= during.rssBytes - (1 << 20))
        #expect(after.cpuSeconds >= before.cpuSeconds)
        #expect(before.rssBytes > 1 << 20)
    }
}
