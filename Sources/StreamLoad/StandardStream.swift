import Glibc

/// Writes whole texts to one of the process's standard streams, in one call where the system allows it, so that lines of
/// several threads never mix.
private enum StandardStream {
    static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            // Safe: the pointer and count are the array's own, behind what is written already.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            // A closed or broken stream is nobody's to complain to.
            guard count > 0 || errno == EINTR else { return }
            written += max(count, 0)
        }
    }
}

/// Where everything goes that is not a result: progress, logs, refusals.
enum StandardError {
    /// Writes a text and a line end.
    static func write(_ text: String) { writeRaw(text + "\n") }

    /// The same without the line end, for a block that is drawn again.
    static func writeRaw(_ text: String) { StandardStream.write(text, to: STDERR_FILENO) }
}

/// Where results go.
enum StandardOutput {
    /// Writes a line at once, so that a parent process that waits for it has it.
    static func write(_ text: String) { StandardStream.write(text + "\n", to: STDOUT_FILENO) }
}
