import EventLoop
import Glibc
import Testing

@Suite("Watching a descriptor", .timeLimit(.minutes(1)))
struct DescriptorWatchTests {
    @Test("tells what is waited for and nothing else, and leaves nothing on the loop")
    func tells() throws {
        var ends: [Int32] = [-1, -1]
        // Filled within the call.
        try #require(unsafe pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let loop = try EventLoop()
        var told: [DescriptorWatch.Readiness] = []
        let reader = try DescriptorWatch(on: loop, descriptor: ends[0]) { told.append($0) }
        let writer = try DescriptorWatch(on: loop, descriptor: ends[1]) { told.append($0) }
        reader.wait(for: .readable)
        loop.runOnce()
        #expect(told == [])
        writer.wait(for: .writable)
        loop.runOnce()
        #expect(told == [.writable])
        writer.wait(for: [])
        #expect(unsafe write(ends[1], "x", 1) == 1)
        loop.runOnce()
        #expect(told == [.writable, .readable])
        reader.close()
        reader.wait(for: .readable)
        loop.runOnce()
        #expect(told.count == 2)
        writer.close()
        #expect(loop.close())
    }

    @Test("a descriptor that cannot be watched is refused")
    func refused() throws {
        let loop = try EventLoop()
        #expect(throws: EventLoopError.self) { try DescriptorWatch(on: loop, descriptor: -1) { _ in } }
        #expect(loop.close())
    }
}
