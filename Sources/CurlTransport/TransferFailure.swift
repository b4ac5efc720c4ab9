internal import CLibCurl
internal import Glibc

/// Why a transfer has no complete answer. The cause is one word of the results; the message is libcurl's own.
package struct TransferFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Cause: String, Sendable, CaseIterable {
        case dns
        case refused
        case unreachable
        case timeout
        case reset
        /// End of stream before any byte of an answer.
        case closed
        case tls
        /// The answer was not HTTP, or broke its rules.
        case garbage
        /// The body ended before its length, or its last chunk.
        case cut
        /// The body was larger than the limit.
        case tooLarge = "too_large"
        /// More redirects than the limit.
        case redirects
        /// The proxy refused.
        case proxy
        case fdExhausted = "fd_exhausted"
        case addressExhausted = "address_exhausted"
        /// The request was none that can be sent.
        case invalid
        /// We gave it up.
        case cancelled
    }

    package let cause: Cause
    package let message: String

    package var description: String { message.isEmpty ? cause.rawValue : "\(cause.rawValue): \(message)" }

    package init(_ cause: Cause, _ message: String = "") {
        self.cause = cause
        self.message = message
    }

    /// What libcurl's verdict means.
    ///
    /// - Parameters:
    ///   - code: not `CURLE_OK`.
    ///   - errno: of the last call to the system that failed, 0 for none (`CURLINFO_OS_ERRNO`).
    ///   - message: the text in the error buffer.
    init(_ code: CURLcode, errno: Int32, message: String) {
        let text = message.isEmpty ? CurlError.text(code) : message
        self.init(Self.cause(of: code, errno: errno, message: text), text)
    }

    private static func cause(of code: CURLcode, errno: Int32, message: String) -> Cause {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .dns
        case CURLE_COULDNT_CONNECT: cause(errno: errno) ?? .unreachable
        case CURLE_INTERFACE_FAILED: errno == EACCES ? .unreachable : .addressExhausted
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_GOT_NOTHING: .closed
        case CURLE_PARTIAL_FILE: .cut
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR: cutShort(errno: errno, message: message)
        case CURLE_SSL_CONNECT_ERROR: handshake(errno: errno, message: message)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            .garbage
        case CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED: .tooLarge
        case CURLE_TOO_MANY_REDIRECTS: .redirects
        case CURLE_PROXY: .proxy
        case CURLE_URL_MALFORMAT: .invalid
        case CURLE_ABORTED_BY_CALLBACK: .cancelled
        default: .garbage
        }
    }

    /// The errno of a connect(2), bind(2) or socket(2), or of a read or write.
    private static func cause(errno code: Int32) -> Cause? {
        switch code {
        case 0: nil
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .timeout
        case ECONNRESET, ECONNABORTED, EPIPE: .reset
        case EMFILE, ENFILE: .fdExhausted
        case EADDRNOTAVAIL, EADDRINUSE: .addressExhausted
        default: .unreachable
        }
    }

    /// libcurl says the same of a broken connection, of a proxy that refuses, and of chunks that make no sense.
    private static func cutShort(errno: Int32, message: String) -> Cause {
        if message.contains("CONNECT") { return .proxy }
        if message.contains("reset by peer") || message.contains("Broken pipe") { return .reset }
        if message.contains("unexpected eof") || message.contains("SSL_ERROR_SYSCALL, errno 0") { return .cut }
        return cause(errno: errno) ?? .garbage
    }

    /// The same of a handshake that a peer refuses, and of one that it leaves.
    private static func handshake(errno: Int32, message: String) -> Cause {
        if message.contains("reset by peer") || errno == ECONNRESET { return .reset }
        if message.contains("SSL_ERROR_SYSCALL") || message.contains("unexpected eof") { return .closed }
        return .tls
    }
}
