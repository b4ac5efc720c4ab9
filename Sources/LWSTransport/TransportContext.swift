internal import CLibWebSockets
package import EventLoop
internal import Glibc
internal import Synchronization
package import TLS

/// A context could not be made.
package struct TransportError: Error, CustomStringConvertible {
    package let description: String
}

/// libwebsockets on one loop: dials, listens, and hands every event to the connection it belongs to.
///
/// Contexts must be made one after another (libwebsockets' global set-up is not thread-safe); `TransportContext.init`
/// takes a process-wide lock for that. Everything else happens on the loop's thread.
@safe
package final class TransportContext {
    private let loop: EventLoop
    /// Owned: destroyed in `close()`.
    private var context: OpaquePointer?
    private var clientHost: OpaquePointer?
    /// Owned and immutable while the context lives: libwebsockets keeps the pointer.
    private let protocols: UnsafeMutablePointer<lws_protocols>
    private let foreignLoops: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// Where TLS plaintext is handed out; owned.
    let scratch: UnsafeMutableRawBufferPointer
    /// Where unread bytes of a broken socket go; owned.
    let drainBuffer: UnsafeMutableRawBufferPointer
    private var listeners: [Listener] = []
    /// What libwebsockets put on the loop for itself.
    private var guests: GuestHandles?

    /// Bytes on the sockets of this loop so far, handshakes and TLS records included.
    package internal(set) var bytesSent = 0
    package internal(set) var bytesReceived = 0

    /// The largest piece one read delivers.
    private static let readSize = 65_536
    /// libwebsockets' own deadlines must never come before ours.
    private static let patience: UInt32 = 1_000_000

    /// - Throws: `TransportError` when libwebsockets cannot run on this loop, for instance because Debian's
    ///   `libwebsockets-evlib-uv` is missing.
    package init(on loop: EventLoop) throws(TransportError) {
        self.loop = loop
        unsafe scratch = .allocate(byteCount: 17_408, alignment: 16)
        unsafe drainBuffer = .allocate(byteCount: Self.readSize, alignment: 16)
        unsafe protocols = Thunks.makeProtocols()
        unsafe foreignLoops = .allocate(capacity: 1)
        unsafe foreignLoops.initialize(to: loop.opaque)
        var info = unsafe Self.contextInfo()
        unsafe info.foreign_loops = foreignLoops
        unsafe info.user = Unmanaged.passUnretained(self).toOpaque()
        guests = loop.guests { LibraryLock.shared.withLock { _ in unsafe context = lws_create_context(&info) } }
        guard unsafe context != nil else {
            throw TransportError(
                description: "libwebsockets cannot run on the event loop: is libwebsockets-evlib-uv installed?")
        }
        unsafe info.protocols = UnsafePointer(protocols)
        unsafe info.port = CONTEXT_PORT_NO_LISTEN
        unsafe clientHost = lws_create_vhost(context, &info)
    }

    private static func contextInfo() -> lws_context_creation_info {
        var info = unsafe lws_context_creation_info()
        // Plain integers of a zeroed C struct.
        unsafe info.options =
            UInt64(LWS_SERVER_OPTION_LIBUV) | UInt64(LWS_SERVER_OPTION_EXPLICIT_VHOSTS)
            | UInt64(LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME)
        unsafe info.pt_serv_buf_size = UInt32(readSize)
        unsafe info.timeout_secs = patience
        unsafe info.connect_timeout_secs = patience
        return unsafe info
    }

    /// Starts a connection to a numeric address; nothing is resolved here.
    ///
    /// - Parameters:
    ///   - address: numeric IPv4 or IPv6 address.
    ///   - port: the target's, 1 to 65535.
    ///   - source: numeric address to dial from, nil for the system's choice.
    ///   - tls: nil for a plain connection.
    ///   - host: the name the certificate must carry.
    ///   - handler: hears of everything that happens to the connection, on the loop's thread.
    /// - Returns: the connection, still under way.
    /// - Throws: `ConnectFailure` when it failed on the spot; `handler` then hears nothing.
    package func dial(
        address: String, port: Int, source: String?, tls: TLSContext?, host: String, handler: any ConnectionHandler
    ) throws(ConnectFailure) -> Connection {
        // libwebsockets tries it too, but loses the errno.
        if let source, let code = SocketFacts.bindError(source) { throw .system(errno: code) }
        let connection = Connection(context: self, handler: handler, tls: tls, host: host)
        // Retained for libwebsockets, which holds it as user pointer; released by the closing thunk or right below.
        let retained = unsafe Unmanaged.passRetained(connection)
        errno = 0
        let wsi = unsafe Self.withCStrings(address, source) { address, source -> OpaquePointer? in
            var info = unsafe lws_client_connect_info()
            unsafe info.context = context
            unsafe info.vhost = clientHost
            unsafe info.address = address
            unsafe info.port = Int32(port)
            unsafe info.host = address
            unsafe info.iface = source
            unsafe info.path = Thunks.path
            unsafe info.method = Thunks.rawMethod
            unsafe info.local_protocol_name = Thunks.dialledName
            unsafe info.retry_and_idle_policy = streamload_no_idle_policy()
            unsafe info.userdata = retained.toOpaque()
            return unsafe lws_client_connect_via_info(&info)
        }
        guard let wsi = unsafe wsi else {
            let code = errno
            unsafe retained.release()
            throw code == 0 ? .unexplained : .system(errno: code)
        }
        unsafe connection.attach(wsi)
        return connection
    }

    /// Listens on a numeric address of this machine.
    ///
    /// - Parameters:
    ///   - address: numeric IPv4 or IPv6 address.
    ///   - port: 0 lets the system choose.
    ///   - tls: the server's certificate, nil to accept plain connections.
    ///   - accept: makes the handler of an accepted connection.
    /// - Returns: the port.
    /// - Throws: `TransportError` when the address cannot be bound.
    package func listen(
        address: String, port: Int, tls: TLSContext?, accept: @escaping (Connection) -> any ConnectionHandler
    ) throws(TransportError) -> Int {
        let listener = Listener(context: self, tls: tls, accept: accept)
        var info = unsafe Self.contextInfo()
        unsafe info.protocols = UnsafePointer(protocols)
        unsafe info.options |= UInt64(LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG)
        if !address.contains(":") { unsafe info.options |= UInt64(LWS_SERVER_OPTION_DISABLE_IPV6) }
        unsafe info.options |= UInt64(LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND)
        unsafe info.port = Int32(port)
        unsafe streamload_accept_raw(&info)
        // Unretained: the listener lives in `listeners` until the context is gone.
        unsafe info.user = Unmanaged.passUnretained(listener).toOpaque()
        let host = unsafe Self.withCStrings(address, "listener-\(listeners.count)") { address, name in
            unsafe info.iface = address
            unsafe info.vhost_name = name
            return unsafe lws_create_vhost(context, &info)
        }
        guard let host = unsafe host else {
            let reason = unsafe String(cString: strerror(errno))
            throw TransportError(description: "cannot listen on \(address) port \(port): \(reason)")
        }
        listeners.append(listener)
        return Int(unsafe lws_get_vhost_listen_port(host))
    }

    /// Whether `close()` was called: connections that end from then on were closed by us.
    var isClosed: Bool { unsafe context == nil }

    /// Ends every connection and gives every descriptor back; the loop must run once more for libuv to close what
    /// belonged to it.
    ///
    /// The memory of the context, some hundred kilobytes, is not given back. On a libuv loop, libwebsockets 4.1.6 closes
    /// the descriptor of its event pipe in `lws_context_destroy` (`lws_destroy_event_pipe`) and closes the same number
    /// again when libuv has let go of the pipe (`__lws_close_free_wsi_final`), by when it may be another thread's file,
    /// socket or epoll instance. Freeing the context comes after that, so it gets there by no way but this one.
    package func close() {
        guard let context = unsafe context else { return }
        unsafe self.context = nil
        unsafe lws_context_destroy(context)
        guests?.close()
        // A dial that fails within `lws_client_connect_via_info` leaves its watcher behind, stopped but never closed.
        loop.closeStoppedWatches()
    }

    deinit {
        unsafe scratch.deallocate()
        unsafe drainBuffer.deallocate()
    }

    private static func withCStrings<Result>(
        _ first: String, _ second: String?, _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>?) -> Result
    ) -> Result {
        unsafe first.withCString { first in
            guard let second else { return unsafe body(first, nil) }
            return unsafe second.withCString { unsafe body(first, $0) }
        }
    }
}

/// One listening address: what an accepted connection is to be.
final class Listener {
    unowned let context: TransportContext
    let tls: TLSContext?
    let accept: (Connection) -> any ConnectionHandler

    init(context: TransportContext, tls: TLSContext?, accept: @escaping (Connection) -> any ConnectionHandler) {
        self.context = context
        self.tls = tls
        self.accept = accept
    }
}
