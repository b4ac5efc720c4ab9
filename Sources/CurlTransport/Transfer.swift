internal import Timing

/// A transfer under way, for its owner to give up. It ends in exactly one outcome, told on the loop's thread.
package final class Transfer {
    /// Nil once it has ended.
    private var handle: EasyHandle?
    private var completion: ((TransferOutcome) -> Void)?
    private unowned let pool: TransferPool
    let jar: CookieJar?
    let connections: KeptConnections?
    let timeout: Nanoseconds
    let started: Instant
    /// Hears of the request's head as it leaves, from within libcurl: it must not start or cancel anything.
    let observer: (([UInt8]) -> Void)?

    init(
        in pool: TransferPool, jar: CookieJar?, connections: KeptConnections?, timeout: Nanoseconds,
        observer: (([UInt8]) -> Void)?, completion: @escaping (TransferOutcome) -> Void
    ) {
        self.observer = observer
        self.pool = pool
        self.jar = jar
        self.connections = connections
        self.timeout = timeout
        self.completion = completion
        started = .now()
    }

    package var isOver: Bool { completion == nil }

    /// Gives it up: its outcome, a failure with the cause `cancelled`, is told within this call, unless it has ended
    /// before. A connection that is in the middle of it is closed.
    package func cancel() {
        fail(TransferFailure(.cancelled))
    }

    /// Ends it for a reason of ours.
    func fail(_ failure: TransferFailure) {
        let now = Instant.now()
        end { transfer in
            self.handle?.report(.failure(failure), started: transfer.started, at: now) ?? .unsent(transfer, failure)
        }
    }

    /// Ends it: the handle is free for another transfer by the time the outcome is told.
    ///
    /// - Parameter outcome: reads the facts while libcurl still has them.
    func end(_ outcome: (Transfer) -> TransferOutcome) {
        guard let last = completion else { return }
        let told = outcome(self)
        completion = nil
        if let handle { pool.takeBack(handle) }
        handle = nil
        last(told)
    }

    func begin(with handle: EasyHandle) { self.handle = handle }
}
