import EventLoop
import Testing

@Suite("The start of a loop thread", .timeLimit(.minutes(1)))
struct LoopStartTests {
    private struct Refusal: Error, Equatable {
        let reason: String
    }

    @Test(
        "what a thread announces reaches the one that started it, a failure too, whoever comes first",
        arguments: [0, 1, 2])
    func announced(round: Int) throws {
        for outcome: Result<Int, Refusal> in [.success(round), .failure(Refusal(reason: "no \(round)"))] {
            let start = LoopStart<Int, Refusal>()
            let thread = try LoopThread(name: "start") { start.announce(outcome) }
            #expect(start.awaited() == outcome)
            thread.join()
        }
        let early = LoopStart<Int, Refusal>()
        early.announce(.success(round))
        #expect(early.awaited() == .success(round))
    }
}
