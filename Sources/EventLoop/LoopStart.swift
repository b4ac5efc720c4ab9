internal import Dispatch
internal import Synchronization

/// How the start of a loop thread went, told to the thread that started it: announced once, awaited once.
package final class LoopStart<Value: Sendable, Failure: Error>: Sendable {
    private let outcome = Mutex<Result<Value, Failure>?>(nil)
    private let announced = DispatchSemaphore(value: 0)

    package init() {}

    /// On the new thread: what others need of it, or why it ends at once.
    package func announce(_ outcome: Result<Value, Failure>) {
        self.outcome.withLock { $0 = outcome }
        announced.signal()
    }

    /// On the thread that started it: waits for the announcement. After a failure the new thread is to be joined.
    package func awaited() -> Result<Value, Failure> {
        announced.wait()
        guard let outcome = outcome.withLock({ $0 }) else { preconditionFailure("a start is announced first") }
        return outcome
    }
}
