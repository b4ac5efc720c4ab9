internal import CLibCurl
internal import Timing

/// One handle of libcurl's (`CURL *`), configured once and used for one transfer after another.
@safe
final class EasyHandle {
    /// A head longer than this is not one.
    private static let longestHead = 262_144
    /// How long libcurl remembers where a name is: its own default, in seconds (CURLOPT_DNS_CACHE_TIMEOUT).
    private static let namesLast = 60

    /// Owned: cleaned up in `close()`, before the multi handle is.
    private(set) var easy: UnsafeMutableRawPointer?
    /// Owned: libcurl writes its messages there as long as the handle lives.
    private let errors: UnsafeMutablePointer<CChar>
    private unowned let context: CurlContext
    private let settings: TransferSettings
    private let hasProxies: Bool
    /// What it works for; nil while it is idle.
    private(set) var transfer: Transfer?

    private var fields: TextList?
    private var route: TransferRoute?
    /// What it was told last.
    private var told = (url: "", timeout: Nanoseconds.zero)
    private var isSecure = false
    private var isLookingUp = true
    /// Whether the route's name is told with this transfer.
    private var isTeaching = false
    private var hasCustomMethod = false
    private var hasBody = false
    private var jar: CookieJar?

    private var head: [UInt8] = []
    /// Whether the empty line came that ends a head: libcurl takes the end of a connection for one as well.
    private var isHeadComplete = false
    private var body: [UInt8] = []
    private var bodySize = 0
    private var dialledAt: Instant?
    private var requestedAt: Instant?
    private var sentAt: Instant?
    private var answeredAt: Instant?
    /// Of the dial that ended with the transfer, if it reached its peer.
    private var roundTrip: Nanoseconds?
    /// The socket opened last, of so many.
    private var descriptor: Int32 = -1
    private var dials = 0
    private var isTooLarge = false
    /// Whether libcurl was about to send it once more.
    private var isAgain = false
    /// Why no socket was to be had, 0 otherwise: libcurl does not keep it.
    private var socketErrno: Int32 = 0

    /// - Throws: `CurlError` when this libcurl does not know an option, or cannot read a file named.
    init(_ settings: TransferSettings, context: CurlContext) throws(CurlError) {
        guard let easy = unsafe curl_easy_init() else {
            throw CurlError(call: "curl_easy_init", reason: "out of memory")
        }
        unsafe self.easy = easy
        self.context = context
        self.settings = settings
        hasProxies = settings.proxies != ProxySettings()
        unsafe errors = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errors.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        // Unretained: the pool keeps the handle until `close()`, and the context outlives its connections.
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe streamload_set_owner(
            easy, owner, errors, Thunks.head, Thunks.body, Thunks.request, Thunks.progress, Thunks.debug)
        unsafe streamload_set_socket_owners(
            easy, owner, Thunks.openSocket, Unmanaged.passUnretained(context).toOpaque(), Thunks.closeSocket)
        do throws(CurlError) {
            try configure(settings)
        } catch {
            close()
            throw error
        }
    }

    /// Frees the handle; its connections stay with the multi handle.
    func close() {
        // No pointer of ours is used by libcurl after this.
        unsafe curl_easy_cleanup(easy)
        unsafe easy = nil
        fields = nil
        route = nil
        jar = nil
    }

    deinit {
        unsafe errors.deallocate()
    }

    // MARK: - A transfer

    /// Takes a transfer on, up to handing the handle to the multi handle.
    func prepare(_ request: TransferRequest, for transfer: Transfer) throws(CurlError) {
        self.transfer = transfer
        if request.url != told.url {
            try set(CURLOPT_URL, request.url)
            told.url = request.url
            isSecure = request.url.prefix(6).lowercased() == "https:"
        }
        if transfer.timeout != told.timeout {
            try set(CURLOPT_TIMEOUT_MS, transfer.timeout.wholeMilliseconds)
            told.timeout = transfer.timeout
        }
        try setMethod(of: request)
        let list = TextList(request.lines)
        unsafe try check(CURLOPT_HTTPHEADER, streamload_setopt_slist(easy, CURLOPT_HTTPHEADER, list.list))
        fields = consume list
        try setRoute(request.destination.map { transfer.connections?.route(to: $0) ?? TransferRoute(to: $0) })
        if hasProxies {
            try set(CURLOPT_PROXY, (isSecure ? settings.proxies.https : settings.proxies.http) ?? "")
        }
        // libcurl alone knows what it adds to a request: its cookies, its own fields.
        if transfer.observer != nil { try set(CURLOPT_VERBOSE, 1) }
        if let jar = transfer.jar {
            self.jar = jar
            try unsafe check(CURLOPT_SHARE, streamload_setopt_share(easy, CURLOPT_SHARE, jar.share))
            // No file: it turns the cookie engine on.
            try set(CURLOPT_COOKIEFILE, "")
        }
    }

    private func setRoute(_ route: TransferRoute?) throws(CurlError) {
        try looksNamesUp(route == nil)
        guard let route else { return }
        self.route = route
        unsafe try check(CURLOPT_CONNECT_TO, streamload_setopt_slist(easy, CURLOPT_CONNECT_TO, route.rule.list))
        try unsafe route.learn { list throws(CurlError) in
            unsafe try check(CURLOPT_RESOLVE, streamload_setopt_slist(easy, CURLOPT_RESOLVE, list))
            isTeaching = true
        }
    }

    /// Whether libcurl looks names up itself. When it does not, it must not search its memory of names for old ones
    /// either: after each transfer, that would be a search through the names of all connections.
    private func looksNamesUp(_ looksUp: Bool) throws(CurlError) {
        guard looksUp != isLookingUp else { return }
        try set(CURLOPT_DNS_CACHE_TIMEOUT, looksUp ? Self.namesLast : -1)
        isLookingUp = looksUp
    }

    /// The method and the body go together: libcurl derives the one from what is said of the other.
    private func setMethod(of request: TransferRequest) throws(CurlError) {
        let content = request.content
        bodySize = content?.count ?? 0
        if let body = content {
            // Borrowed for the call, which copies. An empty array may have no address, and no body is another thing.
            let code = unsafe (body.isEmpty ? [0] : body).withUnsafeBytes { bytes in
                unsafe streamload_setopt_body(easy, bytes.baseAddress, body.count)
            }
            try check(CURLOPT_COPYPOSTFIELDS, code)
            try set(CURLOPT_POST, 1)
            hasBody = true
        } else {
            try set(request.method == "HEAD" ? CURLOPT_NOBODY : CURLOPT_HTTPGET, 1)
        }
        let isImplied = request.method == (hasBody ? "POST" : "GET") || (request.method == "HEAD" && !hasBody)
        if !isImplied {
            try set(CURLOPT_CUSTOMREQUEST, request.method)
            hasCustomMethod = true
        }
        try set(CURLOPT_NOPROGRESS, bodySize > 0 ? 0 : 1)
    }

    /// Lets go of everything that belonged to the transfer; it is off the multi handle.
    func release() {
        // Unsetting cannot fail: each is a number, or a pointer or a text put to NULL.
        if transfer?.observer != nil { unsafe streamload_setopt_long(easy, CURLOPT_VERBOSE, 0) }
        transfer = nil
        unsafe streamload_setopt_slist(easy, CURLOPT_HTTPHEADER, nil)
        fields = nil
        if route != nil {
            unsafe streamload_setopt_slist(easy, CURLOPT_CONNECT_TO, nil)
            if isTeaching { unsafe streamload_setopt_slist(easy, CURLOPT_RESOLVE, nil) }
            isTeaching = false
            route = nil
        }
        if hasCustomMethod {
            unsafe streamload_setopt_string(easy, CURLOPT_CUSTOMREQUEST, nil)
            hasCustomMethod = false
        }
        if hasBody {
            unsafe streamload_setopt_body(easy, nil, 0)
            hasBody = false
        }
        if jar != nil {
            // In this order: to turn the engine off is to free the cookies that the handle still knows.
            unsafe streamload_setopt_share(easy, CURLOPT_SHARE, nil)
            unsafe streamload_setopt_string(easy, CURLOPT_COOKIEFILE, nil)
            jar = nil
        }
        head.removeAll(keepingCapacity: head.count <= 4_096)
        isHeadComplete = false
        body = []
        dialledAt = nil
        requestedAt = nil
        sentAt = nil
        answeredAt = nil
        roundTrip = nil
        descriptor = -1
        dials = 0
        isTooLarge = false
        isAgain = false
        socketErrno = 0
    }

    /// What became of the transfer that has just ended, in libcurl's verdict.
    func outcome(_ code: CURLcode, started: Instant, at instant: Instant) -> TransferOutcome {
        let result: Result<TransferAnswer, TransferFailure> =
            switch code {
            case _ where isAgain:
                .failure(TransferFailure(.closed, "the connection ended without an answer"))
            case CURLE_OK where !isHeadComplete:
                .failure(TransferFailure(.cut, "the connection ended within the head"))
            case CURLE_OK:
                .success(TransferAnswer(status: long(CURLINFO_RESPONSE_CODE), head: head, body: body, version: version))
            case CURLE_WRITE_ERROR where isTooLarge:
                .failure(TransferFailure(.tooLarge, "more than \(settings.largestBody) bytes"))
            default:
                .failure(TransferFailure(code, errno: failedErrno, message: message))
            }
        return report(result, started: started, at: instant)
    }

    /// The facts of a transfer that ended, or that we ended.
    func report(
        _ result: Result<TransferAnswer, TransferFailure>, started: Instant, at instant: Instant
    ) -> TransferOutcome {
        let counters = counters(started: started, at: instant)
        return TransferOutcome(
            result: result, phases: TransferPhases(counters), started: started, ended: instant,
            bytesSent: long(CURLINFO_REQUEST_SIZE) + offset(CURLINFO_SIZE_UPLOAD_T),
            bytesReceived: long(CURLINFO_HEADER_SIZE) + offset(CURLINFO_SIZE_DOWNLOAD_T),
            isNewConnection: dialledAt != nil, peerAddress: text(CURLINFO_PRIMARY_IP))
    }

    private func counters(started: Instant, at instant: Instant) -> TransferCounters {
        func time(_ info: CURLINFO) -> Nanoseconds? {
            let microseconds = offset(info)
            return microseconds > 0 ? Nanoseconds(Int64(microseconds) * 1_000) : nil
        }
        var counters = TransferCounters()
        counters.lookedUp = time(CURLINFO_NAMELOOKUP_TIME_T)
        counters.connected = time(CURLINFO_CONNECT_TIME_T)
        counters.secured = time(CURLINFO_APPCONNECT_TIME_T)
        counters.headSent = time(CURLINFO_PRETRANSFER_TIME_T)
        counters.dialled = dialledAt.map { $0 - started }
        counters.requested = requestedAt.map { $0 - started }
        counters.answered = answeredAt.map { $0 - started }
        counters.sent = sentAt.map { $0 - started }
        counters.roundTrip = roundTrip
        counters.total = instant - started
        counters.isSecure = isSecure
        return counters
    }

    /// What libcurl says, with the host called by its own name.
    private var message: String {
        let text = unsafe String(cString: errors)
        guard let route, let name = route.name else { return text }
        return text.split(separator: " ", omittingEmptySubsequences: false)
            .map { $0 == name ? route.place.host : String($0) }.joined(separator: " ")
    }

    private var failedErrno: Int32 {
        socketErrno != 0 ? socketErrno : Int32(truncatingIfNeeded: long(CURLINFO_OS_ERRNO))
    }

    private var version: TransferAnswer.Version {
        switch long(CURLINFO_HTTP_VERSION) {
        case Int(CURL_HTTP_VERSION_1_0): .http10
        case Int(CURL_HTTP_VERSION_1_1): .http11
        case Int(CURL_HTTP_VERSION_2_0): .http2
        default: .other
        }
    }

    // MARK: - libcurl reports (called by the thunks)

    /// A line of a head, its end included; an interim answer's, a final one's, or a trailer.
    func receivedHead(_ line: UnsafeRawBufferPointer) -> Bool {
        if answeredAt == nil {
            answeredAt = .now()
            if dials == 1 { context.established(descriptor) }
        }
        // Borrowed for the call, copied into room that is reused.
        if unsafe line.starts(with: "HTTP/".utf8) {
            head.removeAll(keepingCapacity: true)
            isHeadComplete = false
        }
        if unsafe line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) { isHeadComplete = true }
        unsafe head.append(contentsOf: line)
        return head.count <= Self.longestHead
    }

    func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= settings.largestBody else {
            isTooLarge = true
            return false
        }
        // Borrowed for the call, copied: the answer outlives it.
        unsafe body.append(contentsOf: bytes)
        return true
    }

    func progressed(sent count: Int, at instant: Instant) {
        if count >= bodySize, sentAt == nil { sentAt = instant }
    }

    func couldNotOpenSocket(_ errno: Int32) { socketErrno = errno }

    func dialled(on descriptor: Int32, at instant: Instant) {
        if dialledAt == nil { dialledAt = instant }
        dials += 1
        self.descriptor = descriptor
        context.opened(descriptor, for: self)
    }

    /// The socket of a dial is about to be closed. libcurl does not tell when TCP was up if TLS never was; the kernel
    /// knows how long that took.
    func willClose(_ descriptor: Int32) {
        if descriptor == self.descriptor { roundTrip = SocketFacts.roundTrip(of: descriptor) }
    }

    /// Whether it may leave. libcurl sends a request again when a kept connection ends before it is answered, up to five
    /// times and whatever its method (Curl_retry_request): who counts requests must see each.
    func mayRequest(at instant: Instant) -> Bool {
        guard requestedAt == nil else {
            isAgain = true
            return false
        }
        requestedAt = instant
        return true
    }

    /// Whether it may dial: not in order to send again.
    var mayDial: Bool {
        isAgain = requestedAt != nil
        return !isAgain
    }

    func sentHead(_ bytes: UnsafeRawBufferPointer) {
        // Borrowed for the call, copied.
        transfer?.observer?(unsafe Array(bytes))
    }
}
