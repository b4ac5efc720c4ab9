internal import CLibCurl
package import EventLoop
internal import Timing

/// libcurl on one loop: its multi handle, driven by the loop's watches and timer (libcurl-multi(3), "multi_socket").
///
/// Everything happens on the loop's thread. No code of a transfer's owner runs while libcurl does: outcomes are told
/// after it has returned.
@safe
package final class CurlContext {
    /// More idle connections than any process can have: libcurl would close those beyond four for each transfer under way.
    private static let mostConnections = 1_000_000

    /// How often libcurl is called again at once before the other descriptors of the loop have their turn.
    private static let mostRounds = 8

    private let loop: EventLoop
    /// Owned: cleaned up in `close()`, nil afterwards.
    private var multi: UnsafeMutableRawPointer?
    private var timer: PreciseTimer?
    private var watches = SocketWatches()
    private var pools: [TransferPool] = []
    /// When libcurl wants to be called, whatever happens.
    private var deadline = Instant.distantFuture
    /// Transfers on the multi handle.
    private var active = 0
    private var postponed: [(transfer: Transfer, failure: TransferFailure)] = []
    private var isDraining = false

    /// - Parameters:
    ///   - loop: must be closed after this context.
    ///   - connectionsPerHost: transfers beyond so many connections to one host wait for one; nil for no limit.
    /// - Throws: `CurlError` when there is no memory, or the loop gives out no timer.
    package init(on loop: EventLoop, connectionsPerHost: Int? = nil) throws(CurlError) {
        self.loop = loop
        guard CurlLibrary.start == CURLE_OK else {
            throw CurlError(call: "curl_global_init", reason: CurlError.text(CurlLibrary.start))
        }
        do throws(EventLoopError) {
            // Unowned: the timer is closed in `close()`, which comes before the end of this object.
            timer = try PreciseTimer(on: loop) { [unowned self] in wake() }
        } catch {
            throw CurlError(call: error.call, reason: error.reason)
        }
        guard let multi = unsafe curl_multi_init() else {
            timer?.close()
            throw CurlError(call: "curl_multi_init", reason: "out of memory")
        }
        unsafe self.multi = multi
        // Unretained: no callback comes after `close()`. Numbers within range are not refused.
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe streamload_multi_set_owner(multi, owner, Thunks.interest, Thunks.timer)
        unsafe streamload_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, Self.mostConnections)
        unsafe streamload_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost ?? 0)
    }

    /// Transfers with these settings.
    ///
    /// - Throws: `CurlError` when libcurl refuses one of them.
    package func pool(_ settings: TransferSettings) throws(CurlError) -> TransferPool {
        let pool = try TransferPool(settings, context: self)
        pools.append(pool)
        return pool
    }

    /// Ends every transfer with the cause `cancelled` and closes every connection; the loop must run once more for
    /// libuv to close what belonged to it. Nothing can be started afterwards.
    package func close() {
        guard unsafe multi != nil else { return }
        for pool in pools { pool.close() }
        tellPostponed()
        // Closes the connections, each of which is told to `willClose`.
        let multi = unsafe self.multi
        unsafe self.multi = nil
        unsafe curl_multi_cleanup(multi)
        watches.close()
        timer?.close()
        pools = []
    }

    /// Bytes through the sockets of this context so far, TLS and HTTP framing included.
    package func countBytes() -> (sent: Int, received: Int) {
        watches.count()
        return watches.bytes
    }

    // MARK: - Transfers come and go

    /// Hands a prepared handle over and lets libcurl begin.
    func add(_ handle: EasyHandle) throws(CurlError) {
        // The handle stays with its pool, which takes it off again before it frees it.
        let code = unsafe curl_multi_add_handle(multi, handle.easy)
        guard code == CURLM_OK else { throw CurlError(call: "curl_multi_add_handle", reason: Self.text(code)) }
        active += 1
        act(on: CURL_SOCKET_TIMEOUT, 0)
    }

    func remove(_ handle: EasyHandle) {
        // Fails only for a handle that was never added.
        if unsafe curl_multi_remove_handle(multi, handle.easy) == CURLM_OK { active -= 1 }
    }

    /// Tells an outcome in the loop's next round.
    func postpone(_ transfer: Transfer, _ failure: TransferFailure) {
        postponed.append((transfer, failure))
        timer?.arm(at: .now())
    }

    private func tellPostponed() {
        let waiting = postponed
        postponed = []
        for (transfer, failure) in waiting { transfer.fail(failure) }
    }

    // MARK: - libcurl asks (called by the thunks)

    func opened(_ descriptor: Int32, for handle: EasyHandle) { watches.opened(descriptor, for: handle) }

    func established(_ descriptor: Int32) { watches.established(descriptor) }

    func willClose(_ descriptor: Int32) { watches.forget(descriptor) }

    /// `CURLMOPT_SOCKETFUNCTION`.
    func wants(_ what: Int32, of descriptor: Int32) {
        let wanted: DescriptorWatch.Readiness
        switch what {
        case CURL_POLL_IN: wanted = .readable
        case CURL_POLL_OUT: wanted = .writable
        case CURL_POLL_INOUT: wanted = [.readable, .writable]
        default: return watches.rest(descriptor)
        }
        // A socket that the kernel will not watch would hang: its transfer ends by its own time-out.
        try? watches.wait(for: wanted, of: descriptor, on: loop) { [unowned self] readiness in
            ready(descriptor, readiness)
        }
    }

    /// `CURLMOPT_TIMERFUNCTION`: -1 for never.
    func wantsWake(in milliseconds: Int) {
        deadline = milliseconds < 0 ? .distantFuture : .now() + .milliseconds(Double(milliseconds))
        if milliseconds > 0 { timer?.arm(at: deadline) }
    }

    // MARK: - The loop reports

    private func ready(_ descriptor: Int32, _ readiness: DescriptorWatch.Readiness) {
        var events: Int32 = 0
        if readiness.contains(.readable) { events |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
        // Told of an error, libcurl says just that; asked to read or write, it learns which one.
        if readiness.contains(.failed) { events = CURL_CSELECT_IN | CURL_CSELECT_OUT }
        act(on: descriptor, events)
        drain()
    }

    private func wake() {
        tellPostponed()
        if deadline <= .now() { act(on: CURL_SOCKET_TIMEOUT, 0) }
        drain()
        // An earlier wake than libcurl asked for leaves its own wish open.
        if deadline != .distantFuture { timer?.arm(at: deadline) }
    }

    /// Lets libcurl work. It often wants to be called again at once, which needs no round of the loop.
    private func act(on descriptor: Int32, _ events: Int32) {
        var running: Int32 = 0
        // Asked on account of its time, it says anew when it wants to be asked next.
        if descriptor == CURL_SOCKET_TIMEOUT { deadline = .distantFuture }
        unsafe curl_multi_socket_action(multi, descriptor, events, &running)
        var rounds = 0
        while deadline != .distantFuture, deadline <= .now(), rounds < Self.mostRounds {
            deadline = .distantFuture
            // The handle is valid until `close()`, which no callback of libcurl's reaches.
            unsafe curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
            rounds += 1
        }
        if deadline != .distantFuture { timer?.arm(at: deadline) }
        // Somebody has ended, and nobody may be listening now: whoever starts a transfer hears of none within the call.
        if Int(running) < active, !isDraining { timer?.arm(at: .now()) }
    }

    /// Tells the outcomes of what has ended.
    private func drain() {
        guard !isDraining else { return }
        isDraining = true
        defer { isDraining = false }
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            // Read before the handle is taken off: the message goes with it.
            let code = unsafe message.pointee.data.result
            var owner: UnsafeMutableRawPointer?
            unsafe streamload_getinfo_owner(message.pointee.easy_handle, CURLINFO_PRIVATE, &owner)
            guard let owner = unsafe owner else { continue }
            let now = Instant.now()
            let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(owner).takeUnretainedValue()
            handle.transfer?.end { transfer in handle.outcome(code, started: transfer.started, at: now) }
        }
    }

    private static func text(_ code: CURLMcode) -> String { unsafe String(cString: curl_multi_strerror(code)) }
}
