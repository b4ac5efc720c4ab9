import Glibc

/// Where everything goes that is not a result: progress, logs, refusals.
enum StandardError {
    /// Writes a text and a line end in one call, so that lines of several threads never mix.
    static func write(_ text: String) { writeRaw(text + "\n") }

    /// The same without the line end, for a block that is drawn again.
    static func writeRaw(_ text: String) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            // Safe: the pointer and count are the array's own, behind what is written already.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
            }
            // A closed or broken standard error is nobody's to complain to.
            guard count > 0 || errno == EINTR else { return }
            written += max(count, 0)
        }
    }
}
