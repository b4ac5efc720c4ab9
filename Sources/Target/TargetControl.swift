internal import Dispatch
internal import EventLoop

/// How another thread ends a target server; also in the middle of a stall.
package struct TargetControl: Sendable {
    enum Command: Sendable {
        case stop
    }

    private let mailbox: Mailbox<Command>
    private let interruption: DispatchSemaphore

    init(mailbox: Mailbox<Command>, interruption: DispatchSemaphore) {
        self.mailbox = mailbox
        self.interruption = interruption
    }

    /// Closes every session with 1001 (going away) and ends `TargetServer.run()` within a second or so.
    package func stop() {
        mailbox.post(.stop)
        interruption.signal()
    }
}
