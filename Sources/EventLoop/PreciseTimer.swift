internal import CLibUV
internal import CLinux
internal import Glibc
package import Timing

/// A timer with the kernel's resolution: a `timerfd` on the monotonic clock, watched by the loop. libuv's own timers
/// round to a millisecond.
///
/// Hot path: one `timerfd_settime` a wake and no read, because setting the timer anew also clears its expiry.
@safe
package final class PreciseTimer {
    private let descriptor: Int32
    /// Owned: freed by libuv's close callback, which is the only place that may.
    private let poll: UnsafeMutablePointer<uv_poll_t>
    private let fired: () -> Void
    private var armedAt = Instant.distantFuture
    private var isClosed = false

    /// - Throws: `EventLoopError` when no descriptor is to be had.
    package init(on loop: EventLoop, fired: @escaping () -> Void) throws(EventLoopError) {
        self.fired = fired
        descriptor = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK) | Int32(TFD_CLOEXEC))
        guard descriptor >= 0 else {
            throw EventLoopError(call: "timerfd_create", reason: unsafe String(cString: strerror(errno)))
        }
        // The handle lives in its own allocation because libuv keeps it until its close callback has run.
        unsafe poll = .allocate(capacity: 1)
        unsafe uv_poll_init(loop.handle, poll, descriptor)
        // Unretained: `close()` must run before the owner lets go, and stops the watch.
        unsafe poll.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        unsafe uv_poll_start(poll, Int32(UV_READABLE.rawValue)) { handle, _, _ in
            guard let data = unsafe handle?.pointee.data else { return }
            unsafe Unmanaged<PreciseTimer>.fromOpaque(data).takeUnretainedValue().wake()
        }
    }

    /// Fires at `instant`, or at once when it is past. An earlier instant that is already set stays.
    package func arm(at instant: Instant) {
        guard instant < armedAt, !isClosed else { return }
        armedAt = instant
        // Zero would disarm it and less is refused (timerfd_settime(2)): the whole past is the clock's first nanosecond.
        set(max(instant, Instant(nanoseconds: 1)))
    }

    /// Stops the watch and gives the descriptor back.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        // uv_close hands the handle back to us in its callback, where it is freed: the other half of `init`.
        unsafe uv_close(UnsafeMutableRawPointer(poll).assumingMemoryBound(to: uv_handle_t.self)) { handle in
            unsafe handle?.deallocate()
        }
        Glibc.close(descriptor)
    }

    private func wake() {
        armedAt = .distantFuture
        fired()
        // Nothing was armed anew: a zero time disarms and clears the expiry, which would otherwise wake us for ever.
        // Closed meanwhile, the descriptor may already be somebody else's.
        if armedAt == .distantFuture, !isClosed { set(Instant(nanoseconds: 0)) }
    }

    private func set(_ instant: Instant) {
        var time = itimerspec()
        time.it_value.tv_sec = Int(instant.nanoseconds / 1_000_000_000)
        time.it_value.tv_nsec = Int(instant.nanoseconds % 1_000_000_000)
        unsafe timerfd_settime(descriptor, Int32(TFD_TIMER_ABSTIME), &time, nil)
    }
}
