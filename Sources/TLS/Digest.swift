internal import COpenSSL

/// Hashes that protocols ask for by name.
package enum Digest {
    /// SHA-1 as RFC 6455 §4.2.2 uses it for the accept key: 20 bytes.
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        // One-shot digest of borrowed bytes into a buffer of the largest size a digest has.
        unsafe EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha1(), nil)
        return Array(digest.prefix(Int(length)))
    }
}
