internal import CLibCurl
internal import TLS
internal import Timing

/// The funnel that every option goes through.
extension EasyHandle {
    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(option, unsafe streamload_setopt_long(easy, option, value))
    }

    func set(_ option: CURLoption, _ text: String?) throws(CurlError) {
        // libcurl copies the text within the call.
        try check(option, unsafe streamload_setopt_string(easy, option, text))
    }

    func check(_ option: CURLoption, _ code: CURLcode) throws(CurlError) {
        guard code != CURLE_OK else { return }
        // Static data of the library's; NULL for an option that it does not know.
        let name = unsafe curl_easy_option_by_id(option)?.pointee.name.map { unsafe String(cString: $0) }
        throw CurlError(call: "curl_easy_setopt \(name ?? "\(option.rawValue)")", reason: CurlError.text(code))
    }

    func configure(_ settings: TransferSettings) throws(CurlError) {
        // libcurl must not raise or wait for signals: the process has many threads.
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_PATH_AS_IS, 1)
        // Redirects are transfers of their own, each with its own times.
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // A look-up that is given up must not be waited for; its thread ends by itself.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_HTTP_VERSION, settings.version.code)
        try set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.wholeMilliseconds)
        if !settings.keepsConnections {
            try set(CURLOPT_FRESH_CONNECT, 1)
            try set(CURLOPT_FORBID_REUSE, 1)
        }
        // Empty stands for everything that this libcurl decompresses.
        if settings.allowsCompression { try set(CURLOPT_ACCEPT_ENCODING, "") }
        if let address = settings.sourceAddress { try set(CURLOPT_INTERFACE, "host!\(address)") }
        // Empty also keeps libcurl from the environment.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NOPROXY, settings.proxies.exceptions ?? "")
        try configure(settings.tls)
    }

    private func configure(_ tls: TLSOptions) throws(CurlError) {
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SSL_VERIFYPEER, tls.insecureSkipVerify ? 0 : 1)
        try set(CURLOPT_SSL_VERIFYHOST, tls.insecureSkipVerify ? 0 : 2)
        try set(CURLOPT_SSL_SESSIONID_CACHE, tls.resumeSessions ? 1 : 0)
        if let file = tls.caFile { try set(CURLOPT_CAINFO, file) }
        if let file = tls.certificateFile {
            try set(CURLOPT_SSLCERT, file)
            try set(CURLOPT_SSLKEY, tls.keyFile ?? file)
        }
    }

    /// A fact that is a number; 0 when libcurl does not know it.
    func long(_ info: CURLINFO) -> Int {
        var value = 0
        // Filled within the call.
        unsafe streamload_getinfo_long(easy, info, &value)
        return value
    }

    /// A time in µs, or a count of bytes.
    func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        unsafe streamload_getinfo_off_t(easy, info, &value)
        return Int(value)
    }

    func text(_ info: CURLINFO) -> String {
        var text: UnsafeMutablePointer<CChar>?
        // The text belongs to the handle and is copied here.
        guard unsafe streamload_getinfo_string(easy, info, &text) == CURLE_OK, let text = unsafe text else { return "" }
        return unsafe String(cString: text)
    }
}

extension TransferSettings.Version {
    fileprivate var code: Int {
        switch self {
        case .http1: Int(CURL_HTTP_VERSION_1_1)
        case .negotiated: Int(CURL_HTTP_VERSION_2TLS)
        case .http2: Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        }
    }
}

extension Nanoseconds {
    /// For an option in which 0 would mean no limit.
    var wholeMilliseconds: Int { max(1, Int((milliseconds).rounded(.up))) }
}
