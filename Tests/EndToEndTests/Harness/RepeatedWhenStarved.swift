import Synchronization
import Testing

/// Gives a test that failed while the machine had no processor for it another try, three in all.
///
/// Exact counts of what happens in a second hold only where each process gets its turn within that second, and machines
/// are shared. How long processes waited is measured, so a test that fails on a machine with processors to spare has
/// failed. What was tried in vain is told as a known issue.
struct RepeatedWhenStarved: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let watch = StarvationWatch()
        let start = ContinuousClock.now
        for tried in 1..<3 {
            watch.restart()
            let isToRepeat = Atomic(false)
            try await withKnownIssue("the machine was short of processors", isIntermittent: true) {
                try await function()
            } matching: { _ in
                // Where the test's own limit leaves no room for another try, this one counts.
                let taken = start.duration(to: .now)
                let hasTime = test.timeLimit.map { taken / tried * (tried + 1) < $0 } ?? true
                guard hasTime, watch.isStarved else { return false }
                isToRepeat.store(true, ordering: .relaxed)
                return true
            }
            guard isToRepeat.load(ordering: .relaxed) else { return }
        }
        try await function()
    }
}

extension Trait where Self == RepeatedWhenStarved {
    static var repeatedWhenStarved: Self { Self() }
}
