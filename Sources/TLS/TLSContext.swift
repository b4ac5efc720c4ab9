internal import COpenSSL
internal import Foundation

/// The settings that all TLS connections of a loop share (`SSL_CTX`): trust, our certificate, protocol versions.
@safe
package final class TLSContext {
    /// Owned: freed in `deinit`, never nil.
    let context: OpaquePointer
    let verifiesPeer: Bool
    /// The last session a server gave us, for `--tls-resume`; owned, one reference.
    private(set) var resumableSession: OpaquePointer?

    /// A client's context.
    ///
    /// - Parameters:
    ///   - caFile: PEM file of the authorities trusted, nil for the system's.
    ///   - certificateFile: PEM chain presented to servers that ask for one.
    ///   - keyFile: PEM key of that certificate.
    ///   - verifiesPeer: false accepts any certificate (`--insecure-skip-tls-verify`).
    ///   - resumes: offers the last session to the next connection instead of a full handshake.
    /// - Throws: `TLSError` when a file cannot be used.
    package init(
        caFile: String?, certificateFile: String?, keyFile: String?, verifiesPeer: Bool, resumes: Bool
    ) throws(TLSError) {
        unsafe context = try Self.make(method: TLS_client_method())
        self.verifiesPeer = verifiesPeer
        // The context is valid for the whole of this object; OpenSSL copies what it is given here.
        unsafe SSL_CTX_set_verify(context, verifiesPeer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        if let caFile {
            guard unsafe SSL_CTX_load_verify_locations(context, caFile, nil) == 1 else {
                throw TLSError(step: "reading \(caFile)", reason: TLSError.drainQueue())
            }
        } else {
            unsafe SSL_CTX_set_default_verify_paths(context)
        }
        if let certificateFile {
            try use(certificateFile: certificateFile, keyFile: keyFile ?? certificateFile)
        }
        // RFC 7301 wire form: one length-prefixed name. A WebSocket upgrade is HTTP/1.1 only.
        let protocols: [UInt8] = [8] + Array("http/1.1".utf8)
        unsafe SSL_CTX_set_alpn_protos(context, protocols, UInt32(protocols.count))
        if resumes { rememberSessions() }
    }

    /// A server's context with its certificate.
    ///
    /// - Throws: `TLSError` when a file cannot be used.
    package init(certificateFile: String, keyFile: String) throws(TLSError) {
        unsafe context = try Self.make(method: TLS_server_method())
        verifiesPeer = false
        try use(certificateFile: certificateFile, keyFile: keyFile)
    }

    deinit {
        unsafe SSL_SESSION_free(resumableSession)
        unsafe SSL_CTX_free(context)
    }

    private static func make(method: OpaquePointer?) throws(TLSError) -> OpaquePointer {
        guard let context = unsafe SSL_CTX_new(method) else {
            throw TLSError(step: "SSL_CTX_new", reason: TLSError.drainQueue())
        }
        // Thousands of mostly idle sessions: give the 16 KB record buffers back between records, write what fits,
        // and let a retried write come from another buffer.
        let modes = SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
        unsafe SSL_CTX_ctrl(context, SSL_CTRL_MODE, Int(modes), nil)
        unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        return unsafe context
    }

    private func use(certificateFile: String, keyFile: String) throws(TLSError) {
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificateFile) == 1 else {
            throw TLSError(step: "reading \(certificateFile)", reason: TLSError.drainQueue())
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(context, keyFile, SSL_FILETYPE_PEM) == 1 else {
            throw TLSError(step: "reading \(keyFile)", reason: TLSError.drainQueue())
        }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else {
            throw TLSError(step: "matching \(keyFile) with \(certificateFile)", reason: TLSError.drainQueue())
        }
    }

    /// Keeps the newest session ticket; returning 1 from the callback hands its reference to us.
    private func rememberSessions() {
        let modes = SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE
        unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(modes), nil)
        // Unretained: the callback comes only from connections that keep this context alive.
        unsafe SSL_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(self).toOpaque())
        unsafe SSL_CTX_sess_set_new_cb(context) { ssl, session in
            guard let context = unsafe SSL_get_SSL_CTX(ssl), let data = unsafe SSL_CTX_get_ex_data(context, 0) else {
                return 0
            }
            let owner = unsafe Unmanaged<TLSContext>.fromOpaque(data).takeUnretainedValue()
            unsafe SSL_SESSION_free(owner.resumableSession)
            unsafe owner.resumableSession = session
            return 1
        }
    }
}
