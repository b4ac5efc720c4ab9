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

    /// HMAC with SHA-256 (RFC 2104, FIPS 180-4), which RFC 7518 §3.2 calls HS256: 32 bytes.
    package static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        // One-shot code of borrowed bytes into a buffer of the largest size a digest has.
        unsafe HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &code, &length)
        return Array(code.prefix(Int(length)))
    }
}
