internal import CLibUV
internal import Glibc

/// The handles that a C library put on a loop when it was set up, for its owner to take down when the library itself
/// cannot be trusted with it.
@safe
package struct GuestHandles {
    /// Owned by the library, which must not free them before `close()` was called and the loop has run.
    fileprivate let handles: [UnsafeMutablePointer<uv_handle_t>]

    /// Closes those that the library left open, and lets none of its code run at the end of those it is closing. A
    /// watch of a descriptor is memory of its own and is freed (`malloc(3)`); the descriptor is whoever's it was.
    package func close() {
        for index in unsafe handles.indices {
            // On the loop's thread, and before the loop has run the closing callbacks: the handle is still there.
            let handle = unsafe handles[index]
            let isWatch = unsafe uv_handle_get_type(handle) == UV_POLL
            if unsafe uv_is_closing(handle) == 0 { unsafe uv_close(handle, nil) }
            unsafe handle.pointee.close_cb = isWatch ? { unsafe free($0) } : nil
        }
    }
}

extension EventLoop {
    /// The handles that `body` puts on the loop.
    package func guests(of body: () -> Void) -> GuestHandles {
        let before = unsafe Set(handles)
        body()
        return unsafe GuestHandles(handles: handles.filter { unsafe !before.contains($0) })
    }

    private var handles: [UnsafeMutablePointer<uv_handle_t>] {
        var found = unsafe [UnsafeMutablePointer<uv_handle_t>]()
        // The walk ends within the call, and so does its use of `found`.
        unsafe withUnsafeMutablePointer(to: &found) { list in
            unsafe uv_walk(
                handle,
                { handle, list in
                    guard let handle = unsafe handle, let list = unsafe list else { return }
                    unsafe list.assumingMemoryBound(to: [UnsafeMutablePointer<uv_handle_t>].self).pointee.append(handle)
                }, list)
        }
        return unsafe found
    }
}
