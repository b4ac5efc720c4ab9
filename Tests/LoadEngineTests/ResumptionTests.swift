import Testing
import Timing

@testable import LoadEngine

@Suite("Resuming a stream")
struct ResumptionTests {
    private static let ownPolicy = BackoffPolicy(delay: .milliseconds(100), max: .seconds(1), jitter: .none)

    private static func delay(
        attempt: Int = 0, wasAnswered: Bool = false, broughtNothing: Bool = false, serverWait: Nanoseconds? = nil,
        policy: BackoffPolicy? = nil,
        resumes: Bool = true
    ) -> Nanoseconds? {
        EventStreamPlan(resumes: resumes).resumptionDelay(
            attempt: attempt, wasAnswered: wasAnswered, broughtNothing: broughtNothing, serverWait: serverWait,
            policy: policy, random: 0.5)
    }

    @Test("the wait is the policy's, then the server's, then that of browsers")
    func waitIsChosen() {
        #expect(Self.delay() == .seconds(3))
        #expect(Self.delay(attempt: 7) == .seconds(3))
        #expect(Self.delay(policy: Self.ownPolicy) == .milliseconds(100))
        #expect(Self.delay(attempt: 2, policy: Self.ownPolicy) == .milliseconds(400))
        #expect(Self.delay(serverWait: .zero) == .zero)
        #expect(Self.delay(serverWait: .milliseconds(20)) == .milliseconds(20))
        #expect(Self.delay(serverWait: .milliseconds(20), policy: Self.ownPolicy) == .milliseconds(100))
        #expect(Self.delay(attempt: 3, serverWait: .seconds(5), policy: Self.ownPolicy) == .milliseconds(800))
    }

    @Test("what brought nothing is not asked for again at once, unless a policy says so")
    func nothingIsNotAskedForAtOnce() {
        #expect(Self.delay(broughtNothing: true, serverWait: .zero) == .seconds(1))
        #expect(Self.delay(broughtNothing: true) == .seconds(3))
        #expect(Self.delay(broughtNothing: true, serverWait: .zero, policy: Self.ownPolicy) == .milliseconds(100))
    }

    @Test("an answer that is no stream is asked for again by a policy alone")
    func answersFailForGood() {
        #expect(Self.delay(wasAnswered: true) == nil)
        #expect(Self.delay(wasAnswered: true, policy: Self.ownPolicy) == .milliseconds(100))
        #expect(Self.delay(policy: Self.ownPolicy, resumes: false) == nil)
    }

    @Test(
        "a wait as long as the server likes lies in the future of every clock",
        arguments: [Nanoseconds(.max), Nanoseconds(9_223_372_036_854_000_000)])
    func longestWaitIsReachable(serverWait: Nanoseconds) throws {
        let now = Instant.now()
        let delay = try #require(Self.delay(attempt: 9, serverWait: serverWait))
        #expect(now + delay > now + .seconds(86_400))
    }
}
