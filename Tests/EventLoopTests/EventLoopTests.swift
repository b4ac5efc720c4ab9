import EventLoop
import Synchronization
import Testing
import Timing

@Suite("The loop and its thread", .timeLimit(.minutes(1)))
struct EventLoopTests {
    @Test("a loop that carried nothing closes, and closing it again is harmless")
    func emptyLoopCloses() throws {
        let loop = try EventLoop()
        #expect(loop.close())
        #expect(loop.close())
    }

    @Test("a loop does not close over an open handle, and closes after it")
    func openHandleIsALeak() throws {
        let loop = try EventLoop()
        let mailbox = Mailbox<Int>(on: loop) { _ in }
        #expect(!loop.close())
        mailbox.close()
        #expect(loop.close())
    }

    @Test("stop ends the run from within")
    func stopEndsTheRun() throws {
        let loop = try EventLoop()
        let mailbox = Mailbox<Int>(on: loop) { _ in loop.stop() }
        for _ in 0..<3 {
            mailbox.post(1)
            loop.run()
        }
        mailbox.close()
        #expect(loop.close())
    }

    @Test("what a thread did is visible after its join")
    func joinWaits() throws {
        let sum = Atomic(0)
        let thread = try LoopThread(name: "counter") {
            for number in 1...100_000 { sum.add(number, ordering: .relaxed) }
        }
        thread.join()
        #expect(sum.load(ordering: .relaxed) == 5_000_050_000)
    }

    @Test("a loop is made, woken from outside, and closed on its own thread")
    func loopLivesOnItsThread() throws {
        let outcome = Mutex<[String]>([])
        let thread = try LoopThread(name: "loop") {
            do {
                let loop = try EventLoop()
                let timer = try PreciseTimer(on: loop) {
                    outcome.withLock { $0.append("fired") }
                    loop.stop()
                }
                timer.arm(at: .now() + .milliseconds(1))
                loop.run()
                timer.close()
                let isClosed = loop.close()
                outcome.withLock { $0.append(isClosed ? "closed" : "leaked") }
            } catch {
                outcome.withLock { $0.append("\(error)") }
            }
        }
        thread.join()
        #expect(outcome.withLock { $0 } == ["fired", "closed"])
    }
}
