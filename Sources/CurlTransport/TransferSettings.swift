package import TLS
package import Timing

/// What all transfers of a pool have in common.
package struct TransferSettings: Sendable, Equatable {
    package enum Version: Sendable, Equatable {
        /// HTTP/1.1.
        case http1
        /// HTTP/2 where TLS agrees on it (ALPN), HTTP/1.1 elsewhere.
        case negotiated
        /// HTTP/2 without asking first, without TLS too (RFC 9113 §3.3).
        case http2
    }

    package var version: Version
    /// Whether a connection serves further transfers; else each one dials its own and closes it.
    package var keepsConnections: Bool
    /// Whether answers may come compressed, as anything that libcurl decompresses.
    package var allowsCompression: Bool
    package var tls: TLSOptions
    package var proxies: ProxySettings
    /// Numeric address of this machine to dial from; nil leaves it to the system.
    package var sourceAddress: String?
    /// Name look-up, TCP and TLS together, at most; whole milliseconds are counted.
    package var connectTimeout: Nanoseconds
    /// From the start to the last byte of the answer, at most; whole milliseconds are counted.
    package var timeout: Nanoseconds
    /// Bytes of an answer's body, decompressed; more is a failure.
    package var largestBody: Int

    package init(
        version: Version = .negotiated, keepsConnections: Bool = true, allowsCompression: Bool = false,
        tls: TLSOptions = TLSOptions(), proxies: ProxySettings = ProxySettings(), sourceAddress: String? = nil,
        connectTimeout: Nanoseconds = .seconds(10), timeout: Nanoseconds = .seconds(60),
        largestBody: Int = 16_777_216
    ) {
        self.version = version
        self.keepsConnections = keepsConnections
        self.allowsCompression = allowsCompression
        self.tls = tls
        self.proxies = proxies
        self.sourceAddress = sourceAddress
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.largestBody = largestBody
    }
}
