import CurlTransport
import EventLoop

/// The thread that pushes: the run posts to it and never waits, but for its end.
final class OTLPThread {
    private var thread: LoopThread?
    private let mailbox: Mailbox<OTLPPusher.Command>

    /// - Throws: why there is no such thread, or nothing can be pushed from it.
    init(
        _ settings: OTLPSettings, proxies: ProxySettings, failed: @escaping @Sendable (String) -> Void
    ) throws {
        let start = LoopStart<Mailbox<OTLPPusher.Command>, any Error>()
        let thread = try LoopThread(name: "telemetry") {
            do {
                let loop = try EventLoop()
                let pusher: OTLPPusher
                do {
                    pusher = try OTLPPusher(settings, proxies: proxies, on: loop, failed: failed)
                } catch {
                    loop.close()
                    throw error
                }
                let mailbox = Mailbox<OTLPPusher.Command>(on: loop) { pusher.obey($0) }
                start.announce(.success(mailbox))
                loop.run()
                mailbox.close()
                pusher.close()
                let isClean = withExtendedLifetime(pusher) { loop.close() }
                precondition(isClean, "the telemetry's loop ended with handles still open")
            } catch {
                start.announce(.failure(error))
            }
        }
        switch start.awaited() {
        case .success(let mailbox):
            self.mailbox = mailbox
            self.thread = consume thread
        case .failure(let error):
            thread.join()
            throw error
        }
    }

    deinit { stop() }

    func push(_ body: [UInt8]) { mailbox.post(.push(body)) }

    /// Pushes what is to be pushed last, and waits for the end of it.
    func finish(with body: [UInt8]) {
        mailbox.post(.pushLast(body))
        thread.take()?.join()
    }

    /// Gives up whatever is under way.
    func stop() {
        guard let thread = thread.take() else { return }
        mailbox.post(.stop)
        thread.join()
    }
}
