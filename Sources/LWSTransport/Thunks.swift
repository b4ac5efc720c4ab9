internal import CLibWebSockets
internal import Glibc
internal import Synchronization
internal import Timing

/// libwebsockets' global set-up is not thread-safe: contexts are made one after another.
enum LibraryLock {
    static let shared = Mutex(())
}

/// The C side of the module: constants that libwebsockets keeps pointers to, and the two protocol callbacks.
enum Thunks {
    // Made once for the process, never written to and never freed: that is what makes sharing them safe.
    nonisolated(unsafe) static let rawMethod = unsafe constant("RAW")
    nonisolated(unsafe) static let path = unsafe constant("/")
    nonisolated(unsafe) static let dialledName = unsafe constant("dialled")
    nonisolated(unsafe) private static let acceptedName = unsafe constant("accepted")

    private static func constant(_ text: String) -> UnsafePointer<CChar> {
        // Silence first: what libwebsockets would log on standard error is told by the connections.
        lws_set_log_level(0, nil)
        // It would otherwise route every dial through the proxy named there.
        unsafe unsetenv("http_proxy")
        return unsafe UnsafePointer(strdup(text))
    }

    /// Two protocols and the terminator, in memory that must outlive the context.
    static func makeProtocols() -> UnsafeMutablePointer<lws_protocols> {
        let protocols = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 3)
        unsafe protocols.initialize(repeating: lws_protocols(), count: 3)
        unsafe protocols[0].name = dialledName
        unsafe protocols[0].callback = { wsi, reason, user, bytes, count in
            unsafe Thunks.dispatch(wsi, reason, user, bytes, count)
        }
        unsafe protocols[1].name = acceptedName
        unsafe protocols[1].per_session_data_size = MemoryLayout<UnsafeRawPointer>.size
        unsafe protocols[1].callback = { wsi, reason, user, bytes, count in
            unsafe Thunks.accepted(wsi, reason, user, bytes, count)
        }
        return unsafe protocols
    }

    /// An accepted connection's user pointer is a slot that libwebsockets allocated; ours goes into it at adoption.
    private static func accepted(
        _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ user: UnsafeMutableRawPointer?,
        _ bytes: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int32 {
        guard let wsi = unsafe wsi, let user = unsafe user else { return 0 }
        let slot = unsafe user.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        if reason == LWS_CALLBACK_RAW_ADOPT {
            guard let data = unsafe lws_vhost_user(lws_get_vhost(wsi)) else { return -1 }
            let listener = unsafe Unmanaged<Listener>.fromOpaque(data).takeUnretainedValue()
            return unsafe adopt(wsi, for: listener, into: slot)
        }
        return unsafe dispatch(wsi, reason, slot.pointee, bytes, count)
    }

    private static func adopt(
        _ wsi: OpaquePointer, for listener: Listener, into slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> Int32 {
        let connection = Connection(accepting: listener)
        unsafe connection.attach(wsi)
        // Retained for libwebsockets; released by `dispatch` in the closing callback.
        unsafe slot.pointee = Unmanaged.passRetained(connection).toOpaque()
        return connection.inCallback { connection.reachedPeer(at: .now()) }
    }

    private static func dispatch(
        _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ user: UnsafeMutableRawPointer?,
        _ bytes: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int32 {
        let now = Instant.now()
        guard let user = unsafe user, let wsi = unsafe wsi else { return 0 }
        switch reason {
        case LWS_CALLBACK_RAW_RX, LWS_CALLBACK_RAW_WRITEABLE, LWS_CALLBACK_RAW_CONNECTED: break
        case LWS_CALLBACK_RAW_CLOSE, LWS_CALLBACK_CLIENT_CONNECTION_ERROR: break
        default: return 0
        }
        let reference = unsafe Unmanaged<Connection>.fromOpaque(user)
        let connection = unsafe reference.takeUnretainedValue()
        switch reason {
        case LWS_CALLBACK_RAW_RX:
            return connection.inCallback {
                unsafe connection.received(UnsafeRawBufferPointer(start: bytes, count: count), at: now)
            }
        case LWS_CALLBACK_RAW_WRITEABLE:
            return connection.inCallback { connection.writeable(at: now) }
        case LWS_CALLBACK_RAW_CONNECTED:
            unsafe connection.attach(wsi)
            return connection.inCallback { connection.reachedPeer(at: now) }
        default:
            // The retain of the dial or the adoption ends here: no other callback with this pointer follows.
            connection.ended(at: now)
            unsafe reference.release()
            return 0
        }
    }
}
