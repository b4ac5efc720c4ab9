internal import COpenSSL

/// What OpenSSL refused: the step, and the library's own message.
package struct TLSError: Error, CustomStringConvertible {
    package let step: String
    package let reason: String

    package var description: String { "\(step): \(reason)" }

    /// Empties OpenSSL's error queue, so that a later failure is not explained with an earlier one.
    static func drainQueue() -> String {
        var reasons: [String] = []
        var code = ERR_get_error()
        while code != 0 {
            // Both return pointers to static tables, or nil when the code has no text.
            if let reason = unsafe ERR_reason_error_string(code) {
                reasons.append(unsafe String(cString: reason))
            }
            code = ERR_get_error()
        }
        return reasons.isEmpty ? "no reason given" : reasons.joined(separator: "; ")
    }
}
