import Glibc

/// Where results go.
enum StandardOutput {
    /// Writes a line at once, so that a parent process that waits for it has it.
    static func write(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        var written = 0
        while written < bytes.count {
            // Safe: the pointer and count are the array's own, behind what is written already.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            }
            guard count > 0 || errno == EINTR else { return }
            written += max(count, 0)
        }
    }
}
