internal import CLibUV
internal import Synchronization

/// How other threads speak to a loop: messages queue under a lock that is held for the append only, and the loop is
/// woken once for many (`uv_async_send`).
///
/// `@unchecked Sendable`: the queue is behind a mutex, `uv_async_send` is the one libuv call that may come from any
/// thread, and `receive` is called on the loop's thread alone.
@safe
package final class Mailbox<Message: Sendable>: @unchecked Sendable {
    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Owned: freed by libuv's close callback.
    private let async: UnsafeMutablePointer<uv_async_t>
    private let receive: (Message) -> Void
    private let relay = Relay()

    /// A mailbox that `loop` empties: `receive` is called on the loop's thread, in the order of posting.
    package init(on loop: EventLoop, receive: @escaping (Message) -> Void) {
        self.receive = receive
        // libuv keeps the handle until its close callback; the relay is what the C callback can name.
        unsafe async = .allocate(capacity: 1)
        unsafe uv_async_init(loop.handle, async) { handle in
            guard let data = unsafe handle?.pointee.data else { return }
            unsafe Unmanaged<Relay>.fromOpaque(data).takeUnretainedValue().deliver()
        }
        unsafe async.pointee.data = Unmanaged.passUnretained(relay).toOpaque()
        relay.deliver = { [weak self] in self?.deliver() }
    }

    /// Queues a message from any thread; after `close()` it is dropped.
    package func post(_ message: Message) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.messages.append(message)
            // Under the lock, so that `close()` cannot free the handle between the check and the wake.
            unsafe uv_async_send(async)
        }
    }

    /// On the loop's thread: no message is delivered after this.
    package func close() {
        let wasClosed = state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed
        }
        guard !wasClosed else { return }
        unsafe uv_close(UnsafeMutableRawPointer(async).assumingMemoryBound(to: uv_handle_t.self)) { handle in
            unsafe handle?.deallocate()
        }
    }

    private func deliver() {
        let messages = state.withLock { state in
            defer { state.messages.removeAll(keepingCapacity: true) }
            return state.messages
        }
        for message in messages {
            // A delivery may have closed the mailbox.
            guard state.withLock({ !$0.isClosed }) else { return }
            receive(message)
        }
    }
}

/// A C callback cannot name a generic type; this is the plain class in between.
private final class Relay {
    var deliver: () -> Void = {}
}
