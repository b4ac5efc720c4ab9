internal import CLibUV
internal import Glibc

/// One libuv loop. It is made, run and closed on one thread; nothing in it is shared, so nothing in it locks.
@safe
package final class EventLoop {
    /// Owned: allocated here, closed and freed in `close()`.
    private let loop: UnsafeMutablePointer<uv_loop_t>
    private var isClosed = false

    /// - Throws: `EventLoopError` when the kernel gives out no epoll descriptor (`uv_loop_init`).
    package init() throws(EventLoopError) {
        // The allocation is uninitialised memory that uv_loop_init fills; it is freed at once when that fails.
        unsafe loop = .allocate(capacity: 1)
        let status = unsafe uv_loop_init(loop)
        guard status == 0 else {
            unsafe loop.deallocate()
            throw EventLoopError(call: "uv_loop_init", reason: UVError.text(status))
        }
    }

    /// The loop for a C library that runs on it (libwebsockets, libcurl): valid until `close()`.
    package var opaque: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(loop) }

    /// The loop for the handles of this module.
    var handle: UnsafeMutablePointer<uv_loop_t> { unsafe loop }

    /// Serves events until `stop()` is called on this thread (`uv_run`, `UV_RUN_DEFAULT`).
    package func run() {
        unsafe uv_run(loop, UV_RUN_DEFAULT)
    }

    /// Serves what is ready now without waiting.
    package func runOnce() {
        unsafe uv_run(loop, UV_RUN_NOWAIT)
    }

    /// Ends `run()` after the current round of events (`uv_stop`).
    package func stop() {
        unsafe uv_stop(loop)
    }

    /// Closes watches of descriptors that a C library has stopped and forgotten, and frees them as it would have
    /// (`malloc(3)`): for the owner of that library to call when it has closed everything it knows.
    package func closeStoppedWatches() {
        // The walk only marks handles for closing; each is freed by the close callback, its last user.
        unsafe uv_walk(
            loop,
            { handle, _ in
                guard unsafe uv_handle_get_type(handle) == UV_POLL, unsafe uv_is_active(handle) == 0,
                    unsafe uv_is_closing(handle) == 0
                else { return }
                unsafe uv_close(handle) { unsafe free($0) }
            }, nil)
    }

    /// Runs the close callbacks that are left, then frees the loop. Every handle on it must be closing by now.
    ///
    /// - Returns: false when a handle is still open, which is a leak of ours; the loop is then left alone.
    @discardableResult
    package func close() -> Bool {
        guard !isClosed else { return true }
        for _ in 0..<64 {
            unsafe uv_run(loop, UV_RUN_NOWAIT)
            if unsafe uv_loop_close(loop) == 0 {
                isClosed = true
                unsafe loop.deallocate()
                return true
            }
        }
        return false
    }
}

enum UVError {
    /// The library's own words for a status code (`uv_strerror`).
    static func text(_ status: Int32) -> String {
        // uv_strerror returns a string constant, or leaks a few bytes for an unknown code, as its manual says.
        guard let words = unsafe uv_strerror(status) else { return "error \(status)" }
        return unsafe String(cString: words)
    }
}
