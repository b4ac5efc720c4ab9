import Testing
import Timing

@Suite("Reconnect policies")
struct BackoffPolicyTests {
    @Test("waits grow by the factor up to the ceiling, then the policy gives up")
    func waitsGrow() {
        let policy = BackoffPolicy(
            delay: .milliseconds(500), factor: 2, max: .seconds(3), jitter: .none, attempts: 5)
        let waits = (0..<6).map { policy.delay(attempt: $0, random: 0.5)?.milliseconds }
        #expect(waits == [500, 1_000, 2_000, 3_000, 3_000, nil])
    }

    @Test("full jitter draws between zero and the wait")
    func jitterIsFull() {
        let policy = BackoffPolicy(delay: .seconds(1), factor: 1, max: .seconds(1), jitter: .full)
        #expect(policy.delay(attempt: 0, random: 0) == .zero)
        #expect(policy.delay(attempt: 1_000_000, random: 0.25) == .milliseconds(250))
    }

    @Test(
        "policies are read as written",
        arguments: [
            ("none", nil),
            ("500ms", BackoffPolicy(delay: .milliseconds(500), factor: 1, max: .milliseconds(500), jitter: .none)),
            ("delay=500ms", BackoffPolicy(delay: .milliseconds(500))),
            (
                "delay=1s,factor=1.5,max=10s,jitter=none,attempts=5",
                BackoffPolicy(delay: .seconds(1), factor: 1.5, max: .seconds(10), jitter: .none, attempts: 5)
            ),
            ("delay=1m", BackoffPolicy(delay: .seconds(60), max: .seconds(60))),
        ] as [(String, BackoffPolicy?)])
    func policyIsRead(text: String, policy: BackoffPolicy?) throws {
        #expect(try BackoffPolicy.parse(text) == policy)
    }

    @Test(
        "what is no policy is refused",
        arguments: [
            "", "often", "factor=2", "delay=", "delay=1s,factor=0.5", "delay=1s,jitter=some", "delay=1s,tries=3",
            "delay=1s,",
        ])
    func policyIsRefused(text: String) {
        #expect(throws: TextError.self) { try BackoffPolicy.parse(text) }
    }
}
