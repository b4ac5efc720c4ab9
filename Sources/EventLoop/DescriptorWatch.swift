internal import CLibUV

/// Hears when a descriptor that somebody else owns can be read or written (`uv_poll_t`). It must be closed before the
/// descriptor is.
@safe
package final class DescriptorWatch {
    package struct Readiness: OptionSet, Sendable {
        package let rawValue: Int32

        package init(rawValue: Int32) { self.rawValue = rawValue }

        package static let readable = Readiness(rawValue: Int32(UV_READABLE.rawValue))
        package static let writable = Readiness(rawValue: Int32(UV_WRITABLE.rawValue))
        /// The descriptor is in error, and nothing is waited for any more until `wait(for:)` is called again.
        package static let failed = Readiness(rawValue: 1 << 16)
    }

    /// Owned: freed by libuv's close callback, which is the only place that may.
    private let poll: UnsafeMutablePointer<uv_poll_t>
    private let ready: (Readiness) -> Void
    private var isClosed = false
    /// What is waited for now.
    package private(set) var interest: Readiness = []

    /// A watch that waits for nothing yet.
    ///
    /// - Throws: `EventLoopError` when the descriptor cannot be watched, such as a file's.
    package init(
        on loop: EventLoop, descriptor: Int32, ready: @escaping (Readiness) -> Void
    ) throws(EventLoopError) {
        self.ready = ready
        // The handle lives in its own allocation because libuv keeps it until its close callback has run.
        unsafe poll = .allocate(capacity: 1)
        let status = unsafe uv_poll_init(loop.handle, poll, descriptor)
        guard status == 0 else {
            unsafe poll.deallocate()
            throw EventLoopError(call: "uv_poll_init", reason: UVError.text(status))
        }
        // Unretained: `close()` must run before the owner lets go, and stops the watch.
        unsafe poll.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    /// Waits for these from now on, for nothing when there are none. The same ones again cost nothing.
    package func wait(for wanted: Readiness) {
        guard wanted != interest, !isClosed else { return }
        interest = wanted
        // No events stop the watch, as the manual says of `uv_poll_start`.
        unsafe uv_poll_start(poll, wanted.rawValue) { handle, status, events in
            guard let data = unsafe handle?.pointee.data else { return }
            unsafe Unmanaged<DescriptorWatch>.fromOpaque(data).takeUnretainedValue().wake(status, events)
        }
    }

    /// Stops the watch; the descriptor may be closed then.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        interest = []
        // uv_close hands the handle back to us in its callback, where it is freed: the other half of `init`.
        unsafe uv_close(UnsafeMutableRawPointer(poll).assumingMemoryBound(to: uv_handle_t.self)) { handle in
            unsafe handle?.deallocate()
        }
    }

    private func wake(_ status: Int32, _ events: Int32) {
        guard status >= 0 else {
            // libuv has stopped the watch (POLLERR).
            interest = []
            return ready(.failed)
        }
        ready(Readiness(rawValue: events))
    }
}
