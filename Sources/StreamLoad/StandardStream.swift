import ArgumentParser
import Glibc
import Metrics
import Reports

/// Where everything goes that is not a result: progress, logs, refusals.
enum StandardError {
    /// Writes a text and a line end.
    static func write(_ text: String) { writeRaw(text + "\n") }

    /// The same without the line end, for a block that is drawn again. In one call where the system allows it, so that
    /// lines of several threads never mix.
    static func writeRaw(_ text: String) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            // Safe: the pointer and count are the array's own, behind what is written already.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
            }
            // A closed or broken stream is nobody's to complain to.
            guard count > 0 || errno == EINTR else { return }
            written += max(count, 0)
        }
    }
}

/// Where results go.
enum StandardOutput {
    /// Writes a line at once, so that a parent process that waits for it has it. A closed pipe is nobody's to complain to.
    ///
    /// - Throws: the status of a result that could not be written; the reason is told by then.
    static func write(_ text: String) throws(ExitCode) {
        do throws(WriteError) { try FileWriter.write(Array("\(text)\n".utf8), to: "-") } catch {
            StandardError.write("error: \(error)")
            throw ExitCode(ExitStatus.internalError.rawValue)
        }
    }
}
