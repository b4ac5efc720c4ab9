internal import EventLoop
internal import Synchronization

/// A target server on a thread of its own, for tests. It must be stopped.
package struct RunningTarget: ~Copyable {
    package let port: Int
    private let thread: LoopThread
    private let control: TargetControl
    private let ending: Ending

    /// - Throws: `TargetError` when the server cannot be started; there is no thread then.
    package init(_ plan: TargetPlan) throws {
        let start = LoopStart<(port: Int, control: TargetControl), TargetError>()
        let ending = Ending()
        let thread = try LoopThread(name: "target") {
            do throws(TargetError) {
                let server = try TargetServer(plan)
                start.announce(.success((server.port, server.control)))
                let counts = server.run()
                ending.counts.withLock { $0 = counts }
            } catch {
                start.announce(.failure(error))
            }
        }
        switch start.awaited() {
        case .success(let (port, control)):
            self.port = port
            self.control = control
            self.ending = ending
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
        return ending.counts.withLock { $0 }
    }
}

/// What the thread of a server leaves behind.
private final class Ending: Sendable {
    let counts = Mutex(TargetCounts())
}
