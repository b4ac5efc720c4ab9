internal import CLibWebSockets
internal import CLinux
internal import Glibc
internal import TLS
package import Timing

/// What a connection tells its owner; all on the loop's thread, stamped before anything else is done.
package protocol ConnectionHandler: AnyObject {
    /// The TCP connection is up; TLS follows when asked for.
    func connectionReachedPeer(at instant: Instant)
    /// Bytes of the protocol can flow.
    func connectionOpened(at instant: Instant)
    /// Bytes of the protocol, borrowed for the length of the call.
    func connectionReceived(_ bytes: UnsafeRawBufferPointer, at instant: Instant)
    /// What had been waiting for the socket is gone.
    func connectionDrained(at instant: Instant)
    /// The last word: nothing else follows.
    func connectionEnded(_ ending: ConnectionEnding, at instant: Instant)
}

/// One TCP or TLS connection that libwebsockets dials or accepts, polls, reads and closes, in its `RAW` role.
///
/// Writing goes to the socket directly. `lws_write` keeps what the socket does not take in a buffer of its own, and as
/// long as that holds anything libwebsockets does not read (`rops_handle_POLLIN_raw_skt`): a peer that echoes large
/// messages waits for us to read while we wait for it to read, and the loop spins on the unread bytes. What the socket
/// does not take waits here instead, and reading goes on.
@safe
package final class Connection {
    package enum SendOutcome: Equatable {
        /// The kernel has all of it.
        case sent
        /// Some of it waits for the socket; `connectionDrained` follows.
        case queued
        /// The connection is gone; `connectionEnded` follows.
        case gone
    }

    /// Borrowed from libwebsockets: valid from the dial or the accept until the closing callback, nil afterwards.
    private(set) var wsi: OpaquePointer?
    private let context: TransportContext
    private var handler: (any ConnectionHandler)?
    private(set) var descriptor: Int32 = -1
    private var tls: TLSStream?
    /// How much of what TLS put on the socket is in the context's count.
    private var countedFromTLS: UInt64 = 0
    private let tlsContext: TLSContext?
    private let host: String
    private let isServer: Bool
    private var pending: [UInt8] = []
    private var pendingStart = 0
    private var isOpen = false
    private var isInCallback = false
    private var wantsClose = false
    private var tlsFailure: ConnectionEnding?

    /// A connection being dialled.
    init(context: TransportContext, handler: any ConnectionHandler, tls: TLSContext?, host: String) {
        self.context = context
        self.handler = handler
        tlsContext = tls
        self.host = host
        isServer = false
    }

    /// An accepted connection, whose handler the listener makes.
    init(accepting listener: Listener) {
        context = listener.context
        tlsContext = listener.tls
        host = ""
        isServer = true
        handler = listener.accept(self)
    }

    func attach(_ wsi: OpaquePointer) {
        unsafe self.wsi = wsi
        descriptor = unsafe lws_get_socket_fd(wsi)
    }

    /// Whether bytes handed to `send` are still waiting for the socket.
    package var hasPendingOutput: Bool { pendingStart < pending.count }

    /// How many of them wait.
    package var pendingOutputBytes: Int { pending.count - pendingStart }

    /// Sends bytes, or keeps what the socket does not take now.
    package func send(_ bytes: UnsafeRawBufferPointer) -> SendOutcome {
        guard isOpen, unsafe wsi != nil, !wantsClose else { return .gone }
        guard !hasPendingOutput else {
            unsafe pending.append(contentsOf: bytes)
            return .queued
        }
        var offset = 0
        while offset < bytes.count {
            let count = unsafe write(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            if count < 0 { return .gone }
            if count == 0 {
                unsafe pending.append(contentsOf: bytes[offset...])
                askForWriteable()
                return .queued
            }
            offset += count
        }
        return .sent
    }

    /// Ends the connection: at once when called from outside, after the current callback when called from within one.
    /// `connectionEnded(.closedLocally)` follows in any case.
    package func close() {
        guard !wantsClose, let wsi = unsafe wsi else { return }
        wantsClose = true
        if let tls {
            tls.shutdown()
            count(tls)
        }
        if !isInCallback {
            // Not inside a callback of this wsi, where libwebsockets asks for the return value -1 instead.
            unsafe lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, Int32(LWS_TO_KILL_SYNC))
        }
    }

    /// Ends the connection with a reset (RST) instead of FIN: zero linger time, socket(7).
    package func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        tls = nil
        close()
    }

    /// Ends our side only (FIN, `shutdown(2)`); reading goes on.
    package func finishSending() {
        if let tls { tls.shutdown() }
        Glibc.shutdown(descriptor, Int32(SHUT_WR))
    }

    /// How many bytes the kernel keeps for a peer that does not read, twice as many with its own (socket(7), `SO_SNDBUF`),
    /// instead of the megabytes that it may grow the buffer to.
    package func limitSendBuffer(_ bytes: Int) {
        var size = Int32(clamping: bytes)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Stops or resumes reading: unread bytes fill the socket, and the peer feels it.
    package func setReading(_ enabled: Bool) {
        guard let wsi = unsafe wsi else { return }
        unsafe lws_rx_flow_control(wsi, enabled ? 1 : 0)
    }

    // MARK: - Writing

    /// - Returns: how many bytes went out; 0 when the socket is full, -1 when the connection is gone.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        if let tls {
            defer { count(tls) }
            switch unsafe tls.write(bytes) {
            case .wrote(let count): return count
            case .wouldBlock: return 0
            case .failed: return -1
            }
        }
        let count = unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if count >= 0 {
            context.bytesSent += count
            return count
        }
        return errno == EAGAIN || errno == EINTR ? 0 : -1
    }

    /// Adds what TLS has put on the socket since, records and alerts of its own included.
    private func count(_ tls: TLSStream) {
        context.bytesSent += Int(tls.bytesSent - countedFromTLS)
        countedFromTLS = tls.bytesSent
    }

    private func askForWriteable() {
        guard let wsi = unsafe wsi else { return }
        unsafe lws_callback_on_writable(wsi)
    }

    private func flush(at instant: Instant) {
        while hasPendingOutput {
            let count = unsafe pending.withUnsafeBytes { bytes in
                unsafe write(UnsafeRawBufferPointer(rebasing: bytes[pendingStart...]))
            }
            // The socket tells the loop next, and then what happened is still to be asked.
            if count < 0 { return }
            if count == 0 { return askForWriteable() }
            pendingStart += count
        }
        guard !pending.isEmpty else { return }
        // A burst may have grown it to megabytes: an idle session must not keep them.
        pending = []
        pendingStart = 0
        handler?.connectionDrained(at: instant)
    }

    // MARK: - What libwebsockets reports (called by the thunks of `TransportContext`)

    /// Runs a callback's work. The result is libwebsockets' own: -1 closes the connection when the work asked for it.
    func inCallback(_ work: () -> Void) -> Int32 {
        isInCallback = true
        work()
        isInCallback = false
        return wantsClose ? -1 : 0
    }

    func reachedPeer(at instant: Instant) {
        descriptor = unsafe lws_get_socket_fd(wsi)
        handler?.connectionReachedPeer(at: instant)
        guard let tlsContext else {
            isOpen = true
            handler?.connectionOpened(at: instant)
            return
        }
        do {
            let stream =
                isServer
                ? try TLSStream(server: tlsContext, descriptor: descriptor)
                : try TLSStream(client: tlsContext, descriptor: descriptor, host: host)
            tls = stream
            if !isServer { advanceHandshake(stream.handshake(), at: instant) }
            count(stream)
        } catch {
            fail(.failed(.tls(error.reason)))
        }
    }

    func received(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        context.bytesReceived += bytes.count
        guard let tls else {
            unsafe handler?.connectionReceived(bytes, at: instant)
            return
        }
        let progress = unsafe tls.feed(bytes, scratch: context.scratch) { plaintext in
            if !isOpen { opened(at: instant) }
            unsafe handler?.connectionReceived(plaintext, at: instant)
            return !wantsClose
        }
        count(tls)
        guard !wantsClose else { return }
        if isOpen || tls.isEstablished {
            if !isOpen { opened(at: instant) }
            if case .failed(let reason) = progress { fail(.corrupted(reason)) }
            if case .done = progress { fail(.finished) }
        } else {
            advanceHandshake(progress, at: instant)
        }
    }

    func writeable(at instant: Instant) {
        if let tls, !tls.isEstablished {
            advanceHandshake(tls.handshake(), at: instant)
            return count(tls)
        }
        flush(at: instant)
    }

    /// The closing callback: the descriptor is still open, so the socket can be asked what happened to it.
    func ended(at instant: Instant) {
        drainUnread(at: instant)
        let ending = verdict()
        unsafe wsi = nil
        descriptor = -1
        isOpen = false
        tls = nil
        pending = []
        let last = handler
        handler = nil
        last?.connectionEnded(ending, at: instant)
    }

    private func opened(at instant: Instant) {
        isOpen = true
        handler?.connectionOpened(at: instant)
    }

    private func advanceHandshake(_ progress: TLSStream.Progress, at instant: Instant) {
        switch progress {
        case .done: opened(at: instant)
        case .wantsInput: break
        case .wantsOutput: askForWriteable()
        case .failed(let reason): fail(.failed(.tls(reason)))
        }
    }

    private func fail(_ ending: ConnectionEnding) {
        tlsFailure = ending
        wantsClose = true
    }

    /// libuv reports an error on the socket before bytes that arrived ahead of it, and libwebsockets then closes
    /// without reading them; a Close frame or a TLS alert followed by a reset would be lost. They are still here.
    private func drainUnread(at instant: Instant) {
        guard isOpen || tls != nil, !wantsClose, !context.isClosed, descriptor >= 0 else { return }
        isInCallback = true
        defer { isInCallback = false }
        while !wantsClose {
            // Borrowed from the context for this call; nothing else uses it meanwhile.
            let buffer = unsafe context.drainBuffer
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return }
            unsafe received(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: instant)
        }
        // What the protocol decided about these bytes is its own knowledge; the socket's end is still the peer's.
        if tlsFailure == nil { wantsClose = false }
    }

    private func verdict() -> ConnectionEnding {
        if let tlsFailure { return tlsFailure }
        if wantsClose || context.isClosed { return .closedLocally }
        let code = SocketFacts.pendingError(of: descriptor)
        let peerFinished = SocketFacts.hasPeerFinished(descriptor)
        if isOpen {
            guard peerFinished, code == 0 else { return .broken(errno: code == 0 ? ECONNRESET : code) }
            // A close_notify would have been the ending before the socket's own.
            return tls == nil ? .finished : .truncated
        }
        if tls != nil {
            return .failed(peerFinished ? .closedInHandshake : .system(errno: code == 0 ? ECONNRESET : code))
        }
        return .failed(code == 0 ? .unexplained : .system(errno: code))
    }
}
