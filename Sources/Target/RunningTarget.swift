internal import Dispatch
internal import EventLoop
internal import Synchronization

/// A target server on a thread of its own, for tests. It must be stopped.
package struct RunningTarget: ~Copyable {
    package let port: Int
    private let thread: LoopThread
    private let control: TargetControl
    private let exchange: Exchange

    /// - Throws: `TargetError` when the server cannot be started; there is no thread then.
    package init(_ plan: TargetPlan) throws {
        let exchange = Exchange()
        let thread = try LoopThread(name: "target") {
            do throws(TargetError) {
                let server = try TargetServer(plan)
                exchange.announce(.success((server.port, server.control)))
                exchange.finish(server.run())
            } catch {
                exchange.announce(.failure(error))
            }
        }
        switch exchange.awaitStart() {
        case .success(let (port, control)):
            self.port = port
            self.control = control
            self.exchange = exchange
            self.thread = thread
        case .failure(let error):
            thread.join()
            throw error
        }
    }

    /// Ends the server and its thread.
    package consuming func stop() -> TargetCounts {
        control.stop()
        thread.join()
        return exchange.counts
    }
}

/// What passes between the thread of a server and the one that started it.
private final class Exchange: Sendable {
    private struct State {
        var start: Result<(Int, TargetControl), TargetError>?
        var counts = TargetCounts()
    }

    private let state = Mutex(State())
    private let started = DispatchSemaphore(value: 0)

    func announce(_ start: Result<(Int, TargetControl), TargetError>) {
        state.withLock { $0.start = start }
        started.signal()
    }

    func awaitStart() -> Result<(Int, TargetControl), TargetError> {
        started.wait()
        guard let start = state.withLock({ $0.start }) else { preconditionFailure("a start is announced first") }
        return start
    }

    func finish(_ counts: TargetCounts) { state.withLock { $0.counts = counts } }

    var counts: TargetCounts { state.withLock { $0.counts } }
}
