internal import EventLoop
internal import Metrics
internal import Synchronization
internal import Timing

/// A loop's thread as the controller sees it: commands go in, reports come out, and at the end it is joined.
final class LoopHost {
    private var thread: LoopThread?
    private let mailbox: MailboxSlot

    /// Starts the thread; `report(.ready)` follows when the loop is made, or cannot be.
    ///
    /// - Throws: `EventLoopError` when there is no thread to be had.
    init(
        plan: RunPlan, addresses: [String: String], stripe: Stripe, report: @escaping @Sendable (LoopReport) -> Void
    ) throws(EventLoopError) {
        let slot = MailboxSlot()
        mailbox = slot
        thread = try LoopThread(name: "loop-\(stripe.index)") {
            do {
                let loop = try EventLoop()
                let engine = try LoopEngine(
                    plan: plan, addresses: addresses, stripe: stripe, loop: loop, report: report)
                let mailbox = Mailbox<LoopCommand>(on: loop) { engine.obey($0) }
                slot.value.withLock { $0 = mailbox }
                report(.ready(failure: nil))
                loop.run()
                mailbox.close()
                let isClean = withExtendedLifetime(engine) { loop.close() }
                precondition(isClean, "a loop ended with handles still open")
            } catch {
                report(.ready(failure: "\(error)"))
            }
        }
    }

    func post(_ command: LoopCommand) { mailbox.value.withLock { $0 }?.post(command) }

    /// After `.finish` was posted, or the loop failed to start.
    func join() { thread.take()?.join() }
}

/// Where the loop's thread leaves its mailbox for the controller.
private final class MailboxSlot: Sendable {
    let value = Mutex<Mailbox<LoopCommand>?>(nil)
}
