internal import CLinux
internal import Glibc

/// An operating-system thread for one loop. It must be joined: forgetting to is a bug of ours and stops the process.
package struct LoopThread: ~Copyable {
    private let thread: pthread_t
    private var isJoined = false

    /// - Parameters:
    ///   - name: at most 15 bytes, as `top -H` shows it.
    ///   - body: runs on the new thread; everything it makes lives and dies there.
    /// - Throws: `EventLoopError` when the system gives out no thread.
    package init(name: String, body: @escaping @Sendable () -> Void) throws(EventLoopError) {
        // Retained here and released by the thread that takes it, or below when there is no thread.
        let box = unsafe Unmanaged.passRetained(Body(name: name, run: body))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                unsafe streamload_name_this_thread(body.name)
                body.run()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            unsafe box.release()
            throw EventLoopError(call: "pthread_create", reason: unsafe String(cString: strerror(status)))
        }
        self.thread = thread
    }

    /// Waits for the thread's end.
    package consuming func join() {
        pthread_join(thread, nil)
        isJoined = true
    }

    deinit {
        precondition(isJoined, "a loop thread must be joined")
    }
}

private final class Body {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}
