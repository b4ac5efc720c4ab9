internal import COpenSSL
internal import Foundation

/// TLS on one connection whose ciphertext somebody else reads: bytes from the socket are fed in, plaintext comes out,
/// and what OpenSSL has to say goes straight to the socket.
///
/// Nothing is buffered here beyond OpenSSL's own records: the reading side of the `SSL` looks at the bytes being fed,
/// and nothing else.
@safe
package final class TLSStream {
    package enum Progress: Equatable {
        case done
        case wantsInput
        case wantsOutput
        /// OpenSSL's reason, or the verdict on the certificate.
        case failed(String)
    }

    package enum WriteOutcome: Equatable {
        case wrote(Int)
        case wouldBlock
        case failed
    }

    /// Owned: freed in `deinit` together with its two BIOs.
    private let ssl: OpaquePointer
    private let output: OpaquePointer
    private let context: TLSContext
    /// The ciphertext being fed; valid only within `feed`, nil outside.
    private var input: UnsafeRawBufferPointer = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    package private(set) var isEstablished = false

    /// A client's stream on a connected socket.
    ///
    /// - Parameters:
    ///   - context: its certificates and rules; lends the last session when sessions are resumed.
    ///   - descriptor: the socket's, written to and never closed from here.
    ///   - host: the name or numeric address the certificate must carry, also sent as SNI when it is a name
    ///     (RFC 6066 §3 forbids literal addresses there).
    /// - Throws: `TLSError` when OpenSSL gives out no stream (`SSL_new`).
    package convenience init(client context: TLSContext, descriptor: Int32, host: String) throws(TLSError) {
        try self.init(context: context, descriptor: descriptor)
        // All of these copy their text.
        let parameters = unsafe SSL_get0_param(ssl)
        let isAddress = unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1
        if !isAddress {
            unsafe X509_VERIFY_PARAM_set1_host(parameters, host, host.utf8.count)
            var name = Array(host.utf8CString)
            unsafe SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &name)
        }
        TLSError.discardQueue()
        if let session = unsafe context.resumableSession { unsafe SSL_set_session(ssl, session) }
        unsafe SSL_set_connect_state(ssl)
    }

    /// A server's stream on an accepted socket.
    package convenience init(server context: TLSContext, descriptor: Int32) throws(TLSError) {
        try self.init(context: context, descriptor: descriptor)
        unsafe SSL_set_accept_state(ssl)
    }

    private init(context: TLSContext, descriptor: Int32) throws(TLSError) {
        guard let ssl = unsafe SSL_new(context.context), let input = unsafe BIO_new(FedInput.method),
            let output = unsafe BIO_new_socket(descriptor, BIO_NOCLOSE)
        else {
            throw TLSError(step: "SSL_new", reason: TLSError.drainQueue())
        }
        unsafe self.ssl = ssl
        unsafe self.output = output
        self.context = context
        // The SSL takes both BIOs over; the input BIO points back here unretained and dies with the SSL in deinit.
        unsafe BIO_set_data(input, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(input, 1)
        unsafe SSL_set_bio(ssl, input, output)
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    /// Whether the handshake took an earlier session up (`SSL_session_reused`).
    package var isResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }

    /// Bytes put on the socket so far, records and handshake included.
    package var bytesSent: UInt64 { unsafe BIO_number_written(output) }

    /// Goes on with the handshake as far as the input so far allows.
    package func handshake() -> Progress {
        TLSError.discardQueue()
        let status = unsafe SSL_do_handshake(ssl)
        if status == 1 {
            isEstablished = true
            return .done
        }
        switch unsafe SSL_get_error(ssl, status) {
        case SSL_ERROR_WANT_READ: return .wantsInput
        case SSL_ERROR_WANT_WRITE: return .wantsOutput
        default: return .failed(failureText())
        }
    }

    /// Takes ciphertext in and hands plaintext out, piece by piece, in `scratch`.
    ///
    /// - Returns: `.wantsInput` when all of it was used, `.done` when the peer has ended its side (close_notify),
    ///   `.failed` when the records make no sense.
    package func feed(
        _ ciphertext: UnsafeRawBufferPointer, scratch: UnsafeMutableRawBufferPointer,
        plaintext: (UnsafeRawBufferPointer) -> Bool
    ) -> Progress {
        // The borrowed bytes are visible to OpenSSL until this returns, no longer.
        unsafe input = ciphertext
        defer { unsafe input = UnsafeRawBufferPointer(start: nil, count: 0) }
        if !isEstablished {
            let progress = handshake()
            guard progress == .done else { return progress }
        }
        while true {
            TLSError.discardQueue()
            let count = unsafe SSL_read(ssl, scratch.baseAddress, Int32(scratch.count))
            if count > 0 {
                guard unsafe plaintext(UnsafeRawBufferPointer(rebasing: scratch[..<Int(count)])) else {
                    return .wantsInput
                }
                continue
            }
            switch unsafe SSL_get_error(ssl, count) {
            case SSL_ERROR_WANT_READ: return .wantsInput
            case SSL_ERROR_WANT_WRITE: return .wantsOutput
            case SSL_ERROR_ZERO_RETURN: return .done
            default: return .failed(failureText())
            }
        }
    }

    /// Encrypts and sends as much as the socket takes.
    package func write(_ plaintext: UnsafeRawBufferPointer) -> WriteOutcome {
        TLSError.discardQueue()
        let count = unsafe SSL_write(ssl, plaintext.baseAddress, Int32(plaintext.count))
        guard count <= 0 else { return .wrote(Int(count)) }
        switch unsafe SSL_get_error(ssl, count) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wouldBlock
        default: return .failed
        }
    }

    /// Sends close_notify if the socket takes it (RFC 8446 §6.1); nobody waits for the peer's.
    package func shutdown() {
        guard isEstablished else { return }
        TLSError.discardQueue()
        unsafe SSL_shutdown(ssl)
        TLSError.discardQueue()
    }

    private func failureText() -> String {
        let verdict = unsafe SSL_get_verify_result(ssl)
        if context.verifiesPeer, verdict != Int(X509_V_OK) {
            TLSError.discardQueue()
            // A string constant of the library's.
            return unsafe "certificate refused: " + String(cString: X509_verify_cert_error_string(verdict))
        }
        return TLSError.drainQueue()
    }

    /// What the input BIO reads from: copies at most `capacity` bytes of what is being fed.
    fileprivate func takeInput(into target: UnsafeMutableRawPointer, capacity: Int) -> Int {
        let count = unsafe min(capacity, input.count)
        guard count > 0, let start = unsafe input.baseAddress else { return 0 }
        unsafe target.copyMemory(from: start, byteCount: count)
        unsafe input = UnsafeRawBufferPointer(rebasing: input[count...])
        return count
    }
}

extension TLSError {
    /// `ERR_clear_error`: an old entry would be taken for the reason of the next failure.
    static func discardQueue() { ERR_clear_error() }
}

/// A BIO that reads what its stream is being fed and otherwise says "try again" (BIO_meth_new(3)).
private enum FedInput {
    /// Made once for the process, never changed afterwards and never freed: that is what makes the shared pointer safe.
    nonisolated(unsafe) static let method: OpaquePointer? = unsafe makeMethod()

    private static func makeMethod() -> OpaquePointer? {
        let method = unsafe BIO_meth_new(Int32(BIO_TYPE_SOURCE_SINK) | BIO_get_new_index(), "fed input")
        unsafe BIO_meth_set_read(method) { bio, target, capacity in
            guard let data = unsafe BIO_get_data(bio), let target = unsafe target else { return -1 }
            let stream = unsafe Unmanaged<TLSStream>.fromOpaque(data).takeUnretainedValue()
            let count = unsafe stream.takeInput(into: UnsafeMutableRawPointer(target), capacity: Int(capacity))
            unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            guard count > 0 else {
                unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
                return -1
            }
            return Int32(count)
        }
        // The SSL flushes its output and asks about pending bytes through ctrl; there is nothing to do for either.
        unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in command == Int32(BIO_CTRL_FLUSH) ? 1 : 0 }
        return unsafe method
    }
}
